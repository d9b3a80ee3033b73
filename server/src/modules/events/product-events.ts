import { currentPosition } from '../../platform/positions.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { dayOf, type KeyEvents } from '../registry/index.ts'
import { selectProductEvents } from './product-events.store.ts'
import { toInstant } from './timestamp.ts'

/** What the owners' own events tell of their products and lots, for the register: it judges data by them. */
export const productEvents: KeyEvents = async (reader: Reader, owned, { asOf, at }) => {
  if (owned.length === 0) return new Map()
  const position = asOf ?? (await currentPosition(reader))
  // The day ends in Viet Nam.
  const before = new Date(Date.parse(`${at ?? dayOf(new Date())}T00:00:00+07:00`) + 86_400_000).toISOString()
  const rows = await selectProductEvents(reader, owned, position, before)
  return new Map(
    rows.map(({ key, first, last, ...row }) => [
      key,
      { ...row, first: dayOf(toInstant(first)), last: dayOf(toInstant(last)) },
    ]),
  )
}
