import { earlier, later, orNull, toInstant } from './instant.ts'
import { covers, type Step, type Visit, visitID } from './visit.ts'
import type { Direction, Evidence, WalkEnd, WalkGraph, WalkHop, WalkNode } from './walk-graph.ts'

/** What a walk has found: for each node the ways to it that matter, hops between nodes, and where nothing goes on. */
export type Findings = {
  origin: string
  /** By node; a container's visits stand together. */
  visits: Map<string, { direction: WalkNode['direction']; depth: number; visits: Visit[] }>
  /** Visits that another walk has opened already. */
  opened: Map<string, Visit[]>
  hops: Map<string, Hop>
  /** By node: since when nothing is known; undefined where something is. */
  unknown: Map<string, { direction: Direction; reason: 'unknown' | 'open'; since: string | null } | undefined>
}

type Hop = Omit<Step, 'visit' | 'towards' | 'inside' | 'evidence'> & {
  from: Ref
  to: Ref
  evidence: Map<string, Evidence>
  certainty: Visit['certainty']
}

/** A node as a hop knows it: containers are told apart by time only when all visits are known. */
type Ref = { id: string; visit: Visit }

export const newFindings = (origin: string): Findings => ({
  origin,
  visits: new Map(),
  opened: new Map(),
  hops: new Map(),
  unknown: new Map(),
})

/** A node's id: the goods asked for are one node in both directions, all others one in each. */
export const nodeID = ({ origin }: Findings, direction: Direction, visit: Visit): string => {
  if (visit.kind !== 'process' && visit.key === origin) return visitID({ ...visit, kind: 'item' })
  const id = visit.kind === 'container' ? `~${visit.key}` : visitID(visit)
  return (direction === 'back' ? '<' : '>') + id
}

/** Keeps a visit unless one as wide and as certain is known; tells whether it is to be opened. */
export const keepVisit = (findings: Findings, direction: Direction, visit: Visit, start = false): boolean => {
  const id = nodeID(findings, direction, visit)
  const known = findings.visits.get(id)
  const isOrigin = visit.kind !== 'process' && visit.key === findings.origin
  const isOpened = isOrigin || (findings.opened.get(id)?.some((other) => covers(other, visit)) ?? false)
  if (known === undefined) {
    const told = isOrigin ? { ...visit, kind: 'item' as const } : visit
    findings.visits.set(id, { direction: isOrigin || start ? 'start' : direction, depth: visit.depth, visits: [told] })
    return start || !isOpened
  }
  if (start || isOpened || known.visits.some((other) => covers(other, visit))) return start
  known.visits = [...known.visits.filter((other) => !covers(visit, other)), visit]
  return true
}

/** Notes a visit that another walk has opened. */
export const keepOpened = (findings: Findings, direction: Direction, visit: Visit): void => {
  const id = nodeID(findings, direction, visit)
  findings.opened.set(id, [...(findings.opened.get(id) ?? []), visit])
}

/** Notes a hop; one that several ways find is one, as certain as the best of them. */
export const keepHop = (findings: Findings, direction: Direction, here: Visit, step: Step, tie: boolean): void => {
  const [a, b] = [here, step.visit].map((visit) => ({ id: nodeID(findings, direction, visit), visit })) as [Ref, Ref]
  const [from, to] = step.towards === 'visit' ? [a, b] : [b, a]
  const { rule, interval, basis, evidence } = step
  const hop = {
    rule,
    interval,
    basis,
    from,
    to,
    certainty: step.visit.certainty,
    evidence: new Map(evidence.map((row) => [row.eventUid, toEvidence(row)])),
    ...((tie || step.tie) && { tie: true }),
  }
  put(findings.hops, `${refText(from)} ${refText(to)} ${rule} ${interval.from} ${interval.to}`, hop)
}

const refText = ({ id, visit }: Ref): string => (visit.kind === 'container' ? `${id}${visit.from}${visit.to}` : id)

const toEvidence = ({ eventUid, eventTime, quantity, uom }: Step['evidence'][number]): Evidence => ({
  eventUid,
  eventTime: toInstant(eventTime),
  quantity,
  uom,
})

const put = (hops: Map<string, Hop>, text: string, hop: Hop): void => {
  const known = hops.get(text)
  if (known === undefined) {
    hops.set(text, hop)
    return
  }
  for (const [uid, evidence] of hop.evidence) known.evidence.set(uid, evidence)
  if (hop.certainty === 'contains') known.certainty = 'contains'
  if (hop.basis === 'stated') known.basis = 'stated'
  if (hop.tie === undefined) delete known.tie
}

