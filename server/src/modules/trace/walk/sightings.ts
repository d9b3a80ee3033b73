import { kinds, nothing } from '../assertion.ts'
import { fromInstant, toInstant, within } from './instant.ts'
import type { Known } from './known.ts'
import { isContainment, type Said } from './statement.ts'
import type { Sighting, WalkNode } from './walk-graph.ts'

const words: ReadonlyMap<number, Sighting['what']> = new Map([
  [kinds.commissioned, 'commissioned'],
  [kinds.seen, 'seen'],
  [kinds.arrived, 'arrived'],
  [kinds.departed, 'departed'],
  [kinds.ended, 'ended'],
])

/** A node, and its time as statements tell it. */
type Timed = { node: WalkNode; from: string | null; to: string | null }

/** What was said of nodes within their time, of a part of a lot where it is said of that part. */
export const sightingsOf = (known: Known, nodes: readonly WalkNode[]): Sighting[] => {
  const things = nodes
    .filter(({ kind }) => kind !== 'process')
    .map((node): Timed => ({ node, from: fromInstant(node.from), to: fromInstant(node.to) }))
  return [...things.flatMap((each) => ownSightings(known, each)), ...sightingsOfHolders(known, things)]
}

const ownSightings = (known: Known, { node, from, to }: Timed): Sighting[] =>
  known
    .own(node.key)
    .filter((row) => within(row.eventTime, from, to) && isOfPart(node, row))
    .map((row) => toSighting(node, row))

/** Where something was put into a container or taken out of it, there the container was; once for each event. */
const sightingsOfHolders = (known: Known, things: readonly Timed[]): Sighting[] => {
  const holders = Map.groupBy(
    things.filter(({ node }) => node.location === undefined),
    ({ node }) => node.key,
  )
  const sightings = new Map<string, Sighting>()
  for (const key of new Set(things.map(({ node }) => node.key)))
    for (const row of known.own(key).filter(isContainment))
      for (const { node, from, to } of holders.get(row.other) ?? []) {
        const id = `${node.id} ${row.eventUid}`
        if (within(row.eventTime, from, to) && !sightings.has(id))
          sightings.set(id, { ...toSighting(node, row), quantity: null, uom: null })
      }
  return [...sightings.values()]
}

/** Whether a statement about a lot is about the part of it that is in one location. */
export const isOfPart = ({ location, contained }: Pick<WalkNode, 'location' | 'contained'>, row: Said): boolean => {
  if (location === undefined) return true
  if (contained) return isContainment(row) && row.other === location
  return (row.place ?? nothing) === location
}

const toSighting = ({ id }: WalkNode, { place, eventUid, eventTime, kind, quantity, uom }: Said): Sighting => ({
  node: id,
  place,
  eventUid,
  eventTime: toInstant(eventTime),
  what: words.get(kind) ?? 'linked',
  quantity,
  uom,
})
