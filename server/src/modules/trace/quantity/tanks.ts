/**
 * Stuff that flows between tanks, in one unit. What flows into a tank mixes there as it likes: of what leaves it anything
 * may be whatever came in, and no more of it. `most`: how much flowed, Infinity where nobody told.
 */
export type Pipe = { from: number; to: number; most: number }

/** `order`: every tank before those that it flows into. `sources`: more may have come in than the pipes tell. */
export type Tanks = { size: number; pipes: readonly Pipe[]; sources: ReadonlySet<number> }

/** An amount of which a part may be without bounds: how many such parts it has, and what the others come to. */
type Sums = { bounded: Float64Array; unbounded: Int32Array }

/**
 * Tanks with their pipes at hand, in the order of the flow. `full`: how much can reach each at all; the others are what one
 * question writes on, `mark` telling which of it is of the question of that number.
 */
export type Plant = Tanks & {
  into: Pipe[][]
  outOf: Pipe[][]
  rank: Int32Array
  full: Sums
  lost: Sums
  own: Float64Array
  mark: Int32Array
  question: number
}

const sums = (size: number): Sums => ({ bounded: new Float64Array(size), unbounded: new Int32Array(size) })

const amountOf = ({ bounded, unbounded }: Sums, tank: number): number =>
  (unbounded[tank] ?? 0) > 0 ? Number.POSITIVE_INFINITY : (bounded[tank] ?? 0)

const add = ({ bounded, unbounded }: Sums, tank: number, amount: number): void => {
  if (amount === Number.POSITIVE_INFINITY) unbounded[tank] = (unbounded[tank] ?? 0) + 1
  else bounded[tank] = (bounded[tank] ?? 0) + amount
}

/** Connects tanks whose pipes lead in no circle. */
export const connect = (tanks: Tanks): Plant => {
  const { size } = tanks
  const into: Pipe[][] = Array.from({ length: size }, () => [])
  const outOf: Pipe[][] = Array.from({ length: size }, () => [])
  for (const pipe of tanks.pipes) {
    into[pipe.to]?.push(pipe)
    outOf[pipe.from]?.push(pipe)
  }
  const rank = new Int32Array(size)
  const full = sums(size)
  for (const [place, tank] of inOrder(into, outOf).entries()) {
    rank[tank] = place
    if (tanks.sources.has(tank) || into[tank]?.length === 0) add(full, tank, Number.POSITIVE_INFINITY)
    for (const { to, most } of outOf[tank] ?? []) add(full, to, Math.min(most, amountOf(full, tank)))
  }
  const own = new Float64Array(size)
  return { ...tanks, into, outOf, rank, full, lost: sums(size), own, mark: new Int32Array(size), question: 0 }
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

/** How much can reach `end` of what left `tank`, and how much of all else; `steps`: what it took to find out. */
export const reaching = (plant: Plant, tank: number, end: number): { from: number; besides: number; steps: number } => {
  const { outOf, own, full, lost, mark } = plant
  const below = downstream(plant, tank)
  let steps = 1
  for (const each of below) {
    const [mine, others] = each === tank ? [Number.POSITIVE_INFINITY, 0] : [own[each] ?? 0, besidesIn(plant, each)]
    for (const { to, most } of outOf[each] ?? []) {
      own[to] = (own[to] ?? 0) + Math.min(most, mine)
      const before = Math.min(most, amountOf(full, each))
      const after = Math.min(most, others)
      if (before !== after) add(lost, to, before)
      if (before !== after && after > 0) lost.bounded[to] = (lost.bounded[to] ?? 0) - after
      steps += 1
    }
  }
  const isMet = mark[end] === plant.question
  return { from: isMet ? (own[end] ?? 0) : 0, besides: isMet ? besidesIn(plant, end) : amountOf(full, end), steps }
}

/** What sums of floating numbers may differ by. */
export const slip = 1e-9

/** All that can reach a tank, without what is lost to it. */
const besidesIn = ({ full, lost }: Plant, tank: number): number => {
  if ((full.unbounded[tank] ?? 0) > (lost.unbounded[tank] ?? 0)) return Number.POSITIVE_INFINITY
  const [all, gone] = [full.bounded[tank] ?? 0, lost.bounded[tank] ?? 0]
  return Math.abs(all - gone) <= slip * all ? 0 : Math.max(0, all - gone)
}

/** A tank and those that something out of it can get to, in the order of the flow, with nothing told of them yet. */
const downstream = (plant: Plant, tank: number): number[] => {
  const { outOf, rank, mark, own, lost } = plant
  plant.question += 1
  const found: number[] = []
  const open = [tank]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (mark[next] === plant.question) continue
    mark[next] = plant.question
    own[next] = 0
    lost.bounded[next] = 0
    lost.unbounded[next] = 0
    found.push(next)
    for (const { to } of outOf[next] ?? []) open.push(to)
  }
  return found.sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0))
}
