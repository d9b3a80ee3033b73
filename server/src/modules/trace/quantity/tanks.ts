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
 * Tanks with their pipes at hand, and in the order of the flow (`order`, `rank`: its place in it). `full`: how much can reach
 * each at all; the others are what one question writes on, `mark` telling which of it is of the question of that number.
 */
export type Plant = Tanks & {
  into: Pipe[][]
  outOf: Pipe[][]
  order: number[]
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
  const order = inOrder(into, outOf)
  for (const [place, tank] of order.entries()) {
    rank[tank] = place
    if (tanks.sources.has(tank) || into[tank]?.length === 0) add(full, tank, Number.POSITIVE_INFINITY)
    for (const { to, most } of outOf[tank] ?? []) add(full, to, Math.min(most, amountOf(full, tank)))
  }
  const own = new Float64Array(size)
  return { ...tanks, into, outOf, order, rank, full, lost: sums(size), own, mark: new Int32Array(size), question: 0 }
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

/** Passing a tank by is so much cheaper than going through a pipe. */
const passing = 1 / 16

/**
 * How much can reach `end` of what left `tank`, and how much of all else; `steps`: what it took to find out. Goes once along
 * the order of the flow, from the one to the other, past the tanks that nothing of it gets to.
 */
export const reaching = (plant: Plant, tank: number, end: number): { from: number; besides: number; steps: number } => {
  const { outOf, order, rank, own, full, mark } = plant
  plant.question += 1
  let waiting = meet(plant, tank)
  let steps = 1
  const last = rank[end] ?? 0
  for (let place = rank[tank] ?? 0; place < last; steps += passing) {
    const each = order[place] ?? 0
    place += 1
    if (mark[each] !== plant.question) continue
    const mine = each === tank ? Number.POSITIVE_INFINITY : (own[each] ?? 0)
    const others = each === tank ? 0 : besidesIn(plant, each)
    const pipes = outOf[each] ?? []
    waiting -= 1
    for (const pipe of pipes) waiting += flow(plant, pipe, mine, others)
    steps += pipes.length
    if (waiting === 1) place = placeAfter(plant, pipes, place)
  }
  const isMet = mark[end] === plant.question
  return { from: isMet ? (own[end] ?? 0) : 0, besides: isMet ? besidesIn(plant, end) : amountOf(full, end), steps }
}

/** Where all goes through one pipe, as what is packed does, nothing is met before its end. */
const placeAfter = ({ rank }: Plant, [only, other]: readonly Pipe[], next: number): number =>
  only === undefined || other !== undefined ? next : (rank[only.to] ?? next)

/** Lets what is asked about, and what is lost of all else, go on through a pipe. How many tanks are met first: one or none. */
const flow = (plant: Plant, { from, to, most }: Pipe, mine: number, others: number): 0 | 1 => {
  const { own, full, lost } = plant
  const met = meet(plant, to)
  own[to] = (own[to] ?? 0) + Math.min(most, mine)
  const before = Math.min(most, amountOf(full, from))
  const after = Math.min(most, others)
  if (before !== after) add(lost, to, before)
  if (before !== after && after > 0) lost.bounded[to] = (lost.bounded[to] ?? 0) - after
  return met
}

/** Nothing is told yet of a tank that a question comes to. How many are met first: one or none. */
const meet = ({ mark, question, own, lost }: Plant, tank: number): 0 | 1 => {
  if (mark[tank] === question) return 0
  mark[tank] = question
  own[tank] = 0
  lost.bounded[tank] = 0
  lost.unbounded[tank] = 0
  return 1
}

/** What sums of floating numbers may differ by. */
export const slip = 1e-9

/** All that can reach a tank, without what is lost to it. */
const besidesIn = ({ full, lost }: Plant, tank: number): number => {
  if ((full.unbounded[tank] ?? 0) > (lost.unbounded[tank] ?? 0)) return Number.POSITIVE_INFINITY
  const [all, gone] = [full.bounded[tank] ?? 0, lost.bounded[tank] ?? 0]
  return Math.abs(all - gone) <= slip * all ? 0 : Math.max(0, all - gone)
}
