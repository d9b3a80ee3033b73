import { isObject } from '../check.ts'
import { resolveContext } from '../context.ts'
import type { Json, JsonObject } from '../event.ts'
import { schemaInstance, schemaTypes } from './element.ts'
import { escapeAttribute, escapeText } from './escape.ts'
import type { Prefixes } from './prefixes.ts'
import { instancePrefix, typesPrefix, type Writing } from './qualify.ts'
import { type ContextualEvent, declarations, eventXml } from './write-event.ts'
import { elementXml, extensionXml } from './write-extension.ts'
import { businessHeaderXml, masterDataXml, vocabularyListXml } from './write-header.ts'

/** How CBV's terms are spelt in XML, as the header GS1-CBV-XML-Format has it. */
export type CbvFormat = 'No_Preference' | 'Always_Web_URI' | 'Always_URN' | 'Never_Translates'

/** JSON holds bare words, which are no URIs: where no spelling is asked for they become web URIs, the standard's own. */
const spellingOf = (format: CbvFormat | undefined): Writing['spelling'] => (format === 'Always_URN' ? 'urn' : 'web')

/** Where an EPCISQueryDocument of results comes from, and how it is spelt. */
export type QueryDocumentStamp = {
  queryName: string
  subscriptionID?: string | undefined
  createdAt: string
  cbvFormat?: CbvFormat | undefined
}

const xmlStart = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** An EPCISQueryDocument of events. */
export function xmlQueryDocument(events: readonly ContextualEvent[], stamp: QueryDocumentStamp): string {
  const document: Prefixes = new Map()
  const list = events.map((event) => eventXml(event, document, spellingOf(stamp.cbvFormat))).join('\n')
  return queryDocument(document, stamp, `<EventList>${list}</EventList>`)
}

/** An EPCISQueryDocument of master data: a vocabularyList in its JSON binding, and the context of its names. */
export function xmlMasterDataQueryDocument(vocabularyList: Json, context: Json, stamp: QueryDocumentStamp): string {
  const writing = writingOf(context, stamp.cbvFormat)
  return queryDocument(writing.scope.document, stamp, vocabularyListXml(vocabularyList, writing))
}

function queryDocument(document: Prefixes, { queryName, subscriptionID, createdAt }: QueryDocumentStamp, body: string) {
  const subscription =
    subscriptionID === undefined ? '' : `<subscriptionID>${escapeText(subscriptionID)}</subscriptionID>`
  const start = rootStart('epcisq:EPCISQueryDocument', { epcisq: 'urn:epcglobal:epcis-query:xsd:2' }, document, {
    schemaVersion: '2.0',
    creationDate: createdAt,
  })
  return (
    `${xmlStart}${start}<EPCISBody><epcisq:QueryResults><queryName>${escapeText(queryName)}</queryName>${subscription}` +
    `<resultsBody>${body}</resultsBody></epcisq:QueryResults></EPCISBody></epcisq:EPCISQueryDocument>\n`
  )
}

/** An EPCISDocument of events under a header: the document in its JSON binding, whose eventList is not looked at. */
export function xmlDocument(
  events: readonly ContextualEvent[],
  header: Json,
  { cbvFormat }: { cbvFormat?: CbvFormat } = {},
): string {
  const members = isObject(header) ? header : {}
  const writing = writingOf(members['@context'] ?? null, cbvFormat)
  const { document } = writing.scope
  const attributes = scalars(members)
  const body = isObject(members.epcisBody) ? members.epcisBody : {}
  const list = events.map((event) => eventXml(event, document, writing.spelling)).join('\n')
  const inside =
    headerXml(members, writing) +
    elementXml(
      'EPCISBody',
      `<EventList>${list}</EventList>${extensionsXml(body, ['eventList', 'queryResults'], writing)}`,
    ) +
    extensionsXml(members, headerMembers, writing)
  const start = rootStart('epcis:EPCISDocument', { epcis: 'urn:epcglobal:epcis:xsd:2' }, document, attributes)
  return `${xmlStart}${start}${inside}</epcis:EPCISDocument>\n`
}

const headerMembers = [
  ...['@context', 'type', 'id', 'schemaVersion', 'creationDate', 'sender', 'receiver', 'instanceIdentifier'],
  ...['epcisHeader', 'epcisBody'],
]

function scalars({ id, schemaVersion, creationDate }: JsonObject): Record<string, string> {
  return {
    ...(typeof id === 'string' ? { id } : {}),
    schemaVersion: typeof schemaVersion === 'string' && /^2(\.|$)/.test(schemaVersion) ? schemaVersion : '2.0',
    ...(typeof creationDate === 'string' ? { creationDate } : {}),
  }
}

function headerXml(members: JsonObject, writing: Writing): string {
  const inside = businessHeaderXml(members) + masterDataXml(members.epcisHeader, writing)
  return inside === '' ? '' : elementXml('EPCISHeader', inside)
}

/** Members of other namespaces; a bare name is none, and has no place in the schema. */
const extensionsXml = (members: JsonObject, known: readonly string[], writing: Writing): string =>
  Object.keys(members)
    .filter((name) => !known.includes(name) && name.includes(':'))
    .map((name) => extensionXml(name, members[name] as Json, writing))
    .join('')

function writingOf(context: Json, format: CbvFormat | undefined): Writing {
  return {
    scope: { document: new Map(), own: new Map(), used: new Set() },
    context: resolveContext(context ?? undefined).context,
    spelling: spellingOf(format),
  }
}

/** The start tag of a document, with every namespace that it uses. */
function rootStart(
  name: string,
  namespace: Record<string, string>,
  document: Prefixes,
  attributes: Record<string, string>,
): string {
  const prefixes = new Map([
    ...Object.entries(namespace),
    [instancePrefix, schemaInstance] as const,
    [typesPrefix, schemaTypes] as const,
    ...document,
  ])
  const rest = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${escapeAttribute(value)}"`)
  return `<${name}${declarations(prefixes)}${rest.join('')}>`
}
