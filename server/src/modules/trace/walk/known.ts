import { kinds } from '../assertion.ts'
import { type Lot, lotOf } from './lot.ts'
import { inOrder, isState, type Said } from './statement.ts'
import { type Stay, staysOf } from './stays.ts'

/** What a walk has read of keys' own stories, and what follows from it. Everything here is a function of the rows. */
export type Known = {
  has: (key: string) => boolean
  /** Takes all of a key's own rows. */
  add: (key: string, rows: readonly Said[]) => void
  /** Lets the first of some keys stand for the others from now on. */
  join: (twins: readonly string[]) => void
  /** The others that a key stands for. */
  twinsOf: (key: string) => readonly string[]
  /** Whether another key stands for this one. */
  isStoodFor: (key: string) => boolean
  own: (key: string) => readonly Said[]
  isLot: (key: string) => boolean
  stays: (key: string) => readonly Stay[]
  lot: (key: string) => Lot
}

export const createKnown = (): Known => {
  const rowsOf = new Map<string, readonly Said[]>()
  const twinsBy = new Map<string, readonly string[]>()
  const stoodFor = new Set<string>()
  const staysBy = new Map<string, readonly Stay[]>()
  const lots = new Map<string, Lot>()
  const underWay = new Set<string>()
  const own = (key: string) => rowsOf.get(key) ?? []
  const emptied = (parent: string, rule: Stay['rule']) =>
    own(parent).filter(({ kind }) => kind === (rule === 'packed' ? kinds.emptied : kinds.detached))

  /** A thing that is inside itself by way of others has no whereabouts of its own. */
  const stays = (key: string): readonly Stay[] => {
    const known = staysBy.get(key)
    if (known !== undefined) return known
    if (underWay.has(key)) return []
    underWay.add(key)
    const found = staysOf(own(key), { emptied, elsewhere: (...sighted) => elsewhere(key, ...sighted) })
    underWay.delete(key)
    staysBy.set(key, found)
    return found
  }

  /** Where something is packed, there its container is. */
  const elsewhere = (key: string, sighting: Said, parent: string, packings: readonly Said[]): boolean => {
    const before = packings.filter(({ eventTime }) => eventTime <= sighting.eventTime)
    const last = latest([whereabouts(parent, sighting.eventTime, new Set([key])), ...placesIn(before)])
    return last !== undefined && sighting.place !== null && !last.places.includes(sighting.place)
  }

  /** Where a thing was last said to be, itself or by way of what it was in. */
  const whereabouts = (key: string, at: string, seen: Set<string>): Whereabouts | undefined => {
    if (seen.has(key)) return undefined
    const further = new Set([...seen, key])
    const said = placesIn(
      own(key).filter((row) => row.eventTime <= at && (isState(row) || row.kind === kinds.containedIn)),
    )
    const around = stays(key)
      .filter(({ from, to }) => from <= at && (to === null || to >= at))
      .map(({ parent }) => whereabouts(parent, at, further))
    return latest([...said, ...around])
  }

  return {
    has: (key) => rowsOf.has(key),
    add: (key, rows) => void rowsOf.set(key, isInOrder(rows) ? rows : rows.toSorted(inOrder)),
    join: ([first = '', ...others]) => {
      twinsBy.set(first, others)
      for (const other of others) stoodFor.add(other)
    },
    twinsOf: (key) => twinsBy.get(key) ?? [],
    isStoodFor: (key) => stoodFor.has(key),
    own,
    isLot: (key) => own(key).some(({ classLevel }) => classLevel),
    stays,
    lot: (key) => {
      const known = lots.get(key) ?? lotOf(key, own(key), emptied)
      lots.set(key, known)
      return known
    },
  }
}

/** Most are read so; ten thousand lists are not copied for nothing. */
const isInOrder = (rows: readonly Said[]): boolean =>
  rows.every((row, at) => at === 0 || inOrder(rows[at - 1] as Said, row) <= 0)

type Whereabouts = { time: string; places: string[] }

const placesIn = (said: readonly Said[]): Whereabouts[] =>
  said.flatMap(({ eventTime, place }) => (place === null ? [] : [{ time: eventTime, places: [place] }]))

/** The latest; of one instant all places, any of which will do. */
const latest = (said: readonly (Whereabouts | undefined)[]): Whereabouts | undefined => {
  let last: Whereabouts | undefined
  for (const each of said) {
    if (each === undefined || (last !== undefined && each.time < last.time)) continue
    last = last?.time === each.time ? { time: each.time, places: [...last.places, ...each.places] } : each
  }
  return last
}
