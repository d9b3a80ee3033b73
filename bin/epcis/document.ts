import {
  type Context,
  type Cut,
  type Cutter,
  createCutter,
  createXmlCutter,
  type EventIssue,
  type Json,
  resolveContext,
  validateHeader,
} from '@nguon/epcis'
import { type Input, syntaxOf } from './input.ts'

/** A document around its events. `context`: what its names mean; a bare event brings its own. `faults`: of its header. */
export type Surveyed = Cut & { context: Context | undefined; faults: EventIssue[] }

/**
 * Reads a document once, event by event, and keeps nothing of them: its context may stand at its end, so that the
 * events can be understood only in a second reading.
 */
export const survey = async (input: Input): Promise<Surveyed> => {
  const cutter = await cutterOf(input)
  for await (const chunk of input.open()) cutter.push(chunk)
  const cut = cutter.end()
  if (cut.kind === 'event' || cut.issues.length > 0) return { ...cut, context: undefined, faults: [] }
  const { context } = resolveContext((cut.header as Record<string, Json>)['@context'])
  return { ...cut, context, faults: validateHeader(cut.header) }
}

const utf8 = new TextDecoder()

/** The events of a document, in its order, as JSON texts. */
export async function* eventTexts(input: Input): AsyncIterable<string> {
  const cutter = await cutterOf(input)
  for await (const chunk of input.open()) for (const event of cutter.push(chunk)) yield utf8.decode(event)
  cutter.end()
}

const cutterOf = async (input: Input): Promise<Cutter> => {
  return syntaxOf(await input.head(), input.name) === 'xml' ? createXmlCutter() : createCutter()
}
