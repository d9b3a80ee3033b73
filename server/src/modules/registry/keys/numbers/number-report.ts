import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { isElsewhere } from './elsewhere.store.ts'
import { countNumbers, isReturned, type Lease, leaseOf, selectUses } from './number.store.ts'
import { createSpelling, type Series } from './number-series.ts'

/** Every number of a series by its state; together they are its capacity. `overdue`: of the leased those whose lease has expired. */
export async function reportOn(reader: Reader, series: Series) {
  const counted = await countNumbers(reader, series.id)
  const leased = counted.leased - counted.used - counted.void - counted.cameBack
  const { used, returned, overdue, elsewhere, passedOver, met } = counted
  return {
    capacity: series.capacity,
    free: series.capacity - series.next + passedOver - (elsewhere - met),
    leased,
    used,
    void: counted.void,
    returned,
    elsewhere,
    overdue,
  }
}

/** What a number of a series is, and whose. */
export async function stateOfNumber(
  reader: Reader,
  series: Series,
  number: string,
): Promise<{ state: string; lease?: Lease }> {
  const at = createSpelling(series).placeOf(number)
  if (at === undefined) throw problem('registry.number-unknown', { number })
  if (await isReturned(reader, series.id, at)) return { state: 'returned' }
  if (await isElsewhere(reader, series.id, at)) return { state: 'elsewhere' }
  const lease = await leaseOf(reader, series.id, at)
  if (lease === undefined) return { state: 'free' }
  const use = (await selectUses(reader, series.id, lease.id)).find(({ first, last }) => first <= at && last >= at)
  return { state: use?.state ?? 'leased', lease }
}
