import { randomBytes } from 'node:crypto'
import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { type Problem, problem } from '../../../../platform/problem.ts'
import { selectParties } from '../../parties/party.store.ts'
import { productKey, refuseRestricted } from '../../products/product-key.ts'
import { mandateFor, mandatesHeldBy } from '../../rights/mandates/mandate-for.ts'
import { dayOf } from '../../versions/moment.ts'
import { prefixKey } from '../claims/claim-key.ts'
import { describeKeys } from '../claims/describe-keys.ts'
import { findUntold, passOver } from './elsewhere.store.ts'
import {
  findOverlapping,
  findReturned,
  findSeriesAmong,
  insertLease,
  insertSeries,
  type Lease,
  lockNumbers,
  lockSeries,
  takeReturned,
  updateNext,
} from './number.store.ts'
import { createSpelling, type NewLease, type NewSeries, type Series, ssccWidth } from './number-series.ts'

/** Opens a series under a GTIN or company prefix that is the actor's own, or whose owner's mandate it holds. */
export function openSeries(db: Db, actor: Actor, input: NewSeries): Promise<Series> {
  const shape = shapeOf(input)
  return db.transaction(async (tx) => {
    const holder = await ownerFor(tx, actor, shape.key)
    const series: Series = { ...shape, id: newID(), holder, next: 0 }
    await lockNumbers(tx, series)
    const inTheWay = await findOverlapping(tx, series)
    if (inTheWay !== undefined) throw await takenBy(tx, actor, inTheWay)
    await insertSeries(tx, series, actor.partyID ?? holder)
    const details = { kind: series.kind, key: series.key, prefix: series.prefix }
    await recordDeed(tx, actor, { action: 'registry.open-number-series', subject: series.id, details })
    return series
  })
}

/** Names the series that gives out the same numbers to who may see it; of another's only that there is one. */
async function takenBy(reader: Reader, actor: Actor, series: Series): Promise<Problem> {
  if (!(await visibleAmong(reader, actor, [series])).has(series.id)) return problem('registry.numbers-taken')
  const { numberAt } = createSpelling({ ...series, secret: null })
  const [first, last] = [numberAt(0), numberAt(series.capacity - 1)]
  return problem('registry.series-exists', { series: series.id, first, last })
}

/** Lots (AI 10) and serials (AI 21) have twenty characters at most (GS1 General Specifications §3.4.1, §3.5.2). */
const longestNumber = 20

/** A series as asked for, or a refusal where kind and numbers do not go together. */
function shapeOf(input: NewSeries): Omit<Series, 'id' | 'holder' | 'next'> {
  const { kind, gtin, companyPrefix, extension = '0' } = input
  if (kind === 'sscc') {
    if (companyPrefix === undefined || gtin !== undefined || input.random) throw problem('registry.series-unfit')
    const prefix = extension + companyPrefix
    const width = ssccWidth(prefix)
    return { kind, key: prefixKey(companyPrefix), prefix, width, secret: null, capacity: 10 ** Math.min(width, 15) }
  }
  if (gtin === undefined || companyPrefix !== undefined || (input.random && kind !== 'serial'))
    throw problem('registry.series-unfit')
  const key = productKey(gtin)
  refuseRestricted(key)
  const width = input.width ?? (kind === 'lot' ? 6 : 12)
  const { prefix = '' } = input
  if (prefix.length + width > longestNumber) throw problem('registry.number-too-long', { limit: longestNumber })
  const secret = input.random ? randomBytes(32) : null
  return { kind, key, prefix, width, secret, capacity: 10 ** width }
}

/** Whose numbers these are, for an actor that may give them out: the owner of the claim, or the holder of its mandate. */
async function ownerFor(reader: Reader, actor: Actor, key: string): Promise<string> {
  const self = actor.partyID
  const { owner, claim } = (await describeKeys(reader, [key])).get(key) ?? {}
  if (self === null || owner === undefined || claim === 'contested') throw problem('registry.claim-needed')
  if (owner === self) return owner
  const mandate = await mandateFor(reader, self, owner, new Date(), { purpose: 'claim-key', keys: [key] })
  if (mandate === undefined) throw problem('registry.claim-needed')
  return owner
}

