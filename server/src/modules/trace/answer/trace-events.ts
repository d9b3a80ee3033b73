import type { Actor } from '../../../platform/actor.ts'

/** Whose eyes an answer is made for: a party sees its own events, the operator and the public projection all. */
export type Viewer = Actor | 'public'

/** An event that an answer cites, and hashes of two keys of which it names one at least. */
export type EventReference = { uid: string; time: string; keys: readonly [string, string] }

/** What an event says besides its links. `place` is a key's hash; parties are ids in the register. */
export type EventHeader = {
  eventID: string
  eventTime: string
  zone: string
  type: string
  bizStep: string | null
  disposition: string | null
  place: string | null
  declaredBy: string
  sourceParties: string[]
  destinationParties: string[]
  /** The name of the other repository that told it, where it is none of ours; `declaredBy` is its origin then. */
  elsewhere?: string
}

/** What a trace needs of the EPCIS repository, for one viewer; the events module has it, and is handed in. */
export type TraceEvents = {
  /** Which of the events the viewer may see; absent: all. */
  visible?: (events: readonly { uid: string; time: string }[]) => Promise<ReadonlySet<string>>
  headers: (events: readonly EventReference[]) => Promise<ReadonlyMap<string, EventHeader>>
  /** Canonical texts of keys by hash, in a map that is the caller's; a hash that stands for none is left out. */
  keyTexts: (hashes: readonly string[]) => Promise<Map<string, string>>
  /** The canonical transformationIDs of events that name one, by uid. */
  transformations: (events: readonly { uid: string; time: string }[]) => Promise<ReadonlyMap<string, string>>
}
