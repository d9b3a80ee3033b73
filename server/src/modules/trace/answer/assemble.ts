import { toQuantity } from '../quantity/amount.ts'
import { exact, sum } from '../quantity/exact.ts'
import type { Share } from '../quantity/shares.ts'
import { compareTexts } from '../walk/statement.ts'
import type { WalkHop, WalkNode } from '../walk/walk-graph.ts'
import type { Walked } from './cited-events.ts'
import { type Countersigned, type DeclarersOf, declarersFrom } from './declarers.ts'
import { productOf, type Register } from './register.ts'
import { saidTogether } from './said-together.ts'
import { compareInstants, type PlaceParties, type Sighted } from './sighted.ts'
import { countersignedIn } from './standing.ts'
import { holdingsOf, type Stay, visitsOf } from './stays.ts'
import type { Quantity, TraceHop, TraceNode } from './trace-answer.ts'
import type { EventHeader } from './trace-events.ts'
import { uriOf } from './trace-key.ts'

/** A walk, and all that was read to tell it in words. `texts`: canonical keys by hash; `processes`: their keys by node. */
export type Told = {
  walked: Walked
  sighted: ReadonlyMap<string, Sighted[]>
  headers: ReadonlyMap<string, EventHeader>
  texts: ReadonlyMap<string, string>
  processes: ReadonlyMap<string, string>
  /** By node, of what goes into the start. */
  shares: ReadonlyMap<string, Share>
  register: Register
}

/** The nodes and hops of an answer, in an order that is always the same. */
export const assemble = (told: Told): { nodes: TraceNode[]; hops: TraceHop[] } => {
  const { walked, headers, register } = told
  const declarers = declarersFrom({
    headers,
    countersigned: countersignedBy(told),
    register,
    placeParties: placePartiesIn(told),
  })
  const hops = walked.hops.map((hop) => toHop(hop, told, declarers))
  const stays = walked.nodes.flatMap((node) => staysOf(node, told, declarers))
  const nodes = walked.nodes.flatMap((node) => nodesOf(node, told))
  return {
    nodes: [...nodes, ...endNodes(stays, told)].sort(nearestFirst),
    hops: saidTogether([...hops, ...stays.map(({ hop }) => hop)]).sort(inOrder),
  }
}

const nearestFirst = (a: TraceNode, b: TraceNode): number =>
  a.depth - b.depth || compareTexts(a.key, b.key) || compareTexts(a.id, b.id)

const inOrder = (a: TraceHop, b: TraceHop): number =>
  compareInstants(a.interval.from, b.interval.from) ||
  compareTexts(a.from[0] ?? '', b.from[0] ?? '') ||
  compareTexts(a.to[0] ?? '', b.to[0] ?? '') ||
  compareTexts(a.rule, b.rule) ||
  compareTexts(a.interval.to ?? '~', b.interval.to ?? '~')

/** A node and those that it stands for, of which the same is told, but for what each is called. */
const nodesOf = (node: WalkNode, told: Told): TraceNode[] => {
  const first = toNode(node, told)
  const others = (node.twins ?? []).map(({ id, key: hash }): TraceNode => {
    const key = textOf(hash, told)
    const isOfOneProduct = nameOf(key, told) === first.name
    return isOfOneProduct ? { ...first, id, key, uri: uriOf(key) } : toNode({ ...node, id, key: hash }, told, node.id)
  })
  return [first, ...others]
}

/** `shared`: the node whose share it has. */
const toNode = (node: WalkNode, told: Told, shared = node.id): TraceNode => {
  const { texts, processes, shares } = told
  const { id, kind, location, direction, depth, from, to, certainty } = node
  const isProcess = kind === 'process'
  const key = (isProcess ? processes.get(id) : undefined) ?? textOf(node.key, told)
  const share = kind === 'item' && direction === 'back' ? shares.get(shared) : undefined
  const name = isProcess ? undefined : nameOf(key, told)
  return {
    id,
    kind,
    key,
    uri: uriOf(key),
    ...(isProcess ? {} : { level: location === undefined ? 'instance' : 'class' }),
    ...(location === undefined ? {} : { location: texts.get(location) ?? null }),
    direction,
    depth,
    from,
    to,
    certainty,
    ...(name && { name }),
    ...(share && { share }),
  }
}

const textOf = (hash: string, { texts }: Told): string => texts.get(hash) ?? `urn:uuid:${hash}`

/** Of a thing of a product, the product's. */
const nameOf = (key: string, { register }: Told): TraceNode['name'] => register.nameOf(productOf(key) ?? key)

/** A lot is sent from one of its locations, and received in another: the sightings of both are held against each other. */
const countersignedBy = ({ walked, sighted }: Told): Countersigned => {
  const found = new Map<string, ReadonlySet<string>>()
  for (const [node, list] of sighted)
    if (list.some(({ what }) => what === 'arrived')) found.set(node, countersignedIn(list))
  for (const { from, to, rule } of walked.hops) {
    if (rule !== 'moved') continue
    const both = [...(sighted.get(from) ?? []), ...(sighted.get(to) ?? [])]
    const events = countersignedIn(both.sort((a, b) => compareInstants(a.eventTime, b.eventTime)))
    for (const node of [from, to]) found.set(node, new Set([...(found.get(node) ?? []), ...events]))
  }
  return found
}

