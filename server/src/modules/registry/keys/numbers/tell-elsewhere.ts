import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { type Elsewhere, insertElsewhere, judgeElsewhere } from './elsewhere.store.ts'
import { getSeries } from './lease-numbers.ts'
import { lockSeriesAmong } from './number.store.ts'
import { createSpelling, type NewElsewhere, type Series } from './number-series.ts'

/**
 * Says which numbers of a series were given out elsewhere, before the bank or beside it: it never leases them. Told twice is
 * nothing; what was leased is refused, and with it the whole.
 */
export const tellElsewhere = (db: Db, actor: Actor, seriesID: string, { ranges }: NewElsewhere): Promise<void> =>
  db.transaction(async (tx) => {
    // Before the lock: for whom the series is not there, it holds nobody up.
    const series = await getSeries(tx, actor, seriesID)
    const placesOf = createPlacesOf(series)
    const spans = ranges.map((range) => ({ series: seriesID, ...placesOf(range) }))
    if (!(await addElsewhere(tx, spans, [series], actor.partyID ?? series.holder))) return
    const details = { spans: spans.length, numbers: spans.reduce((sum, { first, last }) => sum + last - first + 1, 0) }
    await recordDeed(tx, actor, { action: 'registry.tell-elsewhere', subject: seriesID, details })
  })

/** The places of the numbers from one to another, as they are written; in a random order each number stands by itself. */
export const createPlacesOf = (series: Series) => {
  const { placeOf } = createSpelling(series)
  const placeIn = (number: string): number => {
    const at = placeOf(number)
    if (at === undefined) throw problem('registry.number-unknown', { number })
    return at
  }
  return ({ firstNumber, lastNumber = firstNumber }: NewElsewhere['ranges'][number]) => {
    const [first, last] = [placeIn(firstNumber), placeIn(lastNumber)]
    if (last < first || (series.secret !== null && last !== first))
      throw problem('registry.range-unfit', { first: firstNumber, last: lastNumber })
    return { first, last }
  }
}

/** Judges spans of these series by what is read once for all; answers of each whether it is news. */
export async function elsewhereCheck(
  reader: Reader,
  spans: readonly Elsewhere[],
  series: Iterable<Series>,
): Promise<(span: Elsewhere) => boolean> {
  const judged = await judgeElsewhere(reader, spans)
  const bySpan = new Map(spans.map((span, index) => [span, judged[index]]))
  const spellings = new Map([...series].map((each) => [each.id, createSpelling(each)]))
  return (span) => {
    const { known = false, leased = null } = bySpan.get(span) ?? {}
    const { numberAt = String } = spellings.get(span.series) ?? {}
    if (leased !== null)
      throw problem('registry.numbers-leased', { first: numberAt(leased.first), last: numberAt(leased.last) })
    return !known
  }
}

/** Writes spans while nobody leases numbers of their series; answers whether any was news. */
export async function addElsewhere(
  tx: Tx,
  spans: readonly Elsewhere[],
  series: readonly Series[],
  declaredBy: string,
): Promise<boolean> {
  await lockSeriesAmong(
    tx,
    series.map(({ id }) => id),
  )
  const isNews = await elsewhereCheck(tx, spans, series)
  const news = spans.filter(isNews)
  if (news.length > 0) await insertElsewhere(tx, news, declaredBy)
  return news.length > 0
}
