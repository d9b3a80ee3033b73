import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import {
  findLease,
  findSeries,
  insertReturned,
  insertUses,
  type Lease,
  lockSeries,
  selectUses,
  type Use,
} from './number.store.ts'
import { type Account, createSpelling, mostNamed, type Series } from './number-series.ts'

/** A lease, for its lessee or the holder of the series; for others it does not exist, nor takes longer than none: both are read. */
export async function getLease(
  reader: Reader,
  actor: Actor,
  seriesID: string,
  id: string,
): Promise<{ series: Series; lease: Lease }> {
  const series = await findSeries(reader, seriesID)
  const lease = await findLease(reader, seriesID, id)
  if (!series || !lease || actor.partyID === null || ![series.holder, lease.lessee].includes(actor.partyID))
    throw problem('registry.lease-unknown', { lease: id })
  return { series, lease }
}

/**
 * Says what became of a lease's numbers, also after it has expired: a device may have been without connection. The same
 * again changes nothing; another state for a number that has one is refused, and with it the whole account.
 */
export function accountNumbers(
  db: Db,
  actor: Actor,
  seriesID: string,
  leaseID: string,
  { entries }: Account,
): Promise<void> {
  const named = entries.reduce((sum, { numbers = [] }) => sum + numbers.length, 0)
  if (named > mostNamed) throw problem('registry.account-too-long', { limit: mostNamed })
  return db.transaction(async (tx) => {
    // Before the lock: who has no such lease holds nobody up.
    const { series, lease } = await getLease(tx, actor, seriesID, leaseID)
    await lockSeries(tx, seriesID)
    const given = joinSpans(entries.flatMap((entry) => spansOf(entry, series, lease)))
    const fresh = freshUses(given, await selectUses(tx, seriesID, leaseID), series)
    if (fresh.length === 0) return
    await insertUses(tx, lease, fresh, actor.partyID ?? series.holder)
    await insertReturned(
      tx,
      seriesID,
      fresh.filter(({ state }) => state === 'returned'),
    )
    const details = {
      lease: leaseID,
      spans: fresh.length,
      numbers: fresh.reduce((sum, { first, last }) => sum + last - first + 1, 0),
    }
    await recordDeed(tx, actor, { action: 'registry.account-numbers', subject: seriesID, details })
  })
}

function spansOf({ state, first, last, numbers }: Account['entries'][number], series: Series, lease: Lease): Use[] {
  const places = numbers?.map(placeIn(series)) ?? []
  if ((first === undefined) !== (last === undefined) || (first === undefined && places.length === 0))
    throw problem('registry.account-unfit')
  const spans = places.map((at) => ({ first: at, last: at, state }))
  if (first !== undefined && last !== undefined) spans.push({ first, last, state })
  for (const span of spans)
    if (span.first > span.last || span.first < lease.first || span.last > lease.last)
      throw problem('registry.number-not-leased', {
        number: createSpelling(series).numberAt(Math.min(span.first, series.capacity - 1)),
      })
  return spans
}

const placeIn = (series: Series) => {
  const { placeOf } = createSpelling(series)
  return (number: string): number => {
    const at = placeOf(number)
    if (at === undefined) throw problem('registry.number-not-leased', { number })
    return at
  }
}

/** Spans in order, those that touch in one state as one; a number in two states is refused. */
function joinSpans(spans: readonly Use[]): Use[] {
  const joined: Use[] = []
  for (const span of spans.toSorted((a, b) => a.first - b.first)) {
    const before = joined.at(-1)
    if (before && span.first <= before.last && span.state !== before.state) throw problem('registry.account-unfit')
    if (before && span.first <= before.last + 1 && span.state === before.state)
      before.last = Math.max(before.last, span.last)
    else joined.push({ ...span })
  }
  return joined
}

/** What of the spans is not known yet. Both stand in their order, so that they are gone through side by side. */
function freshUses(given: readonly Use[], known: readonly Use[], series: Series): Use[] {
  const fresh: Use[] = []
  let next = 0
  for (const { first, last, state } of given) {
    let from = first
    while (next < known.length && (known[next]?.last ?? 0) < first) next += 1
    for (let at = next; at < known.length; at += 1) {
      const use = known[at]
      if (use === undefined || use.first > last) break
      if (use.state !== state)
        throw problem('registry.number-accounted', {
          number: createSpelling(series).numberAt(Math.max(from, use.first)),
          state: use.state,
        })
      if (use.first > from) fresh.push({ first: from, last: use.first - 1, state })
      from = use.last + 1
    }
    if (from <= last) fresh.push({ first: from, last, state })
  }
  return fresh
}
