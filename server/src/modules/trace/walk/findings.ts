import type { Said } from './statement.ts'
import { covers, type Step, type Visit, visitID } from './visit.ts'
import type { Certainty, Direction, WalkNode } from './walk-graph.ts'

/** A node that a walk has met, with the ways to it that matter. */
export type Found = {
  id: string
  direction: WalkNode['direction']
  depth: number
  visits: Visit[]
  /** Hops to or from it, by the node that they were found from. */
  hops: Map<Found, Hop[]>
  /** By direction, since when nothing is known of it; "answered": something is. */
  ends: Partial<Record<Direction, End>>
  /** Of a container the times within which its contents were asked for. */
  moments: string[]
}

type End = { since: string | null } | 'answered'

export type Hop = {
  rule: Step['rule']
  towards: Step['towards']
  interval: Step['interval']
  basis: Step['basis']
  evidence: readonly Said[]
  certainty: Certainty
  tie?: boolean
  /** The ends as they were visited: a container's hops are told apart by their time. */
  here: Visit
  there: Visit
}

type Met = { items: Map<string, Found>; containers: Map<string, Found> }

/**
 * What a walk has found; what was asked for is one node in both directions, all others are one in each. `count`: how many
 * nodes, with those that one stands for.
 */
export type Findings = {
  origin: string
  twinsOf: (key: string) => readonly string[]
  count: number
  start: Map<string, Found>
  back: Met
  forward: Met
  /** Visits that another walk has opened already. */
  opened: Map<Direction, Visit[]>
}

export const newFindings = (origin: string, twinsOf: Findings['twinsOf']): Findings => ({
  origin,
  twinsOf,
  count: 0,
  start: new Map(),
  back: { items: new Map(), containers: new Map() },
  forward: { items: new Map(), containers: new Map() },
  opened: new Map(),
})

const isOrigin = ({ origin }: Findings, { kind, key }: Visit): boolean => kind !== 'process' && key === origin

const mapOf = (findings: Findings, direction: Direction, visit: Visit): Map<string, Found> => {
  if (isOrigin(findings, visit)) return findings.start
  return findings[direction][visit.kind === 'container' ? 'containers' : 'items']
}

const nameOf = (visit: Visit): string => (visit.location === undefined ? visit.key : visitID(visit))

/** The node of a visit, if it was met before. */
export const nodeOf = (findings: Findings, direction: Direction, visit: Visit): Found | undefined =>
  mapOf(findings, direction, visit).get(nameOf(visit))

/** The node of a visit. `isOpen`: that visit is to be opened, for none as wide and as certain is known. */
export const meet = (
  findings: Findings,
  direction: Direction,
  visit: Visit,
  start = false,
): { node: Found; isOpen: boolean } => {
  const map = mapOf(findings, direction, visit)
  const isDone = isOrigin(findings, visit) || isOpened(findings, direction, visit)
  const node = map.get(nameOf(visit))
  if (node === undefined) {
    const made = newNode(findings, direction, visit)
    map.set(nameOf(visit), made)
    findings.count += 1 + findings.twinsOf(visit.key).length
    return { node: made, isOpen: start || !isDone }
  }
  if (start || isDone || node.visits.some((other) => covers(other, visit))) return { node, isOpen: start }
  node.visits = [...node.visits.filter((other) => !covers(visit, other)), visit]
  return { node, isOpen: true }
}

const newNode = (findings: Findings, direction: Direction, visit: Visit): Found => {
  const common = { depth: visit.depth, hops: new Map<Found, Hop[]>(), ends: {}, moments: [] }
  if (isOrigin(findings, visit))
    return { ...common, id: nameOf(visit), direction: 'start', visits: [{ ...visit, kind: 'item' }] }
  const id = `${direction === 'back' ? '<' : '>'}${visit.kind === 'container' ? '~' : ''}${nameOf(visit)}`
  return { ...common, id, direction, visits: [visit] }
}

const isOpened = ({ opened }: Findings, direction: Direction, visit: Visit): boolean =>
  opened
    .get(direction)
    ?.some((other) => other.kind === visit.kind && nameOf(other) === nameOf(visit) && covers(other, visit)) ?? false

/** Notes a visit that another walk has opened. */
export const keepOpened = ({ opened }: Findings, direction: Direction, visit: Visit): void => {
  opened.set(direction, [...(opened.get(direction) ?? []), visit])
}

/** Notes a hop; one that several ways find is one, as certain as the best of them, and tied only if all are. */
export const keepHop = (here: Found, node: Found, hop: Hop): void => {
  const known = node.hops.get(here)
  if (known === undefined) {
    node.hops.set(here, [hop])
    return
  }
  const same = known.find((other) => isSame(other, hop))
  if (same === undefined) known.push(hop)
  else join(same, hop)
}

const isSame = (a: Hop, b: Hop): boolean =>
  a.rule === b.rule &&
  a.towards === b.towards &&
  a.interval.from === b.interval.from &&
  a.interval.to === b.interval.to &&
  isSameRide(a.here, b.here) &&
  isSameRide(a.there, b.there)

const isSameRide = (a: Visit, b: Visit): boolean => a.kind !== 'container' || (a.from === b.from && a.to === b.to)

/** Takes over what another finding of one hop adds. */
export const join = (hop: Hop, more: Hop): void => {
  const added = more.evidence.filter((row) => !hop.evidence.some(({ eventUid }) => eventUid === row.eventUid))
  if (added.length > 0) hop.evidence = [...hop.evidence, ...added]
  if (more.certainty === 'contains') hop.certainty = 'contains'
  if (more.basis === 'stated') hop.basis = 'stated'
  if (more.tie === undefined) delete hop.tie
}

/** Notes whether anything goes on from a node; what any visit of it finds, holds. */
export const keepEnd = ({ ends }: Found, direction: Direction, end: End): void => {
  if (ends[direction] !== 'answered') ends[direction] = end
}

/** What was inside at another moment is another question, however wide a container's visit is known. */
export const isNewMoment = (node: Found, { inside, to, certainty }: Visit): boolean => {
  if (inside === undefined) return false
  const moment = `${inside} ${to} ${certainty}`
  if (node.moments.includes(moment)) return false
  node.moments.push(moment)
  return true
}
