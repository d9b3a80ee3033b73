import { type EventFacts, factsOf, parseEvent } from '@nguon/epcis'
import { outerContext } from '../outer-context.ts'
import type { StoredEvent } from './upkeep.store.ts'

/** What a stored event says: read from its body again, or from the tombstone that took the body's place. */
export const storedFacts = (
  stored: Pick<StoredEvent, 'eventID' | 'body' | 'tombstone' | 'contextText'>,
): EventFacts => {
  if (stored.body === null) return (stored.tombstone as unknown as { facts: EventFacts }).facts
  const { event, context } = parseEvent(stored.body, outerContext(stored.contextText))
  if (event === undefined) throw new Error(`the stored event ${stored.eventID} can no longer be read`)
  return factsOf(event, context)
}
