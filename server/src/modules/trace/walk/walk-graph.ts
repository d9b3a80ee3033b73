/**
 * What a walk finds, in keys' 128-bit hashes as UUID text and instants as ISO 8601 in UTC. Hops run the way the goods
 * run: `from` is upstream of `to`, whichever way the walk went.
 */
export type WalkGraph = { nodes: WalkNode[]; hops: WalkHop[]; ends: WalkEnd[] }

export type Direction = 'back' | 'forward'

/** "contains": every way to it is certain; "may-contain": all ways lead through a lot that has several sources. */
export type Certainty = 'contains' | 'may-contain'

/**
 * A thing that the walk met. `item`: an instance, or a lot in one location; `container`: what an item rode in, and is
 * no part of; `process`: a transformation.
 */
export type WalkNode = {
  id: string
  kind: 'item' | 'container' | 'process'
  key: string
  /** Of a lot: the place or container in which this part of it is; the nil UUID (`nothing`) where events name no place. */
  location?: string
  /** Whether that location is a container. */
  contained?: boolean
  direction: 'start' | Direction
  /** Processes between the start and this node. */
  depth: number
  /** Within which time its events belong to the trace; null: no bound. */
  from: string | null
  to: string | null
  certainty: Certainty
  /** Others of which the very same holds, and that stand nowhere else in the graph: see twins.ts. */
  twins?: readonly Twin[]
}

export type Twin = Pick<WalkNode, 'id' | 'key'>

export const hopRules = [
  /** An item went into a process. */
  'consumed',
  /** An item came out of a process. */
  'produced',
  /** An item lay in a container; of a lot, a part was put in. */
  'packed',
  /** A part of a lot was taken out of a container. */
  'unpacked',
  /** An item was attached to another (AssociationEvent). */
  'associated',
  /** A lot is at a place where nothing tells how it came: from the places that it was at before. */
  'moved',
  /** An instance was made as one of a lot. */
  'of-lot',
] as const
export type HopRule = (typeof hopRules)[number]

/** One event that bears a hop out, and how much it says of it. */
export type Evidence = { eventUid: string; eventTime: string; quantity: number | null; uom: string | null }

export type WalkHop = {
  from: string
  to: string
  rule: HopRule
  evidence: Evidence[]
  /** How long it held; both ends alike for what happened at an instant; `to` null: not known to have ended. */
  interval: { from: string; to: string | null }
  /** "inferred": no event says it in so many words, as where nobody unpacked what was packed elsewhere. */
  basis: 'stated' | 'inferred'
  certainty: Certainty
  /** Where events of one instant say what only their order could settle. */
  tie?: true
}

/**
 * Where the walk ended without an answer. `unknown`: nothing tells where it comes from, or what a process made;
 * `open`: nothing tells what became of it since; `limit`, `depth`: asked for no more, `resume` goes on there.
 */
export type WalkEnd = {
  node: string
  direction: Direction
  reason: 'unknown' | 'open' | 'limit' | 'depth'
  since: string | null
  resume?: string
}

/** Statements about where a node of the walk was, within its time: what places and holders are told from. */
export type Sighting = {
  node: string
  place: string | null
  eventUid: string
  eventTime: string
  what: 'commissioned' | 'seen' | 'arrived' | 'departed' | 'ended' | 'linked'
  quantity: number | null
  uom: string | null
}
