import { type Context, type EpcisEvent, type EventFacts, factsOf, resolveContext } from '@nguon/epcis'
import { remembering } from '../../platform/remembering.ts'

/** An event as it is stored: its body, or the tombstone that took the body's place, and its document's context. */
type StoredText = { body: string | null; tombstone: unknown; contextText: string }

/** What a stored event says, made when it is first asked for; of an erased one there is only what its tombstone keeps. */
export type StoredWord = { event: EpcisEvent | undefined; context: Context; readonly facts: EventFacts }

/** Reads a stored event again. */
export const storedEvent = ({ body, tombstone, contextText }: StoredText): StoredWord => {
  if (body === null) {
    const { facts } = tombstone as { facts: EventFacts }
    return { event: undefined, context: outerContext(contextText), facts }
  }
  const { event, context } = readEvent(body, contextText)
  let facts: EventFacts | undefined
  return {
    event,
    context,
    get facts() {
      facts ??= factsOf(event, context)
      return facts
    },
  }
}

export const storedFacts = (stored: StoredText): EventFacts => storedEvent(stored).facts

/**
 * An event that was captured, with what its names mean: by its document's context, and its own on top. One that was sent bare
 * is both, and its context counts once. It was judged when it came, and is not judged again: rules grow.
 */
export const readEvent = (text: string, contextText: string): { event: EpcisEvent; context: Context } => {
  const event = JSON.parse(text) as EpcisEvent
  const [outer, own] = [outerContext(contextText), event['@context']]
  const isBare = own !== undefined && JSON.stringify(own) === contextText
  return { event, context: isBare ? outer : resolveContext(own, outer).context }
}

/** The context of a document as it is stored, which events by the hundred share. */
const outerContext = remembering((text) => resolveContext(JSON.parse(text)).context)
