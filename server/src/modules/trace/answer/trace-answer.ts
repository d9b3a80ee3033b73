import type { Certainty, Direction, HopRule } from '../walk/walk-graph.ts'

/** The answer of GET /api/trace/{key}: a graph whose hops run the way the goods run, and what is not known of it. */
export type TraceAnswer = {
  /** The key asked for, canonical, and as a Digital Link or URN. */
  key: string
  uri: string
  direction: Direction | 'both'
  from: string | null
  to: string | null
  /** The position that was answered at: `asOf` of a later request gives the same answer. */
  asOf: number
  limits: { items: number; depth: number }
  nodes: TraceNode[]
  hops: TraceHop[]
  /** What the hops cite, each once, oldest first. */
  events: CitedEvent[]
  tombstones: Tombstone[]
  completeness: Completeness
}

export type TraceNode = {
  id: string
  kind: 'item' | 'process' | 'container' | 'place' | 'party'
  /**
   * Canonical: a host-less Digital Link path, or a URI. Of a process its transformationID, or its event's ID; of a party
   * `urn:uuid:` and its id.
   */
  key: string
  uri: string
  /** Of items and containers. */
  level?: 'instance' | 'class'
  /** Of a lot: the key of the place or container in which this part of it is; null where events name none. */
  location?: string | null
  direction: 'start' | Direction
  depth: number
  from: string | null
  to: string | null
  certainty: Certainty
  /** Public name of a product, place or party, where the register has one. */
  name?: { vi?: string; en?: string }
  /** Of an origin, going back: between which shares of the start it can make up. */
  share?: { least: number; greatest: number }
}

/** An event that hops cite, without what it says of anything else. `party`: the id of who declares it. */
export type CitedEvent = {
  eventID: string
  eventTime: string
  /** As it was sent: '+07:00'. */
  eventTimeZoneOffset: string
  type: string
  bizStep?: string
  disposition?: string
  party: string
  /** The name of the other repository that told it; `party` is its origin then. Without it: our own. */
  elsewhere?: string
}

/** `seen`: a node was at a place; `held`: a party was told to have it; else a rule of the walk. */
export type TraceRule = HopRule | 'seen' | 'held'

/** What the same events say alike, be it of many things: of each of `from` and each of `to`, of which one is alone. */
export type TraceHop = {
  from: string[]
  to: string[]
  rule: TraceRule
  /** IDs of the events that bear it out. */
  events: string[]
  interval: { from: string; to: string | null }
  basis: 'stated' | 'inferred'
  by: Declarer[]
  certainty: Certainty
  quantities?: Quantity[]
  tie?: true
  /** Names of other repositories whose events bear it out, alone or beside ours. */
  elsewhere?: string[]
}

/** A hop of one thing and one other. */
export type TraceEdge = Omit<TraceHop, 'from' | 'to'> & { from: string; to: string }

/** Each hop as often as it has two ends. */
export const edgesOf = (hops: readonly TraceHop[]): TraceEdge[] =>
  hops.flatMap(({ from, to, ...told }) => from.flatMap((up) => to.map((down) => ({ ...told, from: up, to: down }))))

/**
 * Who says it. `custodian`: speaks of its own place or goods in its hands; `countersigned`: the other side of a
 * hand-over says the same; `third-party`: neither; `unknown`: the register does not tell.
 */
export type Declarer = {
  party: string
  name?: { vi?: string; en?: string }
  standing: 'custodian' | 'countersigned' | 'third-party' | 'unknown'
}

/** `uom` undefined: items are counted; a hop without quantities: unknown, not none. */
export type Quantity = { quantity: number; uom?: string }

/**
 * A branch that has no answer. `unknown`: nobody told, or told the caller; `open`: nothing tells what became of it since;
 * `limit`, `depth`: `next` goes on there; `elsewhere`: another system has it, at `repository`.
 */
export type Tombstone = {
  node: string
  direction: Direction
  reason: 'unknown' | 'open' | 'limit' | 'depth' | 'elsewhere'
  since: string | null
  next?: string
  repository?: string
  /** What went wrong when the other system was asked. */
  failure?: string
}

/** `complete`: no tombstone; `open`: only goods that may still be where they were seen last; else `incomplete`. */
export type Completeness = {
  verdict: 'complete' | 'open' | 'incomplete'
  tombstones: Record<Tombstone['reason'], number>
}
