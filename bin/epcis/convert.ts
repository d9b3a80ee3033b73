import {
  type ContextualEvent,
  type Json,
  parseEvent,
  xmlDocument,
  xmlMasterDataQueryDocument,
  xmlQueryDocument,
} from '@nguon/epcis'
import type { Language } from '../../server/src/platform/messages.ts'
import { choiceOf, readArguments } from './arguments.ts'
import type { CommandContext } from './context.ts'
import { eventTexts, type Surveyed, survey } from './document.ts'
import { exitCodes, failure } from './failure.ts'
import { eventFaults, textFaults } from './faults.ts'
import { type Input, readInputs, rereadable } from './input.ts'
import { write } from './output.ts'

/** `convert FILE --to xml|json`: prints a document in the other syntax, or in its own, by the current standard. */
export const convert = async (args: readonly string[], context: CommandContext): Promise<number> => {
  const { words, values } = readArguments(args, { valued: ['to'] })
  if (values.to === undefined) throw failure('usage', 'convert needs --to xml or --to json')
  const to = choiceOf(values, 'to', ['json', 'xml'])
  const inputs = readInputs(words)
  const [input] = inputs
  if (input === undefined || inputs.length > 1) throw failure('usage', 'convert takes one file')
  return rereadable(input, (again) => convertOne(again, to, context))
}

/** Nothing is printed before all of it has been found valid. */
const convertOne = async (
  input: Input,
  to: 'json' | 'xml',
  { progress, settings }: CommandContext,
): Promise<number> => {
  const language = settings.language as Language
  const document = await survey(input)
  const faults = await textFaults(input, document.issues, language)
  if (faults.length === 0) {
    faults.push(...eventFaults(undefined, document.faults, language))
    let number = 0
    for await (const text of eventTexts(input)) {
      faults.push(...eventFaults(number, parseEvent(text, document.context).issues, language))
      number += 1
    }
  }
  for (const fault of faults) progress.note(`${input.name}: ${fault}`)
  if (faults.length > 0) return exitCodes.refused
  await (to === 'json' ? writeJson(input, document) : writeXml(input, document))
  return exitCodes.done
}

const emptyList = '"eventList":[]'

const writeJson = async (input: Input, { header }: Surveyed): Promise<void> => {
  const whole = header === undefined ? '' : JSON.stringify(header)
  // A document without an event list (master data as results) is whole as it is.
  const at = whole.includes(emptyList) ? whole.lastIndexOf(emptyList) + emptyList.length - 1 : whole.length
  await write(whole.slice(0, at))
  let separator = ''
  for await (const text of eventTexts(input)) {
    await write(`${separator}${text}`)
    separator = ',\n'
  }
  await write(`${whole.slice(at)}\n`)
}

type Results = { queryName: string; subscriptionID?: string; resultsBody: { vocabularyList?: Json } }

const writeXml = async (input: Input, document: Surveyed): Promise<void> => {
  const events: ContextualEvent[] = []
  for await (const text of eventTexts(input)) {
    const { event, context } = parseEvent(text, document.context)
    if (event !== undefined) events.push({ event, context })
  }
  await write(xmlOf(document, events))
}

const xmlOf = ({ kind, header }: Surveyed, events: ContextualEvent[]): string => {
  if (kind !== 'query-document') return xmlDocument(events, header ?? bareHeader(events))
  const {
    creationDate,
    '@context': context,
    epcisBody,
  } = header as { creationDate: string; '@context': Json } & {
    epcisBody: { queryResults: Results }
  }
  const { queryName, subscriptionID, resultsBody } = epcisBody.queryResults
  const stamp = { queryName, subscriptionID, createdAt: creationDate }
  return resultsBody.vocabularyList !== undefined && events.length === 0
    ? xmlMasterDataQueryDocument(resultsBody.vocabularyList, context, stamp)
    : xmlQueryDocument(events, stamp)
}

/** A document around a bare event, of the time of its event: the same whenever it is made. */
const bareHeader = (events: ContextualEvent[]): Json => ({
  '@context': (events[0]?.event['@context'] ?? null) as Json,
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: events[0]?.event.eventTime ?? '',
})
