import {
  identifiersIn,
  type Translate,
  toDigitalLinkUri,
  translateEvent,
  withServerMembers,
  xmlQueryDocument,
} from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import { spellingFor } from '../identifier-spelling.ts'
import type { OutputFormat } from '../output-format.ts'
import { readEvent } from '../stored-event.ts'
import { toInstant } from '../timestamp.ts'
import { type InContext, underContext } from './contexts.ts'
import type { StoredBody } from './query.store.ts'
import { storedText } from './stored-text.ts'

/** Where a document of results comes from, and when it was made (ISO instant). */
export type DocumentStamp = { queryName: string; subscriptionID?: string; createdAt: string }

/**
 * An EPCISQueryDocument of stored events: each event's own text with our recordTime and ID last, its identifiers spelt as
 * the format says; in XML what that text says.
 */
export const answerQueryDocument = async (
  reader: Reader,
  events: readonly StoredBody[],
  stamp: DocumentStamp,
  { media, epc, cbvXml }: OutputFormat,
): Promise<string> => {
  const spelling = await spellingFor(reader, epc, () => events.flatMap((event) => identifiersIn(storedText(event))))
  const spelt = events.map((event) => ({ text: eventText(event, spelling), contextText: event.contextText }))
  if (media !== 'application/xml') return jsonQueryDocument(spelt, stamp)
  const inContext = spelt.map(({ text, contextText }) => readEvent(text, contextText))
  return xmlQueryDocument(inContext, { ...stamp, cbvFormat: cbvXml })
}

const eventText = (event: StoredBody, spelling: Translate | undefined): string => {
  const text = storedText(event)
  return withServerMembers(spelling === undefined ? text : respelt(text, spelling), {
    ...(event.eventIDOurs ? { eventID: event.eventID } : {}),
    recordTime: toInstant(event.recordTime),
  })
}

/** For Digital Links, what holds no URN needs no look; one may be spelt with escapes, so a backslash asks for it. */
const respelt = (text: string, spelling: Translate): string =>
  spelling !== toDigitalLinkUri || /urn:epc:|\\/i.test(text) ? translateEvent(text, spelling) : text

const jsonQueryDocument = (
  events: readonly InContext[],
  { queryName, subscriptionID, createdAt }: DocumentStamp,
): string => {
  const { context, texts } = underContext(events)
  const names = JSON.stringify({ queryName, ...(subscriptionID === undefined ? {} : { subscriptionID }) }).slice(1, -1)
  return `{"@context":${context},"type":"EPCISQueryDocument","schemaVersion":"2.0","creationDate":"${createdAt}","epcisBody":{"queryResults":{${names},"resultsBody":{"eventList":[${texts.join(',')}]}}}}`
}
