import { type EventPredicate, matchesAll, type Subject, toUTC } from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import { storedEvent } from '../stored-event.ts'
import { toInstant } from '../timestamp.ts'
import { type StoredBody, selectBodies } from './query.store.ts'
import type { Place } from './selection.store.ts'

/** A stored event as a query is held against it; its facts are read when they are first asked for. */
export const subjectOf = (stored: StoredBody): Subject => {
  const word = storedEvent(stored)
  return {
    get facts() {
      return word.facts
    },
    event: word.event,
    context: word.context,
    eventID: stored.eventID,
    recordTime: toUTC(toInstant(stored.recordTime)),
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
