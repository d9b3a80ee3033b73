import {
  type EventFacts,
  type EventKey,
  identifiersIn,
  type Translate,
  toDigitalLinkUri,
  translateEvent,
  withServerMembers,
} from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import { spellingFor } from '../identifier-spelling.ts'
import type { OutputFormat } from '../output-format.ts'
import { toInstant } from '../story/story.ts'
import type { StoredBody } from './query.store.ts'

export { negotiateFormat, type OutputFormat } from '../output-format.ts'

/** Where a document of results comes from, and when it was made (ISO instant). */
export type DocumentStamp = { queryName: string; subscriptionID?: string; createdAt: string }

const defaultContext = '"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"'

/**
 * An EPCISQueryDocument of stored events: each event's own text with our recordTime and ID last, its identifiers spelt as
 * the format says.
 */
export const answerQueryDocument = async (
  reader: Reader,
  events: readonly StoredBody[],
  stamp: DocumentStamp,
  { epc }: OutputFormat,
): Promise<string> => {
  const spelling = await spellingFor(reader, epc, () => events.flatMap((event) => identifiersIn(storedText(event))))
  return jsonQueryDocument(events, stamp, spelling === undefined ? untranslated : respelt(spelling))
}

const untranslated = (text: string): string => text

/** For Digital Links, what holds no URN needs no look; one may be spelt with escapes, so a backslash asks for it. */
const respelt =
  (spelling: Translate) =>
  (text: string): string =>
    spelling !== toDigitalLinkUri || /urn:epc:|\\/i.test(text) ? translateEvent(text, spelling) : text

const jsonQueryDocument = (
  events: readonly StoredBody[],
  { queryName, subscriptionID, createdAt }: DocumentStamp,
  translate: (text: string) => string,
): string => {
  const contexts = [...new Set(events.map(({ contextText }) => contextText))]
  const common = contexts.length === 0 ? defaultContext : mergeContexts(contexts)
  const list = events
    .map((event) => eventText(event, translate, common === undefined ? event.contextText : undefined))
    .join(',')
  const names = JSON.stringify({ queryName, ...(subscriptionID === undefined ? {} : { subscriptionID }) }).slice(1, -1)
  return `{"@context":${common ?? defaultContext},"type":"EPCISQueryDocument","schemaVersion":"2.0","creationDate":"${createdAt}","epcisBody":{"queryResults":{${names},"resultsBody":{"eventList":[${list}]}}}}`
}

const storedText = (event: StoredBody): string => event.body ?? tombstoneText(event)

const eventText = (event: StoredBody, translate: (text: string) => string, ownContext: string | undefined): string => {
  const text = withServerMembers(translate(storedText(event)), {
    ...(event.eventIDOurs ? { eventID: event.eventID } : {}),
    recordTime: toInstant(event.recordTime),
  })
  return ownContext === undefined || hasContext(text)
    ? text
    : `{"@context":${ownContext},${text.slice(text.indexOf('{') + 1)}`
}

const hasContext = (text: string): boolean => text.includes('"@context"') && '@context' in JSON.parse(text)

/**
 * One @context for events that were sent under several, or undefined where a prefix means two things: then each event
 * must bring its own.
 */
export const mergeContexts = (texts: readonly string[]): string | undefined => {
  if (texts.length === 1) return texts[0]
  const parts = new Map<string, unknown>()
  const meanings = new Map<string, string>()
  for (const part of texts.flatMap((text) => [JSON.parse(text)].flat())) {
    for (const [name, meaning] of Object.entries(meaningsOf(part))) {
      if ((meanings.get(name) ?? meaning) !== meaning) return undefined
      meanings.set(name, meaning)
    }
    parts.set(JSON.stringify(part), part)
  }
  return JSON.stringify([...parts.values()])
}

/** Two versions of GS1's context define the same prefixes differently (epcis.md: `gs1:`), so they count as one name. */
const meaningsOf = (part: unknown): Record<string, string> =>
  typeof part === 'string'
    ? { [/\/epcis-context\.jsonld$/.test(part) ? 'GS1' : part]: part }
    : Object.fromEntries(Object.entries(part as object).map(([name, meaning]) => [name, JSON.stringify(meaning)]))

/** An erased event as it may still be shown: what its tombstone keeps, and that it is one. */
const tombstoneText = ({ tombstone, eventID, eventIDOurs }: StoredBody): string => {
  const { facts, commitment } = tombstone as { facts: EventFacts; commitment: string }
  return JSON.stringify({
    type: facts.type,
    ...(eventIDOurs ? {} : { eventID }),
    eventTime: facts.eventTime,
    eventTimeZoneOffset: facts.zone,
    ...(facts.action === undefined ? {} : { action: facts.action }),
    ...keyMembers(facts),
    'urn:nguon:erased': commitment,
  })
}

const uriOf = ({ key }: EventKey): string => (key.startsWith('/') ? `https://id.gs1.org${key}` : key)

const keyMembers = ({ keys }: EventFacts): Record<string, unknown> => {
  const uris = (role: EventKey['role']) => keys.filter((key) => key.role === role).map(uriOf)
  const classes = (role: EventKey['role']) =>
    keys.filter((key) => key.role === role).map((key) => ({ epcClass: uriOf(key) }))
  const [parent] = uris('parent')
  const [transformation] = uris('transformation')
  const members = {
    epcList: uris('epc'),
    quantityList: classes('class'),
    childEPCs: uris('child'),
    childQuantityList: classes('childClass'),
    inputEPCList: uris('input'),
    inputQuantityList: classes('inputClass'),
    outputEPCList: uris('output'),
    outputQuantityList: classes('outputClass'),
    bizTransactionList: uris('bizTransaction').map((uri) => ({ bizTransaction: uri })),
  }
  return {
    ...Object.fromEntries(Object.entries(members).filter(([, list]) => list.length > 0)),
    ...(parent === undefined ? {} : { parentID: parent }),
    ...(transformation === undefined ? {} : { transformationID: transformation }),
  }
}
