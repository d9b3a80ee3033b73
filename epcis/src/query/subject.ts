import type { Context } from '../context.ts'
import type { EpcisEvent } from '../event.ts'
import type { EventFacts } from '../facts.ts'

/**
 * What a query is held against: an event's facts, and the event itself with its context where it is still there; of an
 * erased one the facts alone speak. `recordTime` in UTC.
 */
export type Subject = {
  facts: EventFacts
  event: EpcisEvent | undefined
  context: Context
  eventID: string | undefined
  recordTime: string | undefined
}
