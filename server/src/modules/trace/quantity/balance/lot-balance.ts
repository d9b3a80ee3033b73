import type { Link } from '@nguon/epcis'
import { compare, type Exact, minus, one, plus, sum, times, toNumber, zero } from '../exact.ts'
import { type StatedYield, yieldFor } from '../yields/stated-yield.ts'
import { allIn, emptyOut, type Inside, nothingInside, putIn, takeOut } from './inside.ts'
import {
  type Fault,
  type Figure,
  faultsIn,
  type InFamily,
  type Item,
  inFamilies,
  type Line,
  productOf,
  type Sum,
  toFigure,
  toLine,
} from './line.ts'
import type { Said, Yardstick } from './stated-event.ts'
import type { Verdict } from './verdict.ts'

/** What is told of a lot: how it came to be, what became of parts of it, and where they were. */
export const lotFigures = [
  'born',
  'consumed',
  'sold',
  'destroyed',
  'ended',
  'packed',
  'unpacked',
  'departed',
  'arrived',
] as const
export type LotFigure = (typeof lotFigures)[number]

export type LotReason =
  | 'no-birth'
  | 'from-arrival'
  | 'untold-input'
  | 'untold-output'
  | 'more-packed-than-there-was'
  | 'containers-not-followed'

/** A lot in one family of units, in `uom` (absent: pieces). `remaining`: what should still be there, of it `packed` in containers. */
export type LotQuantities = Record<LotFigure, Figure> & {
  uom?: string
  in: number | null
  out: number | null
  loss: number | null
  unknown: { in: number; out: number }
  remaining: { quantity: number | null; packed: number | null }
  tolerance: number | null
  verdict: Verdict
  reasons: LotReason[]
}

export type LotBalance = { quantities: LotQuantities[]; verdict: Verdict; faults: Fault[] }

/**
 * Everything that is told of a lot, wherever it was. `events`: all that name it, or a container that it was packed in, in
 * the order of time; `isFollowed`: all of these containers.
 */
export const lotBalance = (
  key: string,
  events: readonly Said[],
  { yields, contents }: Yardstick,
  isFollowed = true,
): LotBalance => {
  const lines = Object.fromEntries(lotFigures.map((name) => [name, []])) as unknown as Record<LotFigure, Line[]>
  const inside = nothingInside()
  for (const said of events)
    for (const link of said.links)
      for (const [figure, items] of toldBy(inside, link, said))
        for (const item of items)
          if (item.key === key) lines[figure].push(toLine(said.eventID, { ...item, key }, contents))
  const statement = toleranceFor(yields, key, events)
  const quantities = inFamilies(lines).map((family) => quantitiesIn(family, statement, isFollowed))
  return { quantities, verdict: quantities[0]?.verdict ?? 'unknown', faults: faultsIn(Object.values(lines).flat()) }
}

/** The tolerance that the lot's maker stated for its product. */
const toleranceFor = (yields: readonly StatedYield[], key: string, events: readonly Said[]) => {
  const isBirth = ({ kind, a, b }: Link) => (kind === 'output' && b === key) || (kind === 'commissioned' && a === key)
  const birth = events.find(({ links }) => links.some(isBirth)) ?? events[0]
  if (birth === undefined) return undefined
  const { bizStep, eventTime: at, declaredBy: party } = birth
  return yieldFor(yields, { party, product: productOf(key), bizStep, at })
}

type Told = [figure: LotFigure, items: Item[]][]

/** What a link tells of items, of the lot and of others; a container takes along what is in it. */
const toldBy = (inside: Inside, { kind, a, b, ...amount }: Link, said: Said): Told => {
  if (kind === 'contains') return said.isAggregation ? containedBy(inside, a, { key: b, ...amount }, said.action) : []
  if (kind === 'output') return [['born', [{ key: b, ...amount }]]]
  if (kind === 'commissioned') return [['born', [{ key: a, ...amount }]]]
  if (kind === 'input') return goneWith(inside, 'consumed', { key: b, ...amount })
  if (kind === 'ended') return goneWith(inside, endOf(said), { key: a, ...amount })
  return kind === 'departed' || kind === 'arrived' ? [[kind, [{ key: a, ...amount }]]] : []
}

/** What comes out of a container though nobody told that it was in, arrived. */
const containedBy = (inside: Inside, parent: string, item: Item, action: Said['action']): Told => {
  if (action === 'ADD')
    return [
      ['unpacked', putIn(inside, parent, item)],
      ['packed', [item]],
    ]
  if (action !== 'DELETE') return []
  if (item.key === '') return [['unpacked', emptyOut(inside, parent)]]
  const { taken, missing } = takeOut(inside, parent, item)
  return [
    ['unpacked', taken],
    ['arrived', missing],
  ]
}

