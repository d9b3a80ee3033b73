import type { Reader } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import { selectBearers } from './identifier.store.ts'
import { privateSchemes } from './identifier.ts'

/**
 * The products, places and parties that bear a public identifier: a vendor's stamp, a growing-area code, an own code.
 * `subject` is a canonical key, or a party's id; verified bearers first.
 */
export async function findSubjects(
  reader: Reader,
  value: string,
  moment: Moment = {},
): Promise<{ subject: string; scheme: string; verified: boolean }[]> {
  const bearers = await selectBearers(reader, [value.normalize('NFC').trim()], moment)
  return bearers
    .filter(({ scheme }) => !privateSchemes.has(scheme))
    .map(({ subject, scheme, state }) => ({ subject, scheme, verified: state === 'verified' }))
}
