import type { Context } from './context.ts'
import { resolveContext } from './context.ts'
import type { EpcisEvent, EventIssue, Json } from './event.ts'
import { validateEvent } from './validate.ts'

/** What one event's text holds. `event` is there only where there is no issue. */
export type ParsedEvent = { event: EpcisEvent | undefined; context: Context; issues: EventIssue[] }

/** Reads and validates one event. `outer`: the context of its document; none: a bare event, which must bring its own. */
export function parseEvent(text: string, outer: Context | undefined): ParsedEvent {
  const read = readJson(text)
  const { context, issues } = resolveContext(ownContext(read), outer)
  if (read === undefined) return { event: undefined, context, issues: [{ code: 'json-malformed', path: '' }] }
  const found = validateEvent(read, context, outer ? 'document' : 'bare')
  const all = issues.length > 0 ? [...issues, ...found] : found
  return { event: all.length > 0 ? undefined : (read as EpcisEvent), context, issues: all }
}

function ownContext(value: Json | undefined): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value['@context'] : undefined
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