const goneWith = (inside: Inside, figure: LotFigure, item: Item): Told => {
  const contents = allIn(inside, item.key)
  emptyOut(inside, item.key)
  return [
    [figure, [item, ...contents]],
    ['unpacked', contents],
  ]
}

const destroyedBy = new Set(['destroying', 'destroyed', 'disposed'])
const soldBy = new Set(['retail_selling', 'retail_sold'])

/** How something ended, by what its event calls it. */
export const endOf = ({ bizStep = '', disposition = '' }: Pick<Said, 'bizStep' | 'disposition'>) => {
  if (soldBy.has(bizStep) || soldBy.has(disposition)) return 'sold'
  if (destroyedBy.has(bizStep) || destroyedBy.has(disposition)) return 'destroyed'
  return bizStep === 'consuming' || disposition === 'consumed' ? 'consumed' : 'ended'
}

const gone = ['consumed', 'sold', 'destroyed', 'ended'] as const

const quantitiesIn = (
  { uom, sums }: InFamily<LotFigure>,
  statement: StatedYield | undefined,
  isFollowed: boolean,
): LotQuantities => {
  const isFromArrival = sums.born.statements === 0 && sums.arrived.statements > 0
  const came = isFromArrival ? sums.arrived : sums.born
  const out = sum(gone.map((name) => sums[name].known))
  const unknown = { in: came.untold, out: gone.reduce((all, name) => all + sums[name].untold, 0) }
  const packed = minus(sums.packed.known, sums.unpacked.known)
  const isPackedTold = isFollowed && sums.packed.untold + sums.unpacked.untold === 0
  const isInTold = came.statements > 0 && came.untold === 0
  const remaining = isInTold && unknown.out === 0 ? toNumber(minus(came.known, out)) : null
  const limit = times(came.known, plus(one, statement?.exactTolerance ?? zero))
  const isOverpacked = isPackedTold && isInTold && compare(plus(out, packed), limit) > 0 && compare(out, limit) <= 0
  const figures = Object.fromEntries(lotFigures.map((name) => [name, toFigure(sums[name])]))
  return {
    ...(figures as Record<LotFigure, Figure>),
    ...(uom === null ? {} : { uom }),
    in: came.statements > came.untold ? toNumber(came.known) : null,
    out: unknown.out > 0 && compare(out, zero) === 0 ? null : toNumber(out),
    loss: sums.destroyed.untold > 0 ? null : toNumber(sums.destroyed.known),
    unknown,
    remaining: { quantity: remaining, packed: isPackedTold ? toNumber(packed) : null },
    tolerance: statement?.tolerance ?? null,
    verdict: isOverpacked ? 'surplus' : lotVerdict({ isInTold, out, unknown, limit, sums, came, statement }),
    reasons: reasonsOf({ came, unknown, isFromArrival, isOverpacked, isFollowed }),
  }
}

type Weighed = {
  isInTold: boolean
  out: Exact
  unknown: { out: number }
  limit: Exact
  sums: Record<LotFigure, Sum>
  came: Sum
  statement: StatedYield | undefined
}

/** More gone than there was; or more destroyed than the maker's tolerance. What is still there is no loss. */
const lotVerdict = ({ isInTold, out, unknown, limit, sums, came, statement }: Weighed): Verdict => {
  if (!isInTold) return 'unknown'
  if (compare(out, limit) > 0) return 'surplus'
  if (compare(sums.destroyed.known, times(came.known, statement?.exactTolerance ?? zero)) > 0) return 'loss'
  return unknown.out > 0 ? 'unknown' : 'ok'
}

type Circumstances = {
  came: Sum
  unknown: { in: number; out: number }
  isFromArrival: boolean
  isOverpacked: boolean
  isFollowed: boolean
}

const reasonsOf = ({ came, unknown, isFromArrival, isOverpacked, isFollowed }: Circumstances): LotReason[] => [
  ...(came.statements === 0 ? (['no-birth'] as const) : []),
  ...(isFromArrival ? (['from-arrival'] as const) : []),
  ...(unknown.in > 0 ? (['untold-input'] as const) : []),
  ...(unknown.out > 0 ? (['untold-output'] as const) : []),
  ...(isOverpacked ? (['more-packed-than-there-was'] as const) : []),
  ...(isFollowed ? [] : (['containers-not-followed'] as const)),
]
