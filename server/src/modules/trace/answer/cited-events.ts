import { nothing } from '../assertion.ts'
import { compareTexts } from '../walk/statement.ts'
import type { TwinsOf } from '../walk/twins.ts'
import type { Sighting, WalkEnd, WalkGraph, WalkNode } from '../walk/walk-graph.ts'
import { compareInstants } from './sighted.ts'
import type { CitedEvent } from './trace-answer.ts'
import type { EventHeader, EventReference } from './trace-events.ts'

/** What a walk found of things alike together, but for `ends`, which are of each by itself; `byID`: its nodes. */
export type Walked = Omit<WalkGraph, 'ends'> & {
  ends: ThingEnd[]
  sightings: Sighting[]
  byID: ReadonlyMap<string, WalkNode>
  twinsOf: TwinsOf
}

/** An end, and what it is the end of. */
export type ThingEnd = WalkEnd & Pick<WalkNode, 'kind' | 'key'>

/** Each event that a walk rests on, once, with keys by which its row is found. */
export const referencesOf = ({ hops, sightings, byID }: Walked): EventReference[] => {
  const references = new Map<string, EventReference>()
  for (const { node, eventUid, eventTime } of sightings) {
    const key = byID.get(node)?.key
    if (key !== undefined && !references.has(eventUid))
      references.set(eventUid, { uid: eventUid, time: eventTime, keys: [key, key] })
  }
  for (const { from, to, evidence } of hops) {
    for (const { eventUid, eventTime } of evidence) {
      if (references.has(eventUid)) continue
      const [first, second] = itemKeys(byID, from, to)
      references.set(eventUid, { uid: eventUid, time: eventTime, keys: [first, second] })
    }
  }
  return [...references.values()]
}

/** A process is no key of an event: its item stands for both ends. */
const itemKeys = (byID: Walked['byID'], from: string, to: string): [string, string] => {
  const [a, b] = [byID.get(from), byID.get(to)]
  const keys = [a, b].flatMap((node) => (node === undefined || node.kind === 'process' ? [] : [node.key]))
  return [keys[0] ?? nothing, keys[1] ?? nothing]
}

/** The events of an answer by their IDs, oldest first; two parties' events of one ID are two. */
export const citedEvents = (headers: Iterable<EventHeader>): CitedEvent[] => [...headers].map(toCited).sort(inOrder)

const toCited = (header: EventHeader): CitedEvent => {
  const { eventID, eventTime, zone, type, bizStep, disposition, declaredBy, elsewhere } = header
  return {
    eventID,
    eventTime,
    eventTimeZoneOffset: zone,
    type,
    ...(bizStep === null ? {} : { bizStep }),
    ...(disposition === null ? {} : { disposition }),
    party: declaredBy,
    ...(elsewhere !== undefined && { elsewhere }),
  }
}

const inOrder = (a: CitedEvent, b: CitedEvent): number =>
  compareInstants(a.eventTime, b.eventTime) || compareTexts(a.eventID, b.eventID) || compareTexts(a.party, b.party)
