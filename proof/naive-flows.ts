import type { Statement } from './naive-statements.ts'
import { isState, type Stay } from './naive-stays.ts'

/** At an instant something came from `up` to `down`: an instance, a part of a lot in one location, or a process. */
export type Arrow = {
  up: string
  down: string
  at: number
  /** What says so. */
  by: Statement
  /** It may have come from another place just as well: how much came from this one, nobody told. */
  doubtful?: true
  /** Tells of a lot's instance: none of the lot's amount went. */
  named?: true
}

/** What adding decimal fractions in binary may be off by. */
export const rounding = 1e-9

/** Where things begin and end, as the ends of arrows. */
export const beginning = 'beginning'
export const ending = 'ending'

export type Flows = { arrows: Arrow[]; stays: Stay[] }
/** `parts`: each part of the lot, and when it was first told of. */
export type LotFlows = Flows & { parts: Map<string, number> }

/** What comes of what is said of instances and processes. */
export const arrowsOfInstances = (said: readonly Statement[]): Arrow[] => said.flatMap((by) => arrowsAt(by.key, by))

/** What is made, used and ended, at an instance or at a lot's part. */
const arrowsAt = (node: string, by: Statement): Arrow[] => {
  const { what, other, at } = by
  if (what === 'commissioned') return [{ up: beginning, down: node, at, by }]
  if (what === 'output') return [{ up: other, down: node, at, by }]
  if (what === 'input') return [{ up: node, down: other, at, by }]
  return what === 'ended' ? [{ up: node, down: ending, at, by }] : []
}

/** A part of a lot: what of it is at a place, or was in a container for one round. */
const partAt = (lot: string, place: string): string => `${lot} at ${place}`

/** A lot's parts, how they came from one another, and the rounds in which they lay in containers. */
export const flowsOfLot = (lot: string, said: readonly Statement[]): LotFlows => {
  const own = said.filter(({ key }) => key === lot)
  const packed = own.filter(({ what }) => what === 'put' || what === 'watched' || what === 'taken')
  const rounds = [...new Set(packed.map(({ other }) => other))].flatMap((container) => roundsOf(lot, container, said))
  const emptied = said.filter(({ what, key, at }) => what === 'emptied' && inRound(rounds, key, at) !== undefined)
  const here = [...own.filter(({ what }) => what !== 'watched'), ...emptied].sort((a, b) => a.at - b.at)
  const arrows = here.flatMap((by): Arrow[] => {
    const { what, key, other, at } = by
    const place = partAt(lot, by.place)
    const round = inRound(rounds, what === 'emptied' ? key : other, at)?.item
    if (what === 'put' && round !== undefined) return [{ up: place, down: round, at, by }]
    if ((what === 'taken' || what === 'emptied') && round !== undefined) return [{ up: round, down: place, at, by }]
    return arrowsAt(place, by)
  })
  const parts = new Map(rounds.map(({ item, from }) => [item, from]))
  for (const { place, at } of here.toReversed()) parts.set(partAt(lot, place), at)
  return { arrows: [...arrows, ...movesOf(lot, here, arrows, rounds)], stays: rounds, parts }
}

const inRound = (rounds: readonly Stay[], container: string, at: number): Stay | undefined =>
  rounds.find((round) => round.container === container && round.from <= at && at <= round.to)

/**
 * A round begins with the first ADD, or where the lot is watched inside; it ends when the container is emptied, or a DELETE
 * tells no quantity, or all that was taken out by an instant reaches what was put in.
 */
