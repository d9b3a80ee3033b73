import type { EpcisEvent } from '@nguon/epcis'
import {
  type EventFacts,
  type EventPredicate,
  factsOf,
  matchesAll,
  resolveContext,
  type Subject,
  toUTC,
} from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import { outerContext } from '../outer-context.ts'
import { toInstant } from '../story/story.ts'
import { type StoredBody, selectBodies } from './query.store.ts'
import type { Place } from './selection.store.ts'

/** A stored event as a query is held against it; its facts are read when they are first asked for. */
export const subjectOf = (stored: StoredBody): Subject => {
  const { body, tombstone, eventID } = stored
  const recordTime = toUTC(toInstant(stored.recordTime))
  const outer = outerContext(stored.contextText)
  if (body === null) {
    const { facts } = tombstone as { facts: EventFacts }
    return { facts, event: undefined, context: outer, eventID, recordTime }
  }
  const event = JSON.parse(body) as EpcisEvent
  const { context } = resolveContext(event['@context'], outer)
  let facts: EventFacts | undefined
  return {
    get facts() {
      facts ??= factsOf(event, context)
      return facts
    },
    event,
    context,
    eventID,
    recordTime,
  }
}

const bodiesAtOnce = 200

/** The bodies of those places that fulfil every predicate, read piece by piece so that few are held at once. */
export async function* fulfilling(
  reader: Reader,
  places: readonly Place[],
  predicates: readonly EventPredicate[],
): AsyncGenerator<{ stored: StoredBody; subject: Subject }> {
  for (let at = 0; at < places.length; ) {
    const { bodies, read } = await selectBodies(reader, places.slice(at, at + bodiesAtOnce))
    at += read
    for (const stored of bodies) {
      const subject = subjectOf(stored)
      if (matchesAll(predicates, subject)) yield { stored, subject }
    }
  }
}
