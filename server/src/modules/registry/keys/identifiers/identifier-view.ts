import type { Reader } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import type { IdentifierRow } from './identifier.store.ts'
import { selectIdentifiers } from './identifier.store.ts'
import { privateSchemes } from './identifier.ts'

export const toIdentifierView = ({ scheme, value, issuer, state }: IdentifierRow) => ({
  scheme,
  value,
  ...(issuer !== null && { issuer }),
  verified: state === 'verified',
})

type View = ReturnType<typeof toIdentifierView>

/** What anybody may know products and places by: other vendors' stamps, growing-area codes, own codes. */
export async function publicIdentifiers(
  reader: Reader,
  keys: readonly string[],
  moment: Moment,
): Promise<(key: string) => View[]> {
  const rows = await selectIdentifiers(reader, keys, moment)
  const byKey = Map.groupBy(
    rows.filter(({ scheme }) => !privateSchemes.has(scheme)),
    ({ subject }) => subject,
  )
  return (key) => (byKey.get(key) ?? []).map(toIdentifierView)
}
