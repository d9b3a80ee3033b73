import assert from 'node:assert/strict'
import {
  edgesOf,
  type TraceAnswer,
  type TraceEdge,
  type TraceNode,
} from '../../src/modules/trace/answer/trace-answer.ts'

/** A trace in lines that a person can write by hand; each list is in alphabetical order, for order says nothing there. */
export type TraceLines = {
  things: string[]
  hops: string[]
  seen: string[]
  held: string[]
  ends: string[]
  verdict: string
}

/** What the lines call things, events and times. */
export type Wording = {
  thing: (key: string) => string
  place: (key: string) => string
  nowhere: string
  event: (eventID: string) => string
  process: (key: string) => string
  time: (instant: string) => string
  party?: (id: string) => string
}

const isThing = ({ kind }: TraceNode): boolean => kind !== 'place' && kind !== 'party'

export const linesOf = (answer: TraceAnswer, wording: Wording): TraceLines => {
  const nodes = new Map(answer.nodes.map((node) => [node.id, node]))
  const name = (id: string): string => {
    const node = nodes.get(id)
    assert.ok(node, `a hop or a tombstone names ${id}, which is no node`)
    return nameOf(node, wording)
  }
  const edges = edgesOf(answer.hops)
  const lineage = edges.filter(({ rule }) => rule !== 'seen' && rule !== 'held')
  return {
    things: sorted(answer.nodes.filter(isThing).map((node) => thingLine(node, wording))),
    hops: sorted(lineage.map((hop) => hopLine(hop, name, wording))),
    seen: visits(edges, 'seen', name, wording),
    held: visits(edges, 'held', name, wording),
    ends: sorted(
      answer.tombstones.map(
        ({ node, direction, reason, since }) =>
          `${name(node)}: ${direction}, ${reason}${reason === 'open' && since !== null ? ` since ${wording.time(since)}` : ''}`,
      ),
    ),
    verdict: answer.completeness.verdict,
  }
}

const nameOf = ({ kind, key, location }: TraceNode, { thing, place, nowhere, process, party }: Wording): string => {
  if (kind === 'place') return place(key)
  if (kind === 'party') return party?.(key) ?? key
  if (kind === 'process') return process(key)
  if (location === undefined) return thing(key)
  return `${thing(key)} @ ${location === null ? nowhere : place(location)}`
}

const thingLine = (node: TraceNode, wording: Wording): string => {
  const { kind, direction, depth, certainty } = node
  const way = direction === 'start' ? 'start' : kind === 'process' ? direction : `${direction} ${depth}`
  const how = `${kind === 'container' ? ', carried' : ''}${certainty === 'may-contain' ? ', may contain' : ''}`
  return `${way}${how}: ${nameOf(node, wording)}`
}

const hopLine = (hop: TraceEdge, name: (id: string) => string, { event, time, party }: Wording): string => {
  const { from, to } = hop.interval
  const lasting = hop.rule === 'packed' || hop.rule === 'associated'
  const lasts = lasting && from !== to ? ` from ${time(from)}${to === null ? '' : ` to ${time(to)}`}` : ''
  const marks = [
    hop.basis === 'inferred' ? ', inferred' : '',
    hop.certainty === 'may-contain' ? ', may contain' : '',
    hop.tie ? ', tie' : '',
  ].join('')
  const by = party === undefined ? '' : ` | ${sorted(hop.by.map((declarer) => party(declarer.party))).join(', ')}`
  return `${name(hop.from)} -> ${name(hop.to)}: ${hop.rule}${lasts}${marks} | ${sorted(hop.events.map(event)).join(', ')}${by}`
}

/** Which events tell that a thing was at a place, or in somebody's hands: one line for each pair. */
const visits = (
  hops: readonly TraceEdge[],
  rule: 'seen' | 'held',
  name: (id: string) => string,
  { event }: Wording,
): string[] => {
  const events = new Map<string, Set<string>>()
  for (const hop of hops.filter((each) => each.rule === rule)) {
    const [thing, where] = [name(hop.from), name(hop.to)]
    const pair = thing.endsWith(` @ ${where}`) ? thing : `${thing} ${rule === 'seen' ? 'at' : 'by'} ${where}`
    const told = events.get(pair) ?? new Set()
    for (const id of hop.events) told.add(event(id))
    events.set(pair, told)
  }
  return sorted([...events].map(([pair, told]) => `${pair} | ${sorted([...told]).join(', ')}`))
}

export const sorted = (lines: readonly string[]): string[] => [...lines].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))

/** What must hold of any trace: its hops, nodes and tombstones fit together, and its verdict follows from its tombstones. */
export const assertSound = (answer: TraceAnswer): void => {
  const ids = new Set(answer.nodes.map(({ id }) => id))
  assert.equal(ids.size, answer.nodes.length, 'a node stands twice')
  const cited = new Set(answer.events.map(({ eventID }) => eventID))
  for (const { from, to, events, interval } of edgesOf(answer.hops)) {
    assert.ok(ids.has(from) && ids.has(to), 'a hop leads to no node')
    assert.ok(events.length > 0, 'a hop cites no event')
    for (const eventID of events) assert.ok(cited.has(eventID), `${eventID} is cited and not listed`)
    assert.ok(interval.to === null || interval.from <= interval.to, 'a hop ends before it begins')
  }
  const counts = Object.values(answer.completeness.tombstones).reduce((sum, count) => sum + count, 0)
  assert.equal(counts, answer.tombstones.length)
  const reasons = new Set(answer.tombstones.map(({ reason }) => reason))
  const { verdict } = answer.completeness
  if (reasons.size === 0) assert.equal(verdict, 'complete')
  else assert.equal(verdict, [...reasons].every((reason) => reason === 'open') ? 'open' : 'incomplete')
  for (const { reason, next } of answer.tombstones)
    assert.equal(next !== undefined, reason === 'limit' || reason === 'depth', 'a way on, where there is one')
}
