import { type EventFacts, factsOf, parseEvent, resolveContext } from '@nguon/epcis'
import type { StoredEvent } from './upkeep.store.ts'

/** What a stored event says: read from its body again, or from the tombstone that took the body's place. */
export const storedFacts = (
  stored: Pick<StoredEvent, 'eventID' | 'body' | 'tombstone' | 'contextText'>,
): EventFacts => {
  if (stored.body === null) return (stored.tombstone as unknown as { facts: EventFacts }).facts
  const { context: outer } = resolveContext(JSON.parse(stored.contextText))
  const { event, context } = parseEvent(stored.body, outer)
  if (event === undefined) throw new Error(`the stored event ${stored.eventID} can no longer be read`)
  return factsOf(event, context)
}
