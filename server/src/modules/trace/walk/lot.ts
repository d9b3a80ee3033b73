import { kinds, nothing } from '../assertion.ts'
import { within } from './instant.ts'
import { type Emptied, leftOf, type Round, rounding, roundsOf } from './rounds.ts'
import { isAdd, isDelete, isState, type Said } from './statement.ts'

/**
 * A lot has no identity, so its parts are told apart by where they are: at a place, or in a container for one round.
 * `location`: the place's or container's key; the zero UUID where events name no place.
 */
export type Compartment = {
  id: string
  location: string
  round?: Round
  /** When it was first said to be there, if at all. */
  since: string | null
  inflows: Flow[]
  outflows: Flow[]
}

/** A part of a lot that came or went: through a process, from or to another compartment, into or out of being. */
export type Flow = {
  rule: 'produced' | 'consumed' | 'packed' | 'unpacked' | 'moved' | 'commissioned' | 'ended'
  /** The other compartment's id, or the process' key. */
  other: string
  row: Said
  /** It may have come from any of several. */
  several: boolean
}

export type Lot = ReadonlyMap<string, Compartment>

/** The id of a compartment at a place, or in a container for the round that began then. */
export const compartmentID = (key: string, location: string, since?: string): string =>
  since === undefined ? `${key}@${location}` : `${key}@${location}@${since}`

/** Where a statement says that its lot is. */
export const locationOf = ({ place }: Said): string => place ?? nothing

/** The compartments of a lot: from its own statements in the order of time, and from when its containers were emptied. */
export const lotOf = (key: string, rows: readonly Said[], emptied: Emptied): Lot => {
  const lot = new Map<string, Compartment>()
  const rounds = roundsOf(rows, emptied)
  const open = (location: string, round?: Round): Compartment => {
    const id = compartmentID(key, location, round?.from)
    const known = lot.get(id) ?? { id, location, ...(round && { round }), since: null, inflows: [], outflows: [] }
    lot.set(id, known)
    return known
  }
  const at = (row: Said): Compartment => {
    const place = open(locationOf(row))
    if (place.since === null || row.eventTime < place.since) place.since = row.eventTime
    return place
  }
  for (const round of rounds) {
    const inside = open(round.container, round)
    inside.since = round.from
    for (const row of round.packed) flow('packed', at(row), inside, row)
    for (const row of [...round.unpacked, ...round.emptied]) flow('unpacked', inside, at(row), row)
  }
  const inRounds = new Set(rounds.flatMap(({ unpacked }) => unpacked))
  const moves = rows.flatMap((row): Move[] => {
    const arrives = row.kind === kinds.arrived || (isDelete(row) && !inRounds.has(row))
    if (!arrives && !isState(row) && !isAdd(row) && row.kind !== kinds.inputTo && row.kind !== kinds.outputOf) return []
    const place = at(row)
    beOrEnd(place, row)
    const needs = row.kind !== kinds.commissioned && row.kind !== kinds.outputOf
    return arrives || needs ? [{ place, row, arrives }] : []
  })
  moveAll(lot, moves)
  return lot
}

const flow = (rule: Flow['rule'], from: Compartment, to: Compartment, row: Said, several = false): void => {
  from.outflows.push({ rule, other: to.id, row, several })
  to.inflows.push({ rule, other: from.id, row, several })
}

const beOrEnd = (place: Compartment, row: Said): void => {
  const of = (rule: Flow['rule']): Flow => ({ rule, other: row.other, row, several: false })
  if (row.kind === kinds.outputOf) place.inflows.push(of('produced'))
  if (row.kind === kinds.commissioned) place.inflows.push(of('commissioned'))
  if (row.kind === kinds.inputTo) place.outflows.push(of('consumed'))
  if (row.kind === kinds.ended) place.outflows.push(of('ended'))
}

type Move = { place: Compartment; row: Said; arrives: boolean }

/**
 * What arrived came from elsewhere, and so did what is at a place where nothing tells how it came: from where it was sent,
 * or else from wherever the lot had been said to be by then. Arrivals of an instant go before what needs them,
 * and all that need them in one instant are alike.
 */
const moveAll = (lot: Lot, moves: readonly Move[]): void => {
  const places = [...lot.values()].filter(({ round }) => round === undefined)
  const firstInflow = new Map(places.map((place) => [place, first(place.inflows)]))
  const sent = sentBefore(moves)
  const needed = new Map<Compartment, string>()
  const inTime = moves.toSorted((a, b) =>
    a.row.eventTime === b.row.eventTime
      ? Number(b.arrives) - Number(a.arrives)
      : a.row.eventTime < b.row.eventTime
        ? -1
        : 1,
  )
  for (const { place, row, arrives } of inTime) {
    const came = firstInflow.get(place)
    if (!arrives && came !== undefined && came <= row.eventTime && needed.get(place) !== row.eventTime) continue
    const told = (sent.get(row) ?? []).filter((other) => other !== place)
    const known = places.filter((other) => other !== place && other.since !== null && other.since <= row.eventTime)
    const sources = told.length > 0 ? told : known
    for (const source of sources) flow('moved', source, place, row, sources.length > 1)
    if (sources.length === 0) continue
    if (!arrives) needed.set(place, row.eventTime)
    if (came === undefined || row.eventTime < came) firstInflow.set(place, row.eventTime)
  }
}

/**
 * For each arrival the places that the lot was sent from and that may not have arrived yet: as long as fewer parts arrived
 * than were sent, nobody can say whose they were.
 */
const sentBefore = (moves: readonly Move[]): Map<Said, Compartment[]> => {
  const sent = new Map<Said, Compartment[]>()
  const from = new Set<Compartment>()
  let underWay = 0
  for (const instant of Map.groupBy(moves, ({ row }) => row.eventTime).values()) {
    const departures = instant.filter(({ row }) => row.kind === kinds.departed)
    const arrivals = instant.filter(({ row }) => row.kind === kinds.arrived)
    for (const { place } of departures) from.add(place)
    for (const { row } of arrivals) sent.set(row, [...from])
    underWay = Math.max(0, underWay + departures.length - arrivals.length)
    if (underWay === 0) from.clear()
  }
  return sent
}

const first = (flows: readonly Flow[]): string | undefined =>
  flows.reduce<string | undefined>(
    (time, { row }) => (time === undefined || row.eventTime < time ? row.eventTime : time),
    undefined,
  )

/** From how many sources a part had come by a time: from two on, nobody can say of which of them a portion is. */
export const waysIn = ({ inflows }: Compartment, by: string | null): number =>
  new Set(inflows.filter(({ row }) => by === null || row.eventTime <= by).map(({ other }) => other)).size

/**
 * Whether what left a part makes up for all that came, as far as all of it is told in units that can be added, or its container was emptied.
 * How much of what may have come from several left each of them is not told. `by`: what is told of later has not happened yet.
 */
export const isSpent = ({ round, inflows, outflows }: Compartment, by: string | null): boolean => {
  if (round !== undefined && round.to !== null && within(round.to, null, by)) return true
  const rowsOf = (flows: readonly Flow[]) => [
    ...new Set(flows.map(({ row }) => row).filter(({ eventTime }) => within(eventTime, null, by))),
  ]
  const left = leftOf(rowsOf(inflows), rowsOf(outflows.filter(({ several }) => !several)))
  return left !== undefined && Math.abs(left) <= rounding
}