const toHop = (hop: WalkHop, told: Told, declarers: DeclarersOf): TraceHop => {
  const { from, to, rule, interval, basis, certainty, evidence, tie } = hop
  const events = uidsOf(evidence)
  const quantities = quantitiesOf(hop)
  return {
    from: withTwins(from, told),
    to: withTwins(to, told),
    rule,
    events: eventIDs(events, told),
    interval,
    basis,
    by: declarers(events, [from, to]),
    certainty,
    ...(quantities && { quantities }),
    ...(tie && { tie }),
    ...elsewhereOf(events, told),
  }
}

/** A node of the walk and those that it stands for. */
const withTwins = (id: string, { walked }: Told): string[] => [id, ...walked.twinsOf(id).map((twin) => twin.id)]

const ours = {}

/** Who else tells it: nothing of theirs passes for ours. */
const elsewhereOf = (uids: readonly string[], { headers }: Told): { elsewhere?: string[] } => {
  const names = uids.flatMap((uid) => headers.get(uid)?.elsewhere ?? [])
  return names.length === 0 ? ours : { elsewhere: [...new Set(names)].sort(compareTexts) }
}

const uidsOf = (evidence: WalkHop['evidence']): string[] => {
  const uids = evidence.map(({ eventUid }) => eventUid)
  return uids.length > 1 ? [...new Set(uids)] : uids
}

/**
 * How much passed at an instant, by unit; undefined where any of the events does not say it. What lasted is no flow: the
 * events that began and ended it tell of the same goods.
 */
const quantitiesOf = ({ evidence, interval }: WalkHop): Quantity[] | undefined => {
  if (interval.from !== interval.to || evidence.some(({ quantity }) => quantity === null)) return undefined
  const byUnit = Map.groupBy(evidence, ({ uom }) => uom)
  return [...byUnit].map(([uom, told]) => toQuantity(sum(told.map(({ quantity }) => exact(quantity ?? 0))), uom))
}

const eventIDs = (uids: readonly string[], { headers }: Told): string[] => {
  const ids = uids.flatMap((uid) => headers.get(uid)?.eventID ?? [])
  return ids.length > 1 ? [...new Set(ids)] : ids
}

const placePartiesIn =
  ({ texts, register }: Told) =>
  (place: string): PlaceParties | undefined => {
    const key = texts.get(place)
    return key === undefined ? undefined : register.placeParties(key)
  }

/** A stay as a hop, and the node that it leads to. */
type StayHop = { hop: TraceHop; node: WalkNode; end: string; key: string; kind: 'place' | 'party' }

const staysOf = (node: WalkNode, told: Told, declarers: DeclarersOf): StayHop[] => {
  const list = told.sighted.get(node.id) ?? []
  const toStayHop = (kind: StayHop['kind'], stay: Stay, key: string): StayHop => ({
    kind,
    key,
    node,
    end: `${kind}:${key}`,
    hop: {
      from: withTwins(node.id, told),
      to: [`${kind}:${key}`],
      rule: kind === 'place' ? 'seen' : 'held',
      events: eventIDs(stay.events, told),
      interval: { from: stay.from, to: stay.to },
      basis: stay.basis,
      by: declarers(stay.events, [node.id]),
      certainty: node.certainty,
      ...(stay.tie && { tie: true as const }),
      ...elsewhereOf(stay.events, told),
    },
  })
  return [
    ...visitsOf(list).map((stay) => toStayHop('place', stay, textOf(stay.where, told))),
    ...holdingsOf(list, placePartiesIn(told)).map((stay) => toStayHop('party', stay, `urn:uuid:${stay.where}`)),
  ]
}

/** Each place and party once, as near to the start and as certain as the nearest and surest item that leads there. */
const endNodes = (stays: readonly StayHop[], { register }: Told): TraceNode[] => {
  const ends = new Map<string, TraceNode>()
  for (const { end, node, key, kind } of stays) {
    const known = ends.get(end)
    if (known === undefined) ends.set(end, toEndNode(end, kind, key, node, register))
    else {
      if (node.depth < known.depth) Object.assign(known, { depth: node.depth, direction: node.direction })
      if (node.certainty === 'contains') known.certainty = 'contains'
    }
  }
  return [...ends.values()]
}

const toEndNode = (
  id: string,
  kind: StayHop['kind'],
  key: string,
  { direction, depth, certainty }: WalkNode,
  register: Register,
): TraceNode => {
  const name = register.nameOf(kind === 'party' ? key.slice('urn:uuid:'.length) : key)
  return { id, kind, key, uri: uriOf(key), direction, depth, from: null, to: null, certainty, ...(name && { name }) }
}
