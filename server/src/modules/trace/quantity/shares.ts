import type { Evidence, WalkGraph, WalkHop, WalkNode } from '../walk/walk-graph.ts'
import { count, faultOf, unitOf } from './amount.ts'
import { circles } from './circles.ts'
import { connect, type Pipe, type Plant, reaching } from './tanks.ts'

/** Between which parts of the whole. */
export type Share = { least: number; greatest: number }

/** What a walk may cost before the rest is told as not known: of a graph as large as one is asked for at once, nothing is. */
const mostSteps = 1_000_000

/**
 * Between which shares each node met going back can make up what the walk started from. Nobody tells how stuff mixed, so of a
 * portion s out of a total Q, what came in as q is min(1, q/s) at most and max(0, 1 - (Q - q)/s) at least; along a chain and
 * over several ways the same holds of what can reach the start at most, of it and of all else. Where a quantity is not
 * told, or is of another kind than the start's, 0…1. Shares are rounded to nine decimals.
 */
export const sharesOf = (graph: WalkGraph): Map<string, Share> => {
  const material = materialOf(graph)
  const { plant, start, tankOf, whole } = plantOf(graph, material)
  const shares = new Map<string, Share>()
  let steps = 0
  for (const { id } of originsFirst(material)) {
    const tank = tankOf.get(id)
    if (tank === undefined) continue
    if (tank === start || steps > mostSteps) {
      shares.set(id, { least: 0, greatest: 1 })
      continue
    }
    const reached = reaching(plant, tank, start)
    steps += reached.steps
    shares.set(id, shareOf(reached, whole))
  }
  return shares
}

const shareOf = ({ from, besides }: { from: number; besides: number }, whole: number): Share => ({
  least: besides === 0 ? 1 : whole > 0 ? rounded(Math.max(0, 1 - besides / whole)) : 0,
  greatest: whole > 0 ? rounded(Math.min(1, from / whole)) : from > 0 ? 1 : 0,
})

const rounded = (share: number): number => Math.round(share * 1e9) / 1e9

/** The part of the graph that the start's stuff came through. */
type Material = { starts: WalkNode[]; back: WalkNode[]; hops: WalkHop[] }

const materialOf = ({ nodes, hops }: WalkGraph): Material => {
  const byID = new Map(nodes.map((node) => [node.id, node]))
  const isStuff = (id: string) => {
    const node = byID.get(id)
    return node !== undefined && node.kind !== 'container' && node.direction !== 'forward'
  }
  const into = Map.groupBy(
    hops.filter(({ from, to }) => isStuff(from) && isStuff(to)),
    ({ to }) => to,
  )
  const starts = nodes.filter(({ direction }) => direction === 'start')
  const met = new Set(starts.map(({ id }) => id))
  for (const id of met) for (const { from } of into.get(id) ?? []) met.add(from)
  const startIDs = new Set(starts.map(({ id }) => id))
  return {
    starts,
    back: nodes.filter(({ id }) => met.has(id) && !startIDs.has(id)),
    hops: [...met]
      .flatMap((id) => into.get(id) ?? [])
      .filter(({ from, to }) => !(startIDs.has(from) && startIDs.has(to))),
  }
}

/** Those that nothing came before are what is asked for most. */
const originsFirst = ({ back, hops }: Material): WalkNode[] => {
  const fed = new Set(hops.map(({ to }) => to))
  return [...back.filter(({ id }) => !fed.has(id)), ...back.filter(({ id }) => fed.has(id))]
}

