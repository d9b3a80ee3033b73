import { setImmediate } from 'node:timers/promises'
import {
  type Context,
  type EpcisEvent,
  factsOf,
  linksOf,
  parseEvent,
  preHashString,
  toHashID,
  unhashedString,
} from '@nguon/epcis'
import type { EventRecord, Refusal } from '../event-record.ts'
import { digest, eventUid, toUuid } from '../event-uid.ts'
import type { DocumentFrame } from './receive-document.ts'

/** The events of a document that follow the rules, and what is wrong with the others. */
export type Examined = { records: EventRecord[]; refusals: Refusal[] }

const eventsATurn = 64
const utf8 = new TextDecoder()

/** Events as they were received, the first of them at this place of its document. */
export type ReceivedEvents = Pick<DocumentFrame, 'context' | 'contextText'> & {
  events: readonly Uint8Array[]
  first: number
}

/** Judges each event by itself. Long documents give way to other requests now and then. */
export const examineEvents = async (received: ReceivedEvents, capturedBy: string): Promise<Examined> => {
  const examined: Examined = { records: [], refusals: [] }
  for (const [index, bytes] of received.events.entries()) {
    if (index % eventsATurn === eventsATurn - 1) await setImmediate()
    examineOne(received, received.first + index, utf8.decode(bytes), capturedBy, examined)
  }
  return examined
}

const examineOne = (
  { context: outer, contextText: outerText }: ReceivedEvents,
  ordinal: number,
  text: string,
  capturedBy: string,
  examined: Examined,
): void => {
  const { event, context, issues } = parseEvent(text, outer)
  if (event === undefined || issues.length > 0) {
    for (const issue of issues) examined.refusals.push({ event: ordinal, issue })
    return
  }
  const contextText = outerText === '' ? JSON.stringify(event['@context']) : outerText
  examined.records.push(toRecord(event, context, { ordinal, text, contextText }, capturedBy))
}

const toRecord = (
  event: EpcisEvent,
  context: Context,
  received: Pick<EventRecord, 'ordinal' | 'text' | 'contextText'>,
  capturedBy: string,
): EventRecord => {
  const facts = factsOf(event, context)
  const hash = digest(preHashString(event, context))
  const unhashed = unhashedString(event, context)
  const declaration = facts.declaration !== undefined
  const eventID = facts.eventID ?? toHashID(hash)
  const contentHash = toUuid(unhashed === '' ? hash : digest(`${hash}${unhashed}`))
  return {
    ...received,
    event,
    facts,
    links: linksOf(facts),
    uid: eventUid(capturedBy, eventID, declaration && contentHash),
    eventID,
    eventIDOurs: facts.eventID === undefined,
    contentHash,
    declaration,
    findings: [],
  }
}
