import { kinds, nothing } from '../assertion.ts'
import { fromInstant, toInstant, within } from './instant.ts'
import type { Known } from './known.ts'
import { isContainment, type Statement } from './statement.ts'
import type { Sighting, WalkNode } from './walk-graph.ts'

const words: ReadonlyMap<number, Sighting['what']> = new Map([
  [kinds.commissioned, 'commissioned'],
  [kinds.seen, 'seen'],
  [kinds.arrived, 'arrived'],
  [kinds.departed, 'departed'],
  [kinds.ended, 'ended'],
])

/** What was said of nodes within their time, of a part of a lot where it is said of that part. */
export const sightingsOf = (known: Known, nodes: readonly WalkNode[]): Sighting[] =>
  nodes
    .filter(({ kind }) => kind !== 'process')
    .flatMap((node) => {
      const [from, to] = [fromInstant(node.from), fromInstant(node.to)]
      return known
        .own(node.key)
        .filter((row) => within(row.eventTime, from, to) && isOfPart(node, row))
        .map((row) => toSighting(node, row))
    })

const isOfPart = ({ location, contained }: WalkNode, row: Statement): boolean => {
  if (location === undefined) return true
  if (contained) return isContainment(row) && row.other === location
  return (row.place ?? nothing) === location
}

const toSighting = ({ id }: WalkNode, { place, eventUid, eventTime, kind, quantity, uom }: Statement): Sighting => ({
  node: id,
  place,
  eventUid,
  eventTime: toInstant(eventTime),
  what: words.get(kind) ?? 'linked',
  quantity,
  uom,
})