/** Leases numbers in a row: returned ones first, else the next that nobody had. No two leases share a number. */
export function leaseNumbers(db: Db, actor: Actor, seriesID: string, input: NewLease): Promise<Lease> {
  const { count, device = null, expiresOn = null } = input
  if (expiresOn !== null && expiresOn < dayOf(new Date())) throw problem('registry.lease-expired', { expiresOn })
  return db.transaction(async (tx) => {
    const theirs = await leasableAmong(tx, actor, await findSeriesAmong(tx, [seriesID]))
    const series = theirs.has(seriesID) ? await lockSeries(tx, seriesID) : undefined
    if (series === undefined) throw problem('registry.series-unknown', { series: seriesID })
    const lessee = input.lessee ?? actor.partyID ?? series.holder
    if ((await selectParties(tx, [lessee], {})).length === 0) throw problem('registry.party-unknown', { party: lessee })
    const span = await takeSpan(tx, series, count)
    const lease = { id: newID(), series: seriesID, lessee, device, expiresOn, ...span }
    await insertLease(tx, lease, actor.partyID ?? series.holder)
    const details = { lease: lease.id, lessee, device, ...span }
    await recordDeed(tx, actor, { action: 'registry.lease-numbers', subject: seriesID, details })
    return { ...lease, leasedAt: new Date().toISOString().replace(/\.\d+/, '') }
  })
}

async function takeSpan(tx: Tx, { id, next, capacity }: Series, count: number) {
  const { span, most } = await findReturned(tx, id, count)
  if (span !== undefined) return takeReturned(tx, id, span, count)
  const { first, longest } = await findUntold(tx, { id, next, capacity }, count)
  if (first === null) throw problem('registry.numbers-exhausted', { left: Math.max(longest, most) })
  if (first > next) await passOver(tx, id, next, first)
  await updateNext(tx, id, first + count)
  return { first, last: first + count - 1 }
}

/**
 * Series whose numbers an actor may give out: the owner of the key as it is now, or the holder of its mandate; a claim that
 * was lost gives no more numbers. For who is neither, a series takes as long as none: for whom it may act is read first.
 */
async function leasableAmong(reader: Reader, actor: Actor, among: readonly Series[]): Promise<Set<string>> {
  const self = actor.partyID
  const held = self === null ? [] : await mandatesHeldBy(reader, self, new Date())
  const mayGive = ({ holder, key }: Series): boolean =>
    holder === self ||
    held.some(({ principal, purpose, covers }) => principal === holder && purpose === 'claim-key' && covers(key))
  const theirs = among.filter(mayGive)
  const described = await describeKeys(
    reader,
    theirs.map(({ key }) => key),
  )
  const isOwners = ({ holder, key }: Series): boolean => {
    const { owner, claim } = described.get(key) ?? {}
    return owner === holder && claim !== 'contested'
  }
  return new Set(theirs.filter(isOwners).map(({ id }) => id))
}

async function visibleAmong(reader: Reader, actor: Actor, among: readonly Series[]): Promise<Map<string, Series>> {
  const theirs = await leasableAmong(reader, actor, among)
  const seen = among.filter(({ id, holder }) => holder === actor.partyID || theirs.has(id))
  return new Map(seen.map((series) => [series.id, series]))
}

/** Of these series those that are there for their holder or whoever acts for it. */
export const seriesAmong = async (reader: Reader, actor: Actor, ids: readonly string[]): Promise<Map<string, Series>> =>
  visibleAmong(reader, actor, await findSeriesAmong(reader, ids))

/** One of them. */
export async function getSeries(reader: Reader, actor: Actor, id: string): Promise<Series> {
  const series = (await seriesAmong(reader, actor, [id])).get(id)
  if (series === undefined) throw problem('registry.series-unknown', { series: id })
  return series
}
