import { edgesOf, innerPoint, insideness, type Meeting, meetings, middles, twiceArea } from './cross.ts'
import { type Polygon, type Position, type Ring, toPosition, type Vertex } from './geometry.ts'

/** What is wrong with a geometry: the sentence's key, which member of it, and at which position. */
export type GeometryFault = { code: string; field: string; at?: Position }

/** The first thing by which polygons, each closed and wound, do not bound land; undefined where they do. */
export function geometryFault(
  polygons: readonly Polygon[],
  fieldOf: (polygon: number) => string,
): GeometryFault | undefined {
  for (const [index, polygon] of polygons.entries()) {
    const fault = crossingFault(polygon, fieldOf(index)) ?? holeFault(polygon, fieldOf(index))
    if (fault) return fault
  }
  const shared = commonLand(polygons)
  return shared && { code: 'geometry-polygons-overlap', field: fieldOf(shared.index), at: toPosition(shared.at) }
}

/** Edges of one polygon meet only where one ends and the next begins; rings may touch each other in points. */
function crossingFault(polygon: Polygon, field: string): GeometryFault | undefined {
  for (const meeting of meetings(edgesOf(polygon))) {
    const { a, b, at, proper } = meeting
    if (a.ring === b.ring && isCrossingItself(meeting, polygon[a.ring] ?? []))
      return { code: 'geometry-crosses-itself', field: `${field}[${a.ring}]`, at: toPosition(at) }
    if (a.ring !== b.ring && proper)
      return { code: 'geometry-rings-cross', field: `${field}[${Math.max(a.ring, b.ring)}]`, at: toPosition(at) }
  }
  return undefined
}

/** Neighbours share one end and may not fold back onto each other; all other edges of a ring stay apart. */
function isCrossingItself({ a, b }: Meeting, ring: Ring): boolean {
  const apart = Math.abs(a.index - b.index)
  if (apart !== 1 && apart !== ring.length - 1) return true
  const [first, second] = (a.index + 1) % ring.length === b.index ? [a, b] : [b, a]
  const [before, corner, after] = [first.from, second.from, second.to]
  const [dx, dy, ex, ey] = [corner.x - before.x, corner.y - before.y, after.x - corner.x, after.y - corner.y]
  return dx * ey - dy * ex === 0 && dx * ex + dy * ey < 0
}

function holeFault([outer = [], ...holes]: Polygon, field: string): GeometryFault | undefined {
  for (const [index, hole] of holes.entries()) {
    const out = [...hole, ...middles(hole, outer), innerPoint(hole)].find((point) => insideness(outer, point) < 0)
    if (out) return { code: 'geometry-hole-outside', field: `${field}[${index + 1}]`, at: toPosition(out) }
  }
  const shared = commonLand(holes.map((hole) => [hole]))
  if (shared)
    return { code: 'geometry-holes-overlap', field: `${field}[${shared.index + 1}]`, at: toPosition(shared.at) }
  // Holes may touch the outer ring and each other: together they may leave nothing of it.
  const left = holes.reduce((sum, hole) => sum - Math.abs(twiceArea(hole)), Math.abs(twiceArea(outer)))
  return left > 0 ? undefined : { code: 'geometry-ring-empty', field: `${field}[0]` }
}

type Box = { west: number; east: number; south: number; north: number }

/** Where two of several polygons hold the same land: they may share a boundary, or one lie in a hole of another. */
function commonLand(polygons: readonly Polygon[]): { index: number; at: Vertex } | undefined {
  const boxes = polygons.map(([outer = []]) => boxOf(outer))
  for (const [index, polygon] of polygons.entries())
    for (let other = 0; other < index; other += 1) {
      if (!boxesMeet(boxes[index], boxes[other])) continue
      const at = commonPoint(polygon, polygons[other] ?? []) ?? commonPoint(polygons[other] ?? [], polygon)
      if (at) return { index, at }
    }
  return undefined
}

/** A point of one polygon's land that is another's too, where an edge tells of it or the one lies in the other. */
function commonPoint([outer = [], ...holes]: Polygon, other: Polygon): Vertex | undefined {
  const [otherOuter = [], ...otherHoles] = other
  const edges = [...edgesOf([outer]), ...edgesOf([otherOuter]).map((edge) => ({ ...edge, ring: 1 }))]
  for (const { a, b, at, proper } of meetings(edges)) if (a.ring !== b.ring && proper) return at
  const inAny = (rings: readonly Ring[], point: Vertex) => rings.some((ring) => insideness(ring, point) >= 0)
  return [...outer, ...middles(outer, otherOuter), innerPoint(outer)].find(
    (point) => insideness(otherOuter, point) > 0 && !inAny(otherHoles, point) && !inAny(holes, point),
  )
}

const boxOf = (ring: Ring): Box => ({
  west: ring.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY),
  east: ring.reduce((most, { x }) => Math.max(most, x), Number.NEGATIVE_INFINITY),
  south: ring.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY),
  north: ring.reduce((most, { y }) => Math.max(most, y), Number.NEGATIVE_INFINITY),
})

const boxesMeet = (a: Box | undefined, b: Box | undefined): boolean =>
  a !== undefined && b !== undefined && a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north
