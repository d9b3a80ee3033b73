import type { Json, JsonObject } from '../event.ts'
import { attributeOf, type Element, textOf, versionOf } from './element.ts'
import { memberName, wholeContext } from './names.ts'
import type { Prefixes } from './prefixes.ts'
import { append, appendExtension, appendFlat } from './read-extension.ts'
import { readHeader, vocabularyList } from './read-header.ts'
import type { Tag } from './scan.ts'

/** The elements on the way to the events. */
export type Frame = 'root' | 'body' | 'results' | 'resultsBody' | 'list'

/** Which elements lead on from one of them; 1.x has some of its events in extensions of the list. */
const ways: Readonly<Record<Frame, Readonly<Record<string, Frame>>>> = {
  root: { EPCISBody: 'body' },
  body: { EventList: 'list', QueryResults: 'results' },
  results: { resultsBody: 'resultsBody' },
  resultsBody: { EventList: 'list' },
  list: { extension: 'list' },
}

/** The frame that a tag opens inside another; undefined: it is an element to keep. */
export const frameAfter = (frame: Frame, { uri, local }: Tag): Frame | undefined =>
  (uri === '' || versionOf(uri) !== undefined) && Object.hasOwn(ways[frame], local) ? ways[frame][local] : undefined

/** What a document says outside its events, by the frame that says it. */
export type Parts = Record<Exclude<Frame, 'list'>, JsonObject> & {
  readonly isQuery: boolean
  readonly vocabularies: Json[]
  readonly seen: Set<Frame>
}

type Report = (code: string, params?: Record<string, string>) => void

/** Reads the root's attributes. The version of a document is that of its namespace, and 1.x becomes 2.0. */
export function newParts(root: Element, version: string, document: Prefixes, report: Report): Parts {
  const members: JsonObject = {}
  for (const { prefix, uri, local, value } of root.attributes) {
    append(members, memberName({ document, own: document }, prefix, uri, local), value.trim())
  }
  const given = attributeOf(root, 'schemaVersion')?.trim() ?? ''
  const isVersion = /^\d+(?:\.\d+)*$/.test(given)
  if (isVersion && given.split('.')[0] !== version) report('version-unsupported', { value: given.slice(0, 120) })
  if (isVersion && version === '1') members.schemaVersion = '2.0'
  return {
    isQuery: root.local === 'EPCISQueryDocument',
    root: members,
    body: {},
    results: {},
    resultsBody: {},
    vocabularies: [],
    seen: new Set(),
  }
}

/** Takes an element that stands in a frame and is no event. */
export function keepElement(
  parts: Parts,
  frame: Exclude<Frame, 'list'>,
  element: Element,
  document: Prefixes,
  report: Report,
): void {
  const scope = { document, own: document }
  const place = `${frame}/${element.local}`
  if (element.uri !== '') appendExtension(parts[frame], element, scope)
  else if (place === 'root/EPCISHeader') {
    const { members, vocabularies } = readHeader(element, scope)
    Object.assign(parts.root, members)
    parts.vocabularies.push(...vocabularies)
  } else if (place === 'body/VocabularyList') parts.vocabularies.push(...vocabularyList(element, scope))
  else if (place === 'resultsBody/VocabularyList') parts.resultsBody.vocabularyList = vocabularyList(element, scope)
  else if (place === 'results/queryName' || place === 'results/subscriptionID') {
    parts.results[element.local] = textOf(element)
  } else if (element.local === 'extension') for (const child of element.children) appendFlat(parts[frame], child, scope)
  else report('element-unknown', { name: element.local.slice(0, 120) })
}

/** The document in its JSON binding with its events cut out; what it does not have is missing there too. */
export function headerOf(
  { isQuery, root, body, results, resultsBody, vocabularies, seen }: Parts,
  document: Prefixes,
): Json {
  const bodyMembers: JsonObject = isQuery
    ? { ...body, ...(seen.has('results') ? { queryResults: queryResults(results, resultsBody, seen) } : {}) }
    : { ...body, eventList: [] }
  return {
    '@context': wholeContext(document),
    type: isQuery ? 'EPCISQueryDocument' : 'EPCISDocument',
    ...root,
    ...(vocabularies.length > 0 ? { epcisHeader: { epcisMasterData: { vocabularyList: vocabularies } } } : {}),
    ...(seen.has('body') ? { epcisBody: bodyMembers } : {}),
  }
}

const queryResults = (results: JsonObject, resultsBody: JsonObject, seen: ReadonlySet<Frame>): JsonObject => ({
  ...results,
  ...(seen.has('resultsBody') ? { resultsBody: { ...resultsBody, eventList: [] } } : {}),
})
