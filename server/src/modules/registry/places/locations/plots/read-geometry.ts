import { side, twiceArea } from './cross.ts'
import type { Geometry, Polygon, Position, Ring, Vertex } from './geometry.ts'
import { mostVertices, toGeometry, toVertex } from './geometry.ts'
import { type GeometryFault, geometryFault } from './geometry-fault.ts'
import { isInVietNam } from './viet-nam.ts'

/**
 * A geometry with what a machine can mend mended: wound as RFC 7946 §3.1.6 asks (outer rings counter-clockwise), without
 * heights and doubled positions; or the first thing that only its sender can mend.
 */
export function readGeometry(input: { type: string; coordinates: unknown[] }): Geometry | GeometryFault {
  const type = input.type === 'Polygon' ? 'Polygon' : 'MultiPolygon'
  const given: unknown[] = type === 'Polygon' ? [input.coordinates] : input.coordinates
  const root = 'geometry.coordinates'
  const fieldOf = (polygon: number) => (type === 'Polygon' ? root : `${root}[${polygon}]`)
  if (countVertices(given) > mostVertices) return { code: 'geometry-too-long', field: root }
  const polygons: Polygon[] = []
  for (const [index, rings] of given.entries()) {
    const read = readPolygon(rings, fieldOf(index))
    if (!Array.isArray(read)) return read
    polygons.push(read)
  }
  return geometryFault(polygons, fieldOf) ?? toGeometry(polygons, type)
}

export const isFault = (read: Geometry | GeometryFault): read is GeometryFault => 'code' in read

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const countVertices = (polygons: readonly unknown[]): number =>
  polygons.flatMap(listOf).reduce<number>((sum, ring) => sum + Math.max(0, listOf(ring).length - 1), 0)

function readPolygon(rings: unknown, field: string): Polygon | GeometryFault {
  if (!Array.isArray(rings) || rings.length === 0) return { code: 'geometry-ring-malformed', field }
  const polygon: Polygon = []
  for (const [index, given] of rings.entries()) {
    const ring = readRing(given, `${field}[${index}]`)
    if (!Array.isArray(ring)) return ring
    const clockwise = twiceArea(ring) < 0
    polygon.push(clockwise === index > 0 ? ring : ring.toReversed())
  }
  return polygon
}

function readRing(given: unknown, field: string): Ring | GeometryFault {
  if (!Array.isArray(given)) return { code: 'geometry-ring-malformed', field }
  const wrong = given.findIndex((position) => !isPosition(position))
  if (wrong >= 0) return { code: 'geometry-position-malformed', field: `${field}[${wrong}]` }
  const positions = given as Position[]
  const abroad = positions.findIndex((position) => !isInVietNam(position))
  if (abroad >= 0) return { code: 'geometry-abroad', field: `${field}[${abroad}]`, at: flat(positions[abroad]) }
  const all = positions.map(toVertex)
  if (!isSame(all[0], all.at(-1))) return { code: 'geometry-ring-open', field }
  const ring = all.slice(1).filter((vertex, index) => !isSame(vertex, all[index]))
  return isOnOneLine(ring) ? { code: 'geometry-ring-empty', field } : ring
}

const isOnOneLine = ([first, ...others]: Ring): boolean => {
  const [second] = others
  return !first || !second || others.every((vertex) => side(first, second, vertex) === 0)
}

const isPosition = (value: unknown): boolean =>
  Array.isArray(value) &&
  (value.length === 2 || value.length === 3) &&
  value.every((number) => typeof number === 'number' && Number.isFinite(number)) &&
  Math.abs(value[0]) <= 180 &&
  Math.abs(value[1]) <= 90

const flat = (position: Position | undefined): Position => [position?.[0] ?? 0, position?.[1] ?? 0]

const isSame = (a: Vertex | undefined, b: Vertex | undefined): boolean => a?.x === b?.x && a?.y === b?.y
