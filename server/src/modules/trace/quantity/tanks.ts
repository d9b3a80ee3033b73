/**
 * Stuff that flows between tanks, in one unit. What flows into a tank mixes there as it likes: of what leaves it anything
 * may be whatever came in, and no more of it. `most`: how much flowed, Infinity where nobody told.
 */
export type Pipe = { from: number; to: number; most: number }

/** `order`: every tank before those that it flows into. `sources`: more may have come in than the pipes tell. */
export type Tanks = { size: number; pipes: readonly Pipe[]; sources: ReadonlySet<number> }

/** Tanks with their pipes at hand, in the order of the flow; `full`: how much can reach each tank at all. */
export type Plant = Tanks & { into: Pipe[][]; outOf: Pipe[][]; rank: number[]; full: number[] }

/** Connects tanks whose pipes lead in no circle. */
export const connect = (tanks: Tanks): Plant => {
  const into: Pipe[][] = Array.from({ length: tanks.size }, () => [])
  const outOf: Pipe[][] = Array.from({ length: tanks.size }, () => [])
  for (const pipe of tanks.pipes) {
    into[pipe.to]?.push(pipe)
    outOf[pipe.from]?.push(pipe)
  }
  const order = inOrder(into, outOf)
  const rank = new Array<number>(tanks.size).fill(0)
  for (const [place, tank] of order.entries()) rank[tank] = place
  const plant: Plant = { ...tanks, into, outOf, rank, full: [] }
  for (const tank of order) plant.full[tank] = arriving(plant, tank, (from) => plant.full[from] ?? 0)
  return plant
}

const inOrder = (into: readonly Pipe[][], outOf: readonly Pipe[][]): number[] => {
  const waiting = into.map((pipes) => pipes.length)
  const order = waiting.flatMap((left, tank) => (left === 0 ? [tank] : []))
  for (const tank of order) {
    for (const { to } of outOf[tank] ?? []) {
      waiting[to] = (waiting[to] ?? 0) - 1
      if (waiting[to] === 0) order.push(to)
    }
  }
  return order
}

const arriving = (plant: Plant, tank: number, available: (from: number) => number): number => {
  if (isSource(plant, tank)) return Number.POSITIVE_INFINITY
  let all = 0
  for (const { from, most } of plant.into[tank] ?? []) all += Math.min(most, available(from))
  return all
}

const isSource = ({ sources, into }: Plant, tank: number): boolean => sources.has(tank) || into[tank]?.length === 0

/** How much can reach `end` of what left `tank`, and how much of all else; `steps`: what it took to find out. */
export const reaching = (plant: Plant, tank: number, end: number): { from: number; besides: number; steps: number } => {
  const below = downstream(plant, tank)
  const own = new Map([[tank, Number.POSITIVE_INFINITY]])
  const other = new Map([[tank, 0]])
  for (const each of below) {
    other.set(
      each,
      arriving(plant, each, (from) => other.get(from) ?? plant.full[from] ?? 0),
    )
    let reached = 0
    for (const { from, most } of plant.into[each] ?? []) reached += Math.min(most, own.get(from) ?? 0)
    own.set(each, reached)
  }
  const steps = below.reduce((all, each) => all + (plant.into[each]?.length ?? 0), 1)
  return { from: own.get(end) ?? 0, besides: other.get(end) ?? plant.full[end] ?? 0, steps }
}

/** The tanks that something out of this one can get to, without it, in the order of the flow. */
const downstream = ({ outOf, rank }: Plant, tank: number): number[] => {
  const found = new Set<number>()
  const open = [tank]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { to } of outOf[next] ?? []) {
      if (found.has(to)) continue
      found.add(to)
      open.push(to)
    }
  }
  return [...found].sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0))
}
