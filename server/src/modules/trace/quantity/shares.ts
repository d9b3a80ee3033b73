import type { Sighting, WalkGraph, WalkHop, WalkNode } from '../walk/walk-graph.ts'
import { count, faultOf, unitOf } from './amount.ts'
import { circles } from './circles.ts'
import { connect, type Pipe, type Plant, reaching, slip } from './tanks.ts'

/** Between which parts of the whole. */
export type Share = { least: number; greatest: number }

/** What a walk may cost before the rest is told as not known: of a graph as large as one is asked for at once, nothing is. */
const mostSteps = 1_000_000

/**
 * Between which shares each node met going back can make up what the walk started from. Nobody tells how stuff mixed, so of a
 * portion s out of a total Q, what came in as q is min(1, q/s) at most and max(0, 1 - (Q - q)/s) at least; along a chain and
 * over several ways the same holds of what can reach the start at most, of it and of all else. Where a quantity is not
 * told, or is of another kind than the start's, 0…1. Shares are rounded to nine decimals. Births of parts of lots, and how much
 * arrived, are read off the sightings: without them a part of a lot may have come from anywhere besides.
 */
export const sharesOf = (graph: Walked): Map<string, Share> => {
  const material = materialOf(graph)
  const { plant, start, tankOf, whole } = plantOf(graph, material)
  const shares = new Map<string, Share>()
  let steps = 0
  for (const { id } of originsFirst(material)) {
    const tank = tankOf.get(id) ?? start
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

type Walked = WalkGraph & { sightings: readonly Sighting[] }

/** The part of the graph that the start's stuff came through; `births`: of parts of lots, which came through nothing. */
type Material = {
  starts: WalkNode[]
  back: WalkNode[]
  hops: WalkHop[]
  births: Sighting[]
  /** Events by which so much arrived at a node; otherwise a quantity told there is none of what came. */
  arrivals: ReadonlySet<string>
}

const arrivalOf = (node: string, eventUid: string): string => `${node} ${eventUid}`

const materialOf = ({ nodes, hops, sightings }: Walked): Material => {
  const byID = new Map(nodes.map((node) => [node.id, node]))
  const isStuff = (id: string) => {
    const node = byID.get(id)
    return node !== undefined && node.kind !== 'container' && node.direction !== 'forward'
  }
  const into = Map.groupBy(
    hops.filter(({ from, to }) => isStuff(from) && isStuff(to)),
    ({ to }) => to,
  )
  for (const [id, ways] of into) into.set(id, withoutNames(ways))
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
    births: sightings.filter(
      ({ node, what }) => what === 'commissioned' && met.has(node) && byID.get(node)?.location !== undefined,
    ),
    arrivals: new Set(
      sightings.flatMap(({ node, eventUid, what }) => (what === 'arrived' ? [arrivalOf(node, eventUid)] : [])),
    ),
  }
}

/** What a process made was not made of the lot that it is one of: that names the same stuff once more. */
const withoutNames = (ways: WalkHop[]): WalkHop[] =>
  ways.some(({ rule }) => rule === 'produced') ? ways.filter(({ rule }) => rule !== 'of-lot') : ways

/** Those that nothing came before are what is asked for most. */
const originsFirst = ({ back, hops }: Material): WalkNode[] => {
  const fed = new Set(hops.map(({ to }) => to))
  return [...back.filter(({ id }) => !fed.has(id)), ...back.filter(({ id }) => fed.has(id))]
}

/** Tanks of the material: the start's nodes are one, those on a circle are one. `whole`: what is told to have come to the start. */
const plantOf = (graph: Walked, material: Material) => {
  const { starts, back } = material
  const first = new Map<string, number>(starts.map(({ id }) => [id, 0]))
  for (const [index, { id }] of back.entries()) first.set(id, index + 1)
  const drawn = drawPipes(material, first, quantityIn(material))
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

type Quantified = { quantity: number | null; uom: string | null }
type QuantityOf = (to: string, told: Quantified) => number

/** Quantities in the one family that the start's are told in; counts tell of the same things only before a process. */
const quantityIn = ({ starts, hops, births }: Material): QuantityOf => {
  const startIDs = new Set(starts.map(({ id }) => id))
  const told = [
    ...hops.filter(({ to }) => startIDs.has(to)).flatMap(({ evidence }) => evidence),
    ...births.filter(({ node }) => startIDs.has(node)),
  ]
  const families = new Set(told.flatMap((each) => (faultOf(each) ? [] : [unitOf(each.uom).family])))
  const [family] = families.size === 1 ? families : []
  return (to, evidence) => {
    const unit = unitOf(evidence.uom)
    if (evidence.quantity === null || faultOf(evidence) || unit.family !== family) return Number.POSITIVE_INFINITY
    if (family === count && !startIDs.has(to)) return Number.POSITIVE_INFINITY
    return evidence.quantity * unit.rate
  }
}

/**
 * A hop is a pipe of all that its events tell of. Where a lot is told at a place and may have come from several, each such
 * event is a tank of its own: what arrived, arrived once, whichever way. So is each birth.
 */
const drawPipes = (
  { hops, births, arrivals }: Material,
  tankOf: ReadonlyMap<string, number>,
  quantity: QuantityOf,
): { pipes: Pipe[]; size: number } => {
  const pipes: Pipe[] = []
  const gates = new Map<string, number>()
  let size = Math.max(0, ...tankOf.values()) + 1
  const gateTo = (to: string, eventUid: string, most: number): number => {
    const known = gates.get(arrivalOf(to, eventUid))
    if (known !== undefined) return known
    gates.set(arrivalOf(to, eventUid), size)
    pipes.push({ from: size, to: tankOf.get(to) ?? 0, most })
    return size++
  }
  for (const { node, ...birth } of births) gateTo(node, birth.eventUid, quantity(node, birth))
  for (const hop of hops) {
    const [from = 0, to = 0] = [tankOf.get(hop.from), tankOf.get(hop.to)]
    if (hop.rule !== 'moved') {
      const all = hop.evidence.reduce((sum, each) => sum + quantity(hop.to, each), 0)
      pipes.push({ from, to, most: hop.evidence.length === 0 ? Number.POSITIVE_INFINITY : all })
      continue
    }
    for (const each of hop.evidence) {
      const isArrival = arrivals.has(arrivalOf(hop.to, each.eventUid))
      const most = isArrival ? quantity(hop.to, each) : Number.POSITIVE_INFINITY
      pipes.push({ from, to: gateTo(hop.to, each.eventUid, most), most })
    }
  }
  return { pipes, size }
}
