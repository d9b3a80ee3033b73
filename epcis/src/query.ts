import type { VocabularyName } from './cbv.ts'
import { cbvWord } from './cbv.ts'
import type { KeyRole } from './facts.ts'
import type { OrderBy, Paging, Predicate, QueryIssue } from './query-predicate.ts'
import type { Reader } from './query-values.ts'
import {
  keyPredicate,
  readAction,
  readBoolean,
  readCount,
  readEventType,
  readKey,
  readKeyOrPattern,
  readPositive,
  readTerm,
  readText,
  readTime,
} from './query-values.ts'

/** A SimpleEventQuery (EPCIS 2.0 §8.2.7.1) as data; it holds only where there is no issue. */
export type Query = Paging & { predicates: Predicate[]; issues: QueryIssue[] }

/** What a parameter does with its values, already split; it adds its issues. */
type Parameter = (query: Query, name: string, values: readonly string[]) => void

type Terms = Extract<Predicate, { in: string[] }>['field']

/** All values read, or undefined with an issue for the first that is of the wrong kind. */
function readAll<T>(query: Query, parameter: string, values: readonly string[], read: Reader<T>): T[] | undefined {
  const results: T[] = []
  for (const value of values) {
    const result = read(value)
    if (result === undefined) {
      query.issues.push({ code: 'query-value-invalid', parameter, params: { value } })
      return undefined
    }
    results.push(result)
  }
  return results
}

/** A list: `a|b` in one value (style pipeDelimited), and the parameter may stand again. Any of the values will do. */
const list =
  <T>(read: Reader<T>, toPredicate: (values: T[]) => Predicate): Parameter =>
  (query, name, values) => {
    const results = readAll(
      query,
      name,
      values.flatMap((value) => value.split('|')),
      read,
    )
    if (results) query.predicates.push(toPredicate(results))
  }

/** One value, once. */
const single =
  <T>(read: Reader<T>, take: (query: Query, value: T) => void): Parameter =>
  (query, name, values) => {
    if (values.length > 1) query.issues.push({ code: 'query-parameter-repeated', parameter: name })
    const [value] = readAll(query, name, values.slice(0, 1), read) ?? []
    if (value !== undefined) take(query, value)
  }

const terms = (field: Terms, read: Reader<string>) => list(read, (values) => ({ field, in: values }))

const time = (field: 'eventTime' | 'recordTime', op: 'ge' | 'lt') =>
  single(readTime, (query, value) => query.predicates.push({ field, op, time: value }))

const keysIn = (...roles: KeyRole[]) => list(readKeyOrPattern, (matches) => keyPredicate(roles, matches))

const places = (role: KeyRole) => list(readKey, (matches) => keyPredicate([role], matches))

/** The parameters by name. What the standard has beside these is a row to add. */
const parameters = new Map<string, Parameter>([
  ['eventType', terms('eventType', readEventType)],
  ['GE_eventTime', time('eventTime', 'ge')],
  ['LT_eventTime', time('eventTime', 'lt')],
  ['GE_recordTime', time('recordTime', 'ge')],
  ['LT_recordTime', time('recordTime', 'lt')],
  ['EQ_action', terms('action', readAction)],
  ['EQ_bizStep', terms('bizStep', readTerm('bizStep'))],
  ['EQ_disposition', terms('disposition', readTerm('disposition'))],
  ['EQ_eventID', terms('eventID', readText)],
  ['EQ_readPoint', places('readPoint')],
  ['EQ_bizLocation', places('bizLocation')],
  ['EQ_transformationID', places('transformation')],
  ['MATCH_epc', keysIn('epc', 'child')],
  ['MATCH_parentID', keysIn('parent')],
  ['MATCH_inputEPC', keysIn('input')],
  ['MATCH_outputEPC', keysIn('output')],
  ['MATCH_anyEPC', keysIn('epc', 'child', 'parent', 'input', 'output')],
  ['MATCH_epcClass', keysIn('class', 'childClass')],
  ['MATCH_inputEPCClass', keysIn('inputClass')],
  ['MATCH_outputEPCClass', keysIn('outputClass')],
  ['MATCH_anyEPCClass', keysIn('class', 'childClass', 'inputClass', 'outputClass')],
  [
    'EXISTS_errorDeclaration',
    single(readBoolean, (query, value) => {
      if (value) query.predicates.push({ field: 'errorDeclaration', exists: true })
    }),
  ],
  ['orderBy', single(readOrder, (query, value) => Object.assign(query, { orderBy: value }))],
  ['orderDirection', single(readDirection, (query, value) => Object.assign(query, { orderDirection: value }))],
  ['eventCountLimit', single(readCount, (query, value) => Object.assign(query, { eventCountLimit: value }))],
  ['maxEventCount', single(readCount, (query, value) => Object.assign(query, { maxEventCount: value }))],
  ['perPage', single(readPositive, (query, value) => Object.assign(query, { perPage: value }))],
  ['nextPageToken', single(readText, (query, value) => Object.assign(query, { nextPageToken: value }))],
])

/** Parameters whose names end in a type: EQ_bizTransaction_po. */
const families: readonly { start: string; role: KeyRole; types: VocabularyName }[] = [
  { start: 'EQ_bizTransaction_', role: 'bizTransaction', types: 'bizTransactionType' },
  { start: 'EQ_source_', role: 'source', types: 'sourceDestType' },
  { start: 'EQ_destination_', role: 'destination', types: 'sourceDestType' },
]

function parameterOf(name: string): Parameter | undefined {
  const fixed = parameters.get(name)
  if (fixed) return fixed
  const family = families.find(({ start }) => name.length > start.length && name.startsWith(start))
  if (!family) return undefined
  const type = name.slice(family.start.length)
  const word = cbvWord(family.types, type) ?? type
  return list(readKey, (matches) => keyPredicate([family.role], matches, word))
}

function readOrder(value: string): OrderBy | undefined {
  return value === 'eventTime' || value === 'recordTime' ? value : undefined
}

function readDirection(value: string): 'ASC' | 'DESC' | undefined {
  return value === 'ASC' || value === 'DESC' ? value : undefined
}

/** Reads the parameters of a query string. Names and values are decoded; the order is free. */
export function parseQuery(params: readonly (readonly [name: string, value: string])[]): Query {
  const query: Query = { predicates: [], orderBy: 'eventTime', orderDirection: 'DESC', issues: [] }
  for (const [name, given] of Map.groupBy(params, ([each]) => each)) {
    const parameter = parameterOf(name)
    const values = given.map(([, value]) => value)
    if (parameter) parameter(query, name, values)
    else query.issues.push({ code: 'query-parameter-unknown', parameter: name })
  }
  query.issues.push(
    ...limitIssues(
      query,
      params.some(([name]) => name === 'orderBy'),
    ),
  )
  return query
}

/** EPCIS 2.0 §8.2.7.1: one of the two limits at most, and no first events without an order. */
function limitIssues({ eventCountLimit, maxEventCount }: Query, ordered: boolean): QueryIssue[] {
  if (eventCountLimit === undefined) return []
  if (maxEventCount !== undefined) return [{ code: 'query-limits-exclusive', parameter: 'eventCountLimit' }]
  return ordered ? [] : [{ code: 'query-limit-unordered', parameter: 'eventCountLimit' }]
}
