import { hash } from 'node:crypto'
import {
  createCutter,
  type EventFacts,
  factsOf,
  parseEvent,
  preHashString,
  resolveContext,
  toHashID,
} from '@nguon/epcis'
import type { Failure } from './get.ts'

/** A valid event of another repository: its ID, stated or of its content, and what it says. */
export type ReadEvent = { eventID: string; facts: EventFacts }

const mostEvents = 5_000

/**
 * The events of an EPCISQueryDocument that name a key; one that names it not was not asked for. `refused`: how many are no
 * valid EPCIS 2.0, by the rules that our own captures keep.
 */
export const readEvents = (
  body: Uint8Array,
  key: string,
): { events: ReadEvent[]; refused: number } | { failure: Failure } => {
  const cutter = createCutter()
  const texts = cutter.push(body).map((bytes) => Buffer.from(bytes).toString('utf8'))
  const { kind, header, issues } = cutter.end()
  if (kind !== 'query-document' || issues.length > 0 || texts.length > mostEvents) {
    return { failure: { code: 'not-epcis' } }
  }
  const stated =
    typeof header === 'object' && header !== null && !Array.isArray(header) ? header['@context'] : undefined
  const { context } = resolveContext(stated)
  const events = texts.map((text) => readEvent(text, context))
  return {
    events: events
      .filter((event) => event !== undefined)
      .filter(({ facts }) => facts.keys.some((each) => each.key === key)),
    refused: events.filter((event) => event === undefined).length,
  }
}

const readEvent = (text: string, outer: ReturnType<typeof resolveContext>['context']): ReadEvent | undefined => {
  const { event, context } = parseEvent(text, outer)
  if (event === undefined) return undefined
  const facts = factsOf(event, context)
  return { facts, eventID: facts.eventID ?? toHashID(hash('sha256', preHashString(event, context), 'hex')) }
}