/** Tanks of the material: the start's nodes are one, those on a circle are one. `whole`: what is told to have come to the start. */
const plantOf = (graph: WalkGraph, material: Material) => {
  const { starts, back, hops } = material
  const first = new Map<string, number>(starts.map(({ id }) => [id, 0]))
  for (const [index, { id }] of back.entries()) first.set(id, index + 1)
  const drawn = drawPipes(hops, first, quantityIn(material))
  const group = circles(drawn.size, drawn.pipes)
  const pipes = drawn.pipes.flatMap(({ from, to, most }): Pipe[] => {
    const [a, b] = [group[from] ?? 0, group[to] ?? 0]
    return a === b ? [] : [{ from: a, to: b, most }]
  })
  const start = group[0] ?? 0
  const tankOf = new Map([...first].map(([id, tank]) => [id, group[tank] ?? 0]))
  const size = Math.max(0, ...group) + 1
  const unfinished = graph.ends.flatMap(({ node, direction }) => {
    const tank = direction === 'back' ? tankOf.get(node) : undefined
    return tank === undefined ? [] : [tank]
  })
  const plant = connect({ size, pipes, sources: new Set([...unfinished, ...overdrawn(pipes, size)]) })
  const isAlone = group.filter((each) => each === start).length === 1
  return { plant, start, tankOf, whole: isAlone ? toldInto(plant, start) : 0 }
}

const toldInto = ({ into }: Plant, tank: number): number =>
  (into[tank] ?? []).reduce((all, { most }) => all + (Number.isFinite(most) ? most : 0), 0)

/** Tanks that more is told to have left than came in: more came than is told. */
const overdrawn = (pipes: readonly Pipe[], size: number): number[] => {
  const came = new Array<number>(size).fill(0)
  const left = new Array<number>(size).fill(0)
  for (const { from, to, most } of pipes) {
    came[to] = (came[to] ?? 0) + most
    if (Number.isFinite(most)) left[from] = (left[from] ?? 0) + most
  }
  return came.flatMap((all, tank) => (all * (1 + slip) < (left[tank] ?? 0) ? [tank] : []))
}

/** What sums of floating numbers may differ by. */
const slip = 1e-9

type QuantityOf = (hop: WalkHop, evidence: Evidence) => number

/** Quantities in the one family that the start's are told in; counts tell of the same things only before a process. */
const quantityIn = ({ starts, hops }: Material): QuantityOf => {
  const startIDs = new Set(starts.map(({ id }) => id))
  const told = hops.filter(({ to }) => startIDs.has(to)).flatMap(({ evidence }) => evidence)
  const families = new Set(told.flatMap((each) => (faultOf(each) ? [] : [unitOf(each.uom).family])))
  const [family] = families.size === 1 ? families : []
  return ({ to }, evidence) => {
    const unit = unitOf(evidence.uom)
    if (evidence.quantity === null || faultOf(evidence) || unit.family !== family) return Number.POSITIVE_INFINITY
    if (family === count && !startIDs.has(to)) return Number.POSITIVE_INFINITY
    return evidence.quantity * unit.rate
  }
}

/**
 * A hop is a pipe of all that its events tell of. Where a lot is told at a place and may have come from several, each such
 * event is a tank of its own: what arrived, arrived once, whichever way.
 */
const drawPipes = (hops: readonly WalkHop[], tankOf: ReadonlyMap<string, number>, quantity: QuantityOf) => {
  const pipes: Pipe[] = []
  const gates = new Map<string, number>()
  let size = Math.max(0, ...tankOf.values()) + 1
  for (const hop of hops) {
    const [from = 0, to = 0] = [tankOf.get(hop.from), tankOf.get(hop.to)]
    if (hop.rule !== 'moved' || hop.evidence.length === 0) {
      const most = hop.evidence.reduce((all, each) => all + quantity(hop, each), 0)
      pipes.push({ from, to, most: hop.evidence.length === 0 ? Number.POSITIVE_INFINITY : most })
      continue
    }
    for (const each of hop.evidence) {
      const name = `${hop.to} ${each.eventUid}`
      const most = quantity(hop, each)
      const gate = gates.get(name) ?? size
      if (!gates.has(name)) {
        gates.set(name, gate)
        pipes.push({ from: gate, to, most })
        size += 1
      }
      pipes.push({ from, to: gate, most })
    }
  }
  return { pipes, size }
}
