import type { UnitBoundary } from './unit.ts'

export type Point = { latitude: number; longitude: number }

type Ring = readonly (readonly number[])[]

/** Whether a point lies within a boundary: within an outer ring, and in none of its holes. */
export function holdsPoint({ type, coordinates }: UnitBoundary, point: Point): boolean {
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as readonly (readonly Ring[])[]
  return polygons.some(([outer = [], ...holes]) => inRing(outer, point) && !holes.some((hole) => inRing(hole, point)))
}

/** A ray to the east meets a ring that holds its start an odd number of times. */
function inRing(ring: Ring, { latitude, longitude }: Point): boolean {
  let inside = false
  for (let index = 1; index < ring.length; index += 1) {
    const [x1 = 0, y1 = 0] = ring[index - 1] ?? []
    const [x2 = 0, y2 = 0] = ring[index] ?? []
    if (y1 > latitude !== y2 > latitude && longitude < ((x2 - x1) * (latitude - y1)) / (y2 - y1) + x1) inside = !inside
  }
  return inside
}
