import { type Findings, type Found, type Hop, join, nodeOf } from './findings.ts'
import { orNull, toInstant } from './instant.ts'
import type { Visit } from './visit.ts'
import type { Evidence, WalkEnd, WalkGraph, WalkHop, WalkNode } from './walk-graph.ts'

/** What was left to be opened of a node. */
export type Left = Omit<WalkEnd, 'node'> & { visit: Visit }

/** A time of a container that its visits share, and the node that it is told as. */
type Span = { id: string; from: string | null; to: string | null }

/** The graph, with what was left to be opened as ends of its own. */
export const toGraph = (findings: Findings, left: readonly Left[]): WalkGraph => {
  const { start, back, forward } = findings
  const items = [start, back.items, forward.items].flatMap((map) => [...map.values()])
  const nodes = items.map((found) => withTwins(toNode(found, found.id, found.visits), findings))
  const spans = new Map<Found, Span[]>()
  const doubles = new Set([...start.values()].map(({ id }) => id))
  for (const direction of ['back', 'forward'] as const)
    for (const [key, found] of findings[direction].containers) {
      const item = findings[direction].items.get(key) ?? start.get(key)
      if (item !== undefined) {
        spans.set(found, [{ id: item.id, from: null, to: null }])
        doubles.add(item.id)
        continue
      }
      const groups = unions(found.visits).map((visits, at) =>
        toNode(found, at === 0 ? found.id : `${found.id}@${at}`, visits),
      )
      for (const node of groups) nodes.push({ ...node, from: orNull(node.from), to: orNull(node.to) })
      spans.set(found, groups)
    }
  const idOf = (found: Found, visit: Visit): string =>
    spans.get(found)?.find((span) => isWithin(visit, span))?.id ?? found.id
  const ends = items.flatMap((found) => endsOf(found))
  const limited = left.map(({ visit, ...end }): WalkEnd => {
    const found = nodeOf(findings, end.direction, visit)
    return { ...end, node: found === undefined ? '' : idOf(found, visit) }
  })
  const hops = hopsOf([...items, ...spans.keys()], idOf, doubles)
  return { nodes, hops, ends: [...ends, ...limited] }
}

/** Going back, and of a process, nobody told; going forward, what became of an item may lie ahead. */
const endsOf = ({ id, visits, ends }: Found): WalkEnd[] =>
  (['back', 'forward'] as const).flatMap((direction) => {
    const end = ends[direction]
    if (end === undefined || end === 'answered') return []
    const reason = direction === 'forward' && visits[0]?.kind !== 'process' ? 'open' : 'unknown'
    return [{ node: id, direction, reason, since: orNull(end.since) }]
  })

type Told = Hop & { from: string; to: string }

/**
 * Rides of one container that share a time are one, and so are those of an item that is a container too (`doubles`: its id),
 * as what was asked for may be: its content tells of it as of a container.
 */
const hopsOf = (
  all: readonly Found[],
  idOf: (found: Found, visit: Visit) => string,
  doubles: ReadonlySet<string>,
): WalkHop[] => {
  const told: WalkHop[] = []
  const double = new Map<string, Told>()
  for (const node of all)
    for (const [here, hops] of node.hops)
      for (const hop of hops) {
        const [from, to] = alongGoods(hop, idOf(here, hop.here), idOf(node, hop.there))
        if (from === to) continue
        if (isRide(hop) || doubles.has(from) || doubles.has(to)) putOnce(double, { ...hop, from, to })
        else told.push(toHop(hop, from, to))
      }
  for (const hop of double.values()) told.push(toHop(hop, hop.from, hop.to))
  return told
}

const alongGoods = ({ towards }: Hop, here: string, there: string): [from: string, to: string] =>
  towards === 'visit' ? [here, there] : [there, here]

const isRide = ({ here, there }: Hop): boolean => here.kind === 'container' || there.kind === 'container'

const putOnce = (hops: Map<string, Told>, hop: Told): void => {
  const key = `${hop.from} ${hop.to} ${hop.rule} ${hop.interval.from} ${hop.interval.to}`
  const same = hops.get(key)
  if (same === undefined) hops.set(key, hop)
  else join(same, hop)
}

const toNode = ({ direction, depth }: Found, id: string, visits: readonly Visit[]): WalkNode => {
  const [first] = visits as [Visit]
  const { kind, key, location, since } = first
  let { from, to } = first
  for (const visit of visits) {
    if (visit.from === null || (from !== null && visit.from < from)) from = visit.from
    if (visit.to === null || (to !== null && visit.to > to)) to = visit.to
  }
  const [low, high] = kind === 'container' ? [from, to] : [orNull(from), orNull(to)]
  const certainty = visits.some((visit) => visit.certainty === 'contains') ? 'contains' : 'may-contain'
  const node: WalkNode = { id, kind, key, direction, depth, from: low, to: high, certainty }
  return location === undefined ? node : { ...node, location, contained: since !== undefined }
}

const withTwins = (node: WalkNode, { twinsOf }: Findings): WalkNode => {
  const twins = twinsOf(node.key)
  const prefix = node.id.slice(0, -node.key.length)
  return twins.length === 0 ? node : { ...node, twins: twins.map((key) => ({ id: prefix + key, key })) }
}

/** Visits of a container in groups that share no time: what it did between two rides belongs to none. */
const unions = (visits: readonly Visit[]): Visit[][] => {
  const groups: Visit[][] = []
  let end: string | null = ''
  for (const visit of visits.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1))) {
    const isApart = groups.length === 0 || (end !== null && visit.from !== null && visit.from > end)
    if (isApart) groups.push([])
    groups.at(-1)?.push(visit)
    if (isApart || (end !== null && (visit.to === null || visit.to > end))) end = visit.to
  }
  return groups
}

const isWithin = ({ from, to }: Visit, span: Span): boolean =>
  (span.from === null || (from !== null && from >= span.from)) && (span.to === null || (to !== null && to <= span.to))

const toHop = ({ rule, interval, basis, certainty, evidence, tie }: Hop, from: string, to: string): WalkHop => {
  const hop: WalkHop = {
    from,
    to,
    rule,
    evidence: evidence.map(toEvidence),
    interval: { from: toInstant(interval.from), to: orNull(interval.to) },
    basis,
    certainty,
  }
  return tie ? { ...hop, tie } : hop
}

const toEvidence = ({ eventUid, eventTime, quantity, uom }: Hop['evidence'][number]): Evidence => ({
  eventUid,
  eventTime: toInstant(eventTime),
  quantity,
  uom,
})
