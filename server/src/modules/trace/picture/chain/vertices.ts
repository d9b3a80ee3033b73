import type { PictureEnd, PictureHop, PictureNode, PictureSource } from '../picture-source.ts'

/**
 * A thing of the diagram: a node of the trace, or a tombstone beside one. What only tells where a thing was and who had
 * it (`seen`, `held`) is told within it.
 */
export type Vertex = {
  id: string
  kind: PictureNode['kind'] | 'end'
  /** What alike things have in common: the product, the kind of container, what a process made of what. */
  subject: string
  node: PictureNode
  end?: PictureEnd
  /** Keys of the places and parties, in the order of time. */
  places: string[]
  holders: string[]
  /** What tells them. */
  remarks: PictureHop[]
  /** Earliest time that is told of it. */
  time: string | null
  /** Hops between the start and it. */
  distance: number
}

/** A line between two things; one to or from a tombstone rests on no hop. */
export type Arc = { from: string; to: string; hop?: PictureHop }

/** The trace as a picture's graph. `nameOf`: a place's or party's node by its key. */
export type Vertices = { vertices: Vertex[]; arcs: Arc[]; named: ReadonlyMap<string, PictureNode> }

const isRemark = ({ rule }: PictureHop): boolean => rule === 'seen' || rule === 'held'

/** Turns an answer into things and lines. */
export function toVertices({ nodes, hops, tombstones }: PictureSource): Vertices {
  const byID = new Map(nodes.map((node) => [node.id, node]))
  const known = hops.filter(({ from, to }) => byID.has(from) && byID.has(to))
  const remarks = Map.groupBy(known.filter(isRemark), (hop) => remarkedOn(hop, byID))
  const lines = known.filter((hop) => !isRemark(hop))
  const drawn = new Set(lines.flatMap(({ from, to }) => [from, to]))
  const told = nodes.filter((node) => drawn.has(node.id) || (node.kind !== 'place' && node.kind !== 'party'))
  const arcs: Arc[] = lines.map((hop) => ({ from: hop.from, to: hop.to, hop }))
  const times = earliest(lines, remarks)
  const vertices = told.map((node) => toVertex(node, remarks.get(node.id) ?? [], byID, times))
  nameProcesses(vertices, arcs)
  const things = new Map(vertices.map((vertex) => [vertex.id, vertex]))
  const ends = tombstones.flatMap((end, index) => toEnd(end, index, things))
  const all = [...vertices, ...ends.map(({ vertex }) => vertex)]
  const allArcs = [...arcs, ...ends.map(({ arc }) => arc)]
  measure(all, allArcs)
  return { vertices: all, arcs: allArcs, named: new Map(nodes.map((node) => [node.key, node])) }
}

/** Which end of a remark is the thing, the other being a place or a party. */
const remarkedOn = ({ from, to }: PictureHop, byID: ReadonlyMap<string, PictureNode>): string =>
  byID.get(from)?.kind === 'place' || byID.get(from)?.kind === 'party' ? to : from

function toVertex(
  node: PictureNode,
  remarks: PictureHop[],
  byID: ReadonlyMap<string, PictureNode>,
  times: ReadonlyMap<string, string>,
): Vertex {
  const others = remarks
    .toSorted((a, b) => (a.interval.from < b.interval.from ? -1 : 1))
    .flatMap(({ from, to }) => byID.get(from === node.id ? to : from) ?? [])
  const keysOf = (kind: PictureNode['kind']) => others.filter((other) => other.kind === kind).map(({ key }) => key)
  return {
    id: node.id,
    kind: node.kind,
    subject: subjectOf(node),
    node,
    places: [...new Set([...(node.location ? [node.location] : []), ...keysOf('place')])],
    holders: [...new Set(keysOf('party'))],
    remarks,
    time: times.get(node.id) ?? null,
    distance: node.direction === 'start' ? 0 : Number.POSITIVE_INFINITY,
  }
}

/** Of a product its GTIN, of another thing its kind of key, of a URI all but its last part, without a key the name. */
function subjectOf({ kind, key, level, name }: PictureNode): string {
  if (kind === 'place' || kind === 'party') return key
  const product = /^\/01\/\d+/.exec(key)?.[0]
  if (product !== undefined) return `${product} ${level ?? ''}`
  if (key === '') return JSON.stringify([name, level])
  const ai = /^\/\d{2,4}\//.exec(key)?.[0]
  return ai ?? key.replace(/[^:/]*$/, '')
}

/** When a thing is first told of: as it came, else as it went or was seen. */
function earliest(lines: PictureHop[], remarks: ReadonlyMap<string, PictureHop[]>): Map<string, string> {
  const came = new Map<string, string>()
  const went = new Map<string, string>()
  const note = (times: Map<string, string>, id: string, time: string) => {
    const known = times.get(id)
    if (known === undefined || time < known) times.set(id, time)
  }
  for (const { from, to, interval } of lines) {
    note(came, to, interval.from)
    note(went, from, interval.from)
  }
  for (const [id, hops] of remarks) for (const { interval } of hops) note(went, id, interval.from)
  return new Map([...went, ...came])
}

/** Processes are alike that make the same of the same. */
function nameProcesses(vertices: Vertex[], arcs: Arc[]): void {
  const subjects = new Map(vertices.map(({ id, subject }) => [id, subject]))
  const inputs = Map.groupBy(arcs, ({ to }) => to)
  const outputs = Map.groupBy(arcs, ({ from }) => from)
  const list = (found: Arc[] | undefined, end: 'from' | 'to') =>
    [...new Set((found ?? []).map((arc) => subjects.get(arc[end]) ?? ''))].sort().join(' ')
  for (const vertex of vertices)
    if (vertex.kind === 'process')
      vertex.subject = `${list(inputs.get(vertex.id), 'from')} > ${list(outputs.get(vertex.id), 'to')}`
}

function toEnd(end: PictureEnd, index: number, byID: ReadonlyMap<string, Vertex>): { vertex: Vertex; arc: Arc }[] {
  const at = byID.get(end.node)
  if (at === undefined) return []
  const id = `end ${index} ${end.node}`
  const subject = [end.reason, end.direction, end.repository ?? '', at.kind, at.subject, ...at.places].join(' ')
  const time = end.direction === 'forward' ? (end.since ?? at.time) : at.time
  const vertex: Vertex = {
    id,
    kind: 'end',
    subject,
    node: at.node,
    end,
    places: [],
    holders: [],
    remarks: [],
    time,
    distance: Number.POSITIVE_INFINITY,
  }
  const arc = end.direction === 'back' ? { from: id, to: end.node } : { from: end.node, to: id }
  return [{ vertex, arc }]
}

/** Hops from the start, along lines either way. */
function measure(vertices: Vertex[], arcs: Arc[]): void {
  const byID = new Map(vertices.map((vertex) => [vertex.id, vertex]))
  const beside = Map.groupBy(
    arcs.flatMap(({ from, to }) => [
      { at: from, other: to },
      { at: to, other: from },
    ]),
    ({ at }) => at,
  )
  let frontier = vertices.filter(({ distance }) => distance === 0)
  for (let distance = 1; frontier.length > 0; distance += 1) {
    const next = new Set<Vertex>()
    for (const { id } of frontier)
      for (const { other } of beside.get(id) ?? []) {
        const vertex = byID.get(other)
        if (vertex === undefined || vertex.distance <= distance) continue
        vertex.distance = distance
        next.add(vertex)
      }
    frontier = [...next]
  }
}
