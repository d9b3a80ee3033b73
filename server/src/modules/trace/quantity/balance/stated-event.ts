import { type Action, type EventFacts, type Link, linksOf } from '@nguon/epcis'
import type { Actor } from '../../../../platform/actor.ts'
import { compareInstants } from '../../answer/sighted.ts'
import type { StatedYield } from '../yields/stated-yield.ts'
import type { NetContents } from './line.ts'

/** An event as a balance reads it: whose word it is and what it says, quantities as they were sent. */
export type StatedEvent = { uid: string; eventID: string; declaredBy: string; facts: EventFacts }

/** Where a list of events goes on: after this one. */
export type EventPlace = { time: string; uid: string }

/** Which events are read: as far as the actor sees them, as at a position, between two instants, in the order of time. */
export type EventPage = {
  actor: Actor
  asOf: number
  from: string | null
  to: string | null
  after: EventPlace | undefined
  limit: number
}

/**
 * What a balance needs of the EPCIS repository; the events module has it, and is handed in. Declarations and events taken
 * back by then are left out. `next`: there may be more behind it.
 */
export type StatedEvents = {
  ofKey: (key: string, page: EventPage) => Promise<EventPageRead>
  ofParty: (party: string, page: EventPage) => Promise<EventPageRead>
  /** The events of an ID, of whichever captures. */
  ofID: (eventID: string, page: EventPage) => Promise<EventPageRead>
}
export type EventPageRead = { events: StatedEvent[]; next: EventPlace | undefined }

/** What a balance keeps of an event: its words, and those of its links that matter to it. */
export type Said = {
  uid: string
  eventID: string
  declaredBy: string
  eventTime: string
  action: Action | undefined
  bizStep: string | undefined
  disposition: string | undefined
  isAggregation: boolean
  transformation: string | undefined
  sources: string[]
  destinations: string[]
  links: Link[]
}

export const toSaid = ({ uid, eventID, declaredBy, facts }: StatedEvent): Said => ({
  ...{ uid, eventID, declaredBy },
  eventTime: facts.eventTime,
  action: facts.action,
  bizStep: facts.bizStep,
  disposition: facts.disposition,
  isAggregation: facts.type === 'AggregationEvent',
  transformation: facts.keys.find(({ role }) => role === 'transformation')?.key,
  sources: facts.sources.map(({ key }) => key),
  destinations: facts.destinations.map(({ key }) => key),
  links: linksOf(facts),
})

/** In the order of time; of one instant, what is put in before what is taken out. */
export const inOrder = (events: Iterable<Said>): Said[] =>
  [...events].sort(
    (a, b) =>
      compareInstants(a.eventTime, b.eventTime) || Number(a.action === 'DELETE') - Number(b.action === 'DELETE'),
  )

/** What a balance is held against: what parties stated of yields, and what the register says of net contents. */
export type Yardstick = { yields: readonly StatedYield[]; contents: NetContents }
