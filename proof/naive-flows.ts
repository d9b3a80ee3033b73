import type { Statement } from './naive-statements.ts'
import { isState, type Stay } from './naive-stays.ts'

/** At an instant something came from `up` to `down`: an instance, a part of a lot in one location, or a process. */
export type Arrow = {
  up: string
  down: string
  at: number
  /** It may have come from another place just as well: how much came from this one, nobody told. */
  doubtful?: true
  /** Tells of a lot's instance: none of the lot's amount went. */
  named?: true
  quantity?: number
  uom?: string
}

/** Where things begin and end, as the ends of arrows. */
export const beginning = 'beginning'
export const ending = 'ending'

export type Flows = { arrows: Arrow[]; stays: Stay[] }

/** What comes of what is said of instances and processes. */
export const arrowsOfInstances = (said: readonly Statement[]): Arrow[] =>
  said.flatMap(({ what, key, other, at }): Arrow[] => {
    if (what === 'commissioned') return [{ up: beginning, down: key, at }]
    if (what === 'output') return [{ up: other, down: key, at }]
    if (what === 'input') return [{ up: key, down: other, at }]
    return what === 'ended' ? [{ up: key, down: ending, at }] : []
  })

/** A part of a lot: what of it is at a place, or was in a container for one round. */
const partAt = (lot: string, place: string): string => `${lot} at ${place}`

/** A lot's parts, how they came from one another, and the rounds in which they lay in containers. */
export const flowsOfLot = (lot: string, said: readonly Statement[]): Flows => {
  const own = said.filter(({ key }) => key === lot)
  const packed = own.filter(
    ({ what, attached }) => !attached && (what === 'put' || what === 'watched' || what === 'taken'),
  )
  const containers = [...new Set(packed.map(({ other }) => other))]
  const rounds = containers.flatMap((container) => roundsOf(lot, container, said))
  const arrows: Arrow[] = []
  const here: Statement[] = []
  for (const s of own) {
    const part = { quantity: s.quantity, uom: s.uom, at: s.at }
    const place = partAt(lot, s.place)
    if (s.what !== 'watched') here.push(s)
    if (s.what === 'commissioned') arrows.push({ up: beginning, down: place, ...part })
    if (s.what === 'output') arrows.push({ up: s.other, down: place, ...part })
    if (s.what === 'input') arrows.push({ up: place, down: s.other, ...part })
    if (s.what === 'ended') arrows.push({ up: place, down: ending, ...part })
    const round = rounds.find((stay) => stay.container === s.other && stay.from <= s.at && s.at <= stay.to)
    if (s.what === 'put' && round) arrows.push({ up: place, down: round.item, ...part })
    if (s.what === 'taken' && round) arrows.push({ up: round.item, down: place, ...part })
  }
  for (const s of said.filter(({ what }) => what === 'emptied'))
    for (const round of rounds.filter(({ container, from, to }) => container === s.key && from <= s.at && s.at <= to)) {
      arrows.push({ up: round.item, down: partAt(lot, s.place), at: s.at })
      here.push({ ...s, what: 'taken' })
    }
  return { arrows: [...arrows, ...movesOf(lot, here, arrows, rounds)], stays: rounds }
}

/**
 * A round begins with the first ADD, or where the lot is watched inside; it ends when the container is emptied, or a DELETE
 * tells no quantity, or what was taken out reaches what was put in.
 */
const roundsOf = (lot: string, container: string, said: readonly Statement[]): Stay[] => {
  const rounds: Stay[] = []
  const about = said
    .filter((s) => (s.key === lot && s.other === container) || (s.what === 'emptied' && s.key === container))
    .toSorted((a, b) => a.at - b.at || rank(a) - rank(b))
  let put: Statement[] = []
  let taken: Statement[] = []
  for (const s of about) {
    let round = rounds.at(-1)
    const within = round !== undefined && s.at <= round.to
    if (!within && (s.what === 'put' || s.what === 'watched')) {
      round = { item: `${lot} in ${container} from ${s.at}`, container, from: s.at, to: Number.POSITIVE_INFINITY }
      rounds.push(round)
      put = []
      taken = []
    }
    if (s.what === 'put') put.push(s)
    if (s.what === 'taken' && within) taken.push(s)
    const over = s.what === 'emptied' || (s.what === 'taken' && (s.quantity === undefined || covers(taken, put)))
    if (within && round && over) round.to = Math.min(round.to, s.at)
  }
  return rounds
}

const rank = ({ what }: Statement): number => ['put', 'watched', 'taken', 'emptied'].indexOf(what)

const covers = (taken: readonly Statement[], put: readonly Statement[]): boolean => {
  const units = new Set([...taken, ...put].map(({ uom }) => uom))
  const sum = (all: readonly Statement[]) => all.reduce((total, { quantity }) => total + (quantity ?? Number.NaN), 0)
  return units.size === 1 && sum(taken) >= sum(put) - 1e-9
}

/** The lot is at a place, and it came there from wherever else it had been told to be. */
const movesOf = (
  lot: string,
  here: readonly Statement[],
  flows: readonly Arrow[],
  rounds: readonly Stay[],
): Arrow[] => {
  const moves: Arrow[] = []
  for (const s of here.toSorted((a, b) => a.at - b.at)) {
    const down = partAt(lot, s.place)
    const comes = [...flows, ...moves].some((arrow) => arrow.down === down && arrow.at <= s.at)
    if (!(arrives(s, rounds) || (needs(s) && !comes))) continue
    const before = here.filter(({ at, place }) => at <= s.at && place !== s.place)
    const sources = [...new Set(before.map(({ place }) => partAt(lot, place)))]
    const how = sources.length > 1 ? { doubtful: true as const } : { quantity: s.quantity, uom: s.uom }
    for (const up of sources)
      if (!moves.some((move) => move.up === up && move.down === down && move.at === s.at))
        moves.push({ up, down, at: s.at, ...how })
  }
  return moves
}

const arrives = ({ what, key, other, at }: Statement, rounds: readonly Stay[]): boolean =>
  what === 'arrived' ||
  (what === 'taken' &&
    !rounds.some(
      (round) => (round.container === other || round.container === key) && round.from <= at && at <= round.to,
    ))

const needs = (s: Statement): boolean =>
  (isState(s) && s.what !== 'commissioned') || s.what === 'input' || s.what === 'put'
