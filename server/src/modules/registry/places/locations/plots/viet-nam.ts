import type { Position } from './geometry.ts'

/**
 * The land and the coast of Viet Nam in rough lines, drawn for one purpose: to notice positions whose longitude and latitude
 * were exchanged, or that lie in another country. A line that serves as a border it is not.
 */
const mainland = lineOf(`
  102.14,22.4 102.5,22.77 103,22.45 103.3,22.8 103.95,22.5 104.35,22.7 104.8,22.95 105.33,23.39 105.9,22.95
  106.3,22.87 106.75,22.8 106.7,22 107.35,21.6 108,21.55 108.3,21.2 108.2,20 107.5,18.7 108.5,17
  109.6,15.5 109.9,13 110,11.5 109.3,10.2 107.2,8.3 104.6,8.2 103.3,9 103.7,10.5 104.45,10.42
  104.85,10.53 105.05,10.92 105.4,10.95 105.75,11.02 106.17,10.8 105.87,11.3 105.8,11.6 106,11.77 106.4,11.68
  106.45,11.97 106.8,12.07 107.2,12.28 107.55,12.35 107.45,12.8 107.5,13.3 107.6,13.55 107.35,14.1 107.5,14.55
  107.5,15.1 107.6,15.4 107.15,15.9 107.3,16.1 106.7,16.4 106.55,16.95 106.2,17.25 105.75,17.65 105.6,17.9
  105.1,18.4 105.18,18.65 104.5,18.8 103.85,19.3 104.1,19.65 104.6,19.6 104.95,20.05 104.6,20.45 104.3,20.7
  103.7,20.7 103.1,20.85 102.9,21.3 102.85,21.7 102.6,21.95 102.14,22.4`)

/** The archipelagos of Hoang Sa and Truong Sa. */
const archipelagos = [
  { west: 111, east: 113, south: 15.7, north: 17.3 },
  { west: 111.2, east: 117.8, south: 6.4, north: 12.2 },
]

/** Some 20 km: as rough as the lines are. */
const margin = 0.2

export const isInVietNam = ([longitude, latitude]: Position): boolean =>
  archipelagos.some(
    (box) => longitude >= box.west && longitude <= box.east && latitude >= box.south && latitude <= box.north,
  ) || isInMainland(longitude, latitude)

function isInMainland(x: number, y: number): boolean {
  let inside = false
  for (const [index, [x2, y2]] of mainland.entries()) {
    const [x1, y1] = mainland.at(index - 1) ?? [x2, y2]
    if (distance(x, y, x1, y1, x2, y2) <= margin) return true
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside
  }
  return inside
}

/** In degrees, from a point to the stretch between two. */
function distance(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length))
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
}

/** Positions as they are written in KML: longitude and latitude with a comma, and space between positions. */
function lineOf(text: string): (readonly [longitude: number, latitude: number])[] {
  return text
    .trim()
    .split(/\s+/)
    .map((position) => {
      const [longitude = Number.NaN, latitude = Number.NaN] = position.split(',').map(Number)
      return [longitude, latitude] as const
    })
}
