import type { Ring, Vertex } from './geometry.ts'

export type Edge = { from: Vertex; to: Vertex; ring: number; index: number }

/** On which side of an edge a point lies: above 0 to its left, 0 on its line. Exact within some six degrees. */
export const side = (from: Vertex, to: Vertex, point: Vertex): number =>
  Math.sign((to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x))

const between = (a: number, b: number, value: number): boolean => value >= Math.min(a, b) && value <= Math.max(a, b)

export const liesOn = ({ from, to }: Pick<Edge, 'from' | 'to'>, point: Vertex): boolean =>
  side(from, to, point) === 0 && between(from.x, to.x, point.x) && between(from.y, to.y, point.y)

export const edgesOf = (rings: readonly Ring[]): Edge[] =>
  rings.flatMap((vertices, ring) =>
    vertices.map((from, index) => ({ from, to: vertices[(index + 1) % vertices.length] ?? from, ring, index })),
  )

export type Meeting = { a: Edge; b: Edge; at: Vertex; proper: boolean }

/** Where two edges meet. `proper`: each passes through the other; else one only touches, or they lie on each other. */
export function meet(a: Edge, b: Edge): Meeting | undefined {
  const [a1, a2] = [side(b.from, b.to, a.from), side(b.from, b.to, a.to)]
  const [b1, b2] = [side(a.from, a.to, b.from), side(a.from, a.to, b.to)]
  if (a1 * a2 < 0 && b1 * b2 < 0) return { a, b, at: crossing(a, b), proper: true }
  const touched = [a.from, a.to].find((end) => liesOn(b, end)) ?? [b.from, b.to].find((end) => liesOn(a, end))
  return touched && { a, b, at: touched, proper: false }
}

function crossing(a: Edge, b: Edge): Vertex {
  const [dx, dy] = [a.to.x - a.from.x, a.to.y - a.from.y]
  const [ex, ey] = [b.to.x - b.from.x, b.to.y - b.from.y]
  const along = ((b.from.x - a.from.x) * ey - (b.from.y - a.from.y) * ex) / (dx * ey - dy * ex)
  return { x: Math.round(a.from.x + along * dx), y: Math.round(a.from.y + along * dy) }
}

/** Every pair of edges that meet, found along the longitudes: an edge is compared with those only that reach into its span. */
export function* meetings(edges: readonly Edge[]): Generator<Meeting> {
  const sorted = edges.map((edge) => ({ edge, ...boxOf(edge) })).sort((a, b) => a.west - b.west)
  for (const [index, a] of sorted.entries())
    for (let next = index + 1; next < sorted.length; next += 1) {
      const b = sorted[next]
      if (!b || b.west > a.east) break
      if (b.south > a.north || b.north < a.south) continue
      const found = meet(a.edge, b.edge)
      if (found) yield found
    }
}

const boxOf = ({ from, to }: Edge) => ({
  west: Math.min(from.x, to.x),
  east: Math.max(from.x, to.x),
  south: Math.min(from.y, to.y),
  north: Math.max(from.y, to.y),
})

/** Where a point lies to a ring: above 0 inside, 0 on it, below 0 outside. */
export function insideness(ring: Ring, point: Vertex): number {
  let inside = false
  let from = ring.at(-1)
  for (const to of ring) {
    if (from && liesOn({ from, to }, point)) return 0
    if (from && from.y > point.y !== to.y > point.y && side(from, to, point) > 0 === to.y > from.y) inside = !inside
    from = to
  }
  return inside ? 1 : -1
}

/** The middles of a ring's edges, cut where another ring touches them: whatever leaves or enters it, one of them tells. */
export function middles(ring: Ring, other: Ring): Vertex[] {
  const cuts = new Map<number, Vertex[]>()
  const edges = [...edgesOf([ring]), ...edgesOf([other]).map((edge) => ({ ...edge, ring: 1 }))]
  for (const { a, b } of meetings(edges)) {
    if (a.ring === b.ring) continue
    const [own, its] = a.ring === 0 ? [a, b] : [b, a]
    const touching = [its.from, its.to].filter((end) => liesOn(own, end))
    cuts.set(own.index, [...(cuts.get(own.index) ?? []), ...touching])
  }
  return edgesOf([ring]).flatMap(({ from, to, index }) => {
    const far = ({ x, y }: Vertex) => Math.abs(x - from.x) + Math.abs(y - from.y)
    const ends = [from, ...(cuts.get(index) ?? []), to].sort((a, b) => far(a) - far(b))
    return ends.slice(1).map((end, at) => middle(ends[at] ?? end, end))
  })
}

const middle = (a: Vertex, b: Vertex): Vertex => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })

/** A point in a ring, away from all of its vertices' latitudes. */
export function innerPoint(ring: Ring): Vertex {
  const latitudes = [...new Set(ring.map(({ y }) => y))].sort((a, b) => a - b)
  const y = ((latitudes[0] ?? 0) + (latitudes[1] ?? 0)) / 2
  const crossed = edgesOf([ring])
    .filter(({ from, to }) => from.y > y !== to.y > y)
    .map(({ from, to }) => from.x + ((y - from.y) * (to.x - from.x)) / (to.y - from.y))
    .sort((a, b) => a - b)
  return { x: ((crossed[0] ?? 0) + (crossed[1] ?? 0)) / 2, y }
}

/** Twice a ring's area on the grid, below 0 where it is clockwise; measured from its first vertex, which keeps the numbers small. */
export function twiceArea(ring: Ring): number {
  const start = ring[0] ?? { x: 0, y: 0 }
  return ring.reduce((sum, { x, y }, index) => {
    const next = ring[(index + 1) % ring.length] ?? start
    return sum + (x - start.x) * (next.y - start.y) - (next.x - start.x) * (y - start.y)
  }, 0)
}
