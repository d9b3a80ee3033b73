import type { EpcisEvent, EventFacts, EventIssue, Link } from '@nguon/epcis'

/** An event on its way in: what was received, what it says, and what it is stored under. */
export type EventRecord = {
  ordinal: number
  text: string
  event: EpcisEvent
  facts: EventFacts
  links: Link[]
  contextText: string
  uid: string
  eventID: string
  eventIDOurs: boolean
  contentHash: string
  declaration: boolean
  findings: string[]
  /** On which it was captured in another's name. */
  mandate?: string
}

/** Something wrong with one event of a document; `event` is its 0-based place. */
export type Refusal = { event?: number; issue: EventIssue }