/** Notes whether anything goes on from a node; what any visit of it finds, holds. */
export const keepEnd = (
  findings: Findings,
  direction: Direction,
  visit: Visit,
  end: { reason: 'unknown' | 'open'; since: string | null } | undefined,
): void => {
  const id = `${nodeID(findings, direction, visit)} ${direction}`
  if (findings.unknown.has(id) && findings.unknown.get(id) === undefined) return
  findings.unknown.set(id, end && { direction, ...end })
}

/** The graph, with what was left to be opened as ends of its own. */
export const toGraph = (
  findings: Findings,
  limits: readonly (Omit<WalkEnd, 'node'> & { visit: Visit })[],
): WalkGraph => {
  const nodes = new Map<string, WalkNode>()
  const spans = new Map<string, WalkNode[]>()
  for (const [id, { direction, depth, visits }] of findings.visits) {
    if (visits[0]?.kind !== 'container') nodes.set(id, { ...nodeOf(id, direction, visits), depth })
    else
      spans.set(
        id,
        unions(visits).map((each, index) => nodeOf(index === 0 ? id : `${id}@${index}`, direction, each)),
      )
  }
  const riddenIn = (id: string, visit: Visit): string => {
    const item = nodes.has(id.replace('~', '')) ? id.replace('~', '') : nodes.has(visit.key) ? visit.key : undefined
    return item ?? spans.get(id)?.find((span) => spansTime(span, visit))?.id ?? id
  }
  const resolve = ({ id, visit }: Ref): string => (visit.kind === 'container' ? riddenIn(id, visit) : id)
  for (const [id, told] of spans)
    for (const node of told) if (riddenIn(id, node as Visit) === node.id) nodes.set(node.id, node)
  const hops = new Map<string, Hop>()
  for (const hop of findings.hops.values()) {
    const [from, to] = [resolve(hop.from), resolve(hop.to)]
    if (from !== to)
      put(hops, `${from} ${to} ${hop.rule} ${hop.interval.from} ${hop.interval.to}`, {
        ...hop,
        from: { ...hop.from, id: from },
        to: { ...hop.to, id: to },
      })
  }
  const ends = [...findings.unknown].flatMap(([id, end]): WalkEnd[] =>
    end === undefined ? [] : [{ node: id.slice(0, id.lastIndexOf(' ')), ...end, since: orNull(end.since) }],
  )
  const limited = limits.map(
    ({ visit, ...end }): WalkEnd => ({
      ...end,
      node: resolve({ id: nodeID(findings, end.direction, visit), visit }),
    }),
  )
  return {
    nodes: [...nodes.values()].map((node) => ({ ...node, from: orNull(node.from), to: orNull(node.to) })),
    hops: [...hops.values()].map(toHop),
    ends: [...ends, ...limited],
  }
}

const nodeOf = (id: string, direction: WalkNode['direction'], visits: readonly Visit[]): WalkNode => {
  const [first, ...more] = visits as [Visit, ...Visit[]]
  const { kind, key, location, since } = first
  return {
    id,
    kind,
    key,
    ...(location !== undefined && { location, contained: since !== undefined }),
    direction,
    depth: Math.min(...visits.map(({ depth }) => depth)),
    from: more.reduce<string | null>(
      (low, { from }) => (low === null || from === null ? null : low < from ? low : from),
      first.from,
    ),
    to: more.reduce<string | null>(
      (high, { to }) => (high === null || to === null ? null : high > to ? high : to),
      first.to,
    ),
    certainty: visits.some(({ certainty }) => certainty === 'contains') ? 'contains' : 'may-contain',
  }
}

/** Visits of a container in groups that share no time: what it did between two rides belongs to none. */
const unions = (visits: readonly Visit[]): Visit[][] => {
  const groups: Visit[][] = []
  let end: string | null = ''
  for (const visit of visits.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1))) {
    if (groups.length === 0 || (end !== null && visit.from !== null && visit.from > end)) groups.push([])
    groups.at(-1)?.push(visit)
    if (groups.at(-1)?.length === 1) end = visit.to
    else if (end !== null && (visit.to === null || visit.to > end)) end = visit.to
  }
  return groups
}

const spansTime = (span: WalkNode, visit: Visit): boolean =>
  later(span.from, visit.from) === visit.from && earlier(span.to, visit.to) === visit.to

const toHop = ({ from, to, rule, interval, basis, certainty, evidence, tie }: Hop): WalkHop => ({
  from: from.id,
  to: to.id,
  rule,
  evidence: [...evidence.values()],
  interval: { from: toInstant(interval.from), to: orNull(interval.to) },
  basis,
  certainty,
  ...(tie && { tie: true }),
})