const roundsOf = (lot: string, container: string, said: readonly Statement[]): Stay[] => {
  const rounds: Stay[] = []
  const about = said
    .filter((s) => (s.key === lot && s.other === container) || (s.what === 'emptied' && s.key === container))
    .toSorted((a, b) => a.at - b.at || rank(a) - rank(b))
  let put: Statement[] = []
  let taken: Statement[] = []
  for (const [index, s] of about.entries()) {
    let round = rounds.at(-1)
    const within = round !== undefined && s.at <= round.to
    const isLast = !about.slice(index + 1).some(({ what, at }) => what === 'taken' && at === s.at)
    if (!within && (s.what === 'put' || s.what === 'watched')) {
      round = { item: `${lot} in ${container} from ${s.at}`, container, from: s.at, to: Number.POSITIVE_INFINITY }
      rounds.push(round)
      put = []
      taken = []
    }
    if (s.what === 'put') put.push(s)
    if (s.what === 'taken' && within) taken.push(s)
    const over =
      s.what === 'emptied' ||
      (s.what === 'taken' && (s.quantity === undefined || (isLast && put.length > 0 && leftOf(put, taken) <= rounding)))
    if (within && round && over) round.to = Math.min(round.to, s.at)
  }
  return rounds
}

const rank = ({ what }: Statement): number => ['put', 'watched', 'taken', 'emptied'].indexOf(what)

/** Units that histories are told in and that can be added, in grams. */
const grams = new Map([
  ['KGM', 1000],
  ['GRM', 1],
])

/** How much is left of what came when some went; NaN where not all of it is told, or not in units that can be added. */
export const leftOf = (came: readonly Statement[], went: readonly Statement[]): number => {
  const inOne = (uom = '') => grams.get(uom) ?? 1
  const kindOf = (uom = '') => (grams.has(uom) ? 'mass' : uom)
  const sum = (all: readonly Statement[]) =>
    all.reduce((total, { quantity, uom }) => total + (quantity ?? Number.NaN) * inOne(uom), 0)
  return new Set([...came, ...went].map(({ uom }) => kindOf(uom))).size === 1 ? sum(came) - sum(went) : Number.NaN
}

/**
 * The lot is at a place, and it came there: what arrived from where it was sent, all else from wherever it had been told
 * to be.
 */
const movesOf = (
  lot: string,
  here: readonly Statement[],
  flows: readonly Arrow[],
  rounds: readonly Stay[],
): Arrow[] => {
  const moves: Arrow[] = []
  const arriving = (s: Statement) => s.what === 'arrived' || (s.what === 'taken' && !inRound(rounds, s.other, s.at))
  for (const by of here.toSorted((a, b) => a.at - b.at || Number(arriving(b)) - Number(arriving(a)))) {
    const { at, place } = by
    const down = partAt(lot, place)
    const came = (arrow: Arrow) => arrow.down === down && arrow.at <= at
    const comes = flows.some(came) || moves.some((move) => came(move) && (move.at < at || arriving(move.by)))
    if (!(arriving(by) || (needs(by) && !comes))) continue
    const sent = by.what === 'arrived' ? onTheWay(here, at).filter((each) => each !== place) : []
    const told = here.filter((s) => s.at <= at && s.place !== place).map((s) => s.place)
    const sources = new Set(sent.length > 0 ? sent : told)
    const doubtful = sources.size > 1 ? { doubtful: true as const } : {}
    for (const source of sources) moves.push({ up: partAt(lot, source), down, at, by, ...doubtful })
  }
  return moves
}

/** Where parts were sent from that may not have arrived yet: while fewer arrived than were sent, nobody knows whose. */
const onTheWay = (here: readonly Statement[], at: number): string[] => {
  const from = new Set<string>()
  let sent = 0
  for (const s of here.toSorted((a, b) => a.at - b.at || Number(a.what === 'arrived') - Number(b.what === 'arrived'))) {
    if (s.what === 'departed' && s.at <= at) {
      from.add(s.place)
      sent += 1
    }
    if (s.what === 'arrived' && s.at < at) sent = Math.max(0, sent - 1)
    if (sent === 0) from.clear()
  }
  return [...from]
}

const needs = (s: Statement): boolean =>
  (isState(s) && s.what !== 'commissioned') || s.what === 'input' || s.what === 'put'
