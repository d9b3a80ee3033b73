import { canonicalKey } from '../canonical-key.ts'
import type { Context } from '../context.ts'
import type { KeyRole } from '../facts.ts'
import { keyPatterns } from './key-pattern.ts'
import { orderNames } from './names.ts'
import type {
  Comparison,
  KeyPattern,
  Paging,
  Predicate,
  Query,
  SensorField,
  SensorTimeField,
  TermField,
} from './query.ts'
import type { Reader, Scalar } from './values.ts'
import * as values from './values.ts'

/** What a parameter does with its values, already split; it adds to the query, issues too. */
export type Parameter = (reading: Reading, values: readonly Scalar[]) => void

/** A parameter being read: into which query, by which name, and under which context. */
export type Reading = { query: Query; name: string; context: Context }

const shown = 120

/** All values read, or undefined with an issue for the first that is of the wrong kind. */
function readAll<T>({ query, name, context }: Reading, given: readonly Scalar[], read: Reader<T>): T[] | undefined {
  const results: T[] = []
  for (const value of given) {
    const result = read(value, context)
    if (result === undefined) {
      query.issues.push({
        code: 'query-value-invalid',
        parameter: name,
        params: { value: String(value).slice(0, shown) },
      })
      return undefined
    }
    results.push(result)
  }
  return results
}

/** Any of the values will do: `a|b` in one text of a query string, the parameter again, or an array of a body. */
export const list =
  <T>(read: Reader<T>, toPredicate: (values: T[]) => Predicate): Parameter =>
  (reading, given) => {
    const results = readAll(reading, given, read)
    if (results) reading.query.predicates.push(toPredicate(results))
  }

/** One value, once. */
export const single =
  <T>(read: Reader<T>, take: (query: Query, value: T) => void): Parameter =>
  (reading, given) => {
    if (given.length > 1) reading.query.issues.push({ code: 'query-parameter-repeated', parameter: reading.name })
    const [value] = readAll(reading, given.slice(0, 1), read) ?? []
    if (value !== undefined) take(reading.query, value)
  }

const oneBound = <T>(read: Reader<T>, toPredicate: (value: T) => Predicate): Parameter =>
  single(read, (query, value) => query.predicates.push(toPredicate(value)))

/** EQ_ takes any of several values, the other comparisons one. */
export const compared = <T>(op: Comparison, read: Reader<T>, toPredicate: (values: T[]) => Predicate): Parameter =>
  op === 'eq' ? list(read, toPredicate) : oneBound(read, (value) => toPredicate([value]))

/** Asked with a false it asks nothing. */
export const exists = (predicate: Predicate): Parameter =>
  single(values.readExists, (query, value) => {
    if (value) query.predicates.push(predicate)
  })

const terms = (field: TermField, read: Reader<string>) => list(read, (found) => ({ field, in: found }))

const time = (field: 'eventTime' | 'recordTime' | 'errorDeclarationTime', op: 'ge' | 'lt') =>
  oneBound(values.readTime, (value) => ({ field, op, time: value }))

const sensorTime = (name: SensorTimeField, op: 'ge' | 'lt') =>
  oneBound(values.readTime, (value) => ({ field: 'sensorTime', name, op, time: value }))

const sensor = <T extends string | boolean>(name: SensorField, read: Reader<T>) =>
  list(read, (found) => ({ field: 'sensor', name, in: found }))

/** The keys that a value names: one, or those of an EPC pattern. */
type KeyMatch = { key: string } | { patterns: KeyPattern[] }

const idPattern = /^urn:epc:idpat:/i

const readKey: Reader<KeyMatch> = (value) =>
  typeof value === 'string' && values.isUriText(value) ? { key: canonicalKey(value) } : undefined

/** A pattern with a star is a range of keys; one without is the same as the EPC. */
const readKeyOrPattern =
  (kind: 'epc' | 'class'): Reader<KeyMatch> =>
  (value, context) => {
    if (typeof value !== 'string' || !idPattern.test(value)) return readKey(value, context)
    if (!value.includes('*')) return { key: canonicalKey(value.replace(idPattern, 'urn:epc:id:')) }
    const patterns = keyPatterns(value, kind)
    return patterns && { patterns }
  }

/** A list of keys in one of some roles; `type` is of the transaction, source or destination. */
export const keysIn = (roles: readonly KeyRole[], read: Reader<KeyMatch> = readKey, type?: string): Parameter =>
  list(read, (matches) => ({
    field: 'key',
    roles,
    keys: [...new Set(matches.flatMap((match) => ('key' in match ? [match.key] : [])))],
    patterns: matches.flatMap((match) => ('patterns' in match ? match.patterns : [])),
    ...(type === undefined ? {} : { type }),
  }))

const epcs = (...roles: KeyRole[]) => keysIn(roles, readKeyOrPattern('epc'))
const classes = (...roles: KeyRole[]) => keysIn(roles, readKeyOrPattern('class'))

const withDescendants = (role: KeyRole) =>
  list(readKey, (matches) => ({
    field: 'descendant',
    roles: [role],
    keys: matches.flatMap((match) => ('key' in match ? [match.key] : [])),
  }))

const paging = <K extends keyof Paging>(name: K, read: Reader<NonNullable<Paging[K]>>) =>
  single(read, (query, value) => Object.assign(query, { [name]: value }))

const comparisons: readonly (readonly [string, Comparison])[] = [
  ['EQ', 'eq'],
  ['GT', 'gt'],
  ['GE', 'ge'],
  ['LT', 'lt'],
  ['LE', 'le'],
]

/** The comparison that a name begins with. */
export const comparisonOf = new Map<string, Comparison>(comparisons)

const numbers = comparisons.flatMap(([start, op]): [string, Parameter][] => [
  [`${start}_quantity`, compared(op, values.readNumber, (found) => ({ field: 'quantity', op, values: found }))],
  [
    `${start}_percRank`,
    compared(op, values.readNumber, (found) => ({ field: 'sensorValue', name: 'percRank', op, values: found })),
  ],
])

/**
 * The parameters by name (EPCIS 2.0 §8.2.7.1). The error declaration's time is spelt as in the OpenAPI and as in the
 * query schema.
 */
export const fixedParameters: ReadonlyMap<string, Parameter> = new Map<string, Parameter>([
  ['eventType', terms('eventType', values.readEventType)],
  ['GE_eventTime', time('eventTime', 'ge')],
  ['LT_eventTime', time('eventTime', 'lt')],
  ['GE_recordTime', time('recordTime', 'ge')],
  ['LT_recordTime', time('recordTime', 'lt')],
  ['EQ_action', terms('action', values.readAction)],
  ['EQ_bizStep', terms('bizStep', values.readTerm('bizStep'))],
  ['EQ_disposition', terms('disposition', values.readTerm('disposition'))],
  ['EQ_persistentDisposition_set', terms('persistentDispositionSet', values.readTerm('disposition'))],
  ['EQ_persistentDisposition_unset', terms('persistentDispositionUnset', values.readTerm('disposition'))],
  ['EQ_eventID', terms('eventID', values.readID)],
  ['EQ_readPoint', keysIn(['readPoint'])],
  ['WD_readPoint', withDescendants('readPoint')],
  ['EQ_bizLocation', keysIn(['bizLocation'])],
  ['WD_bizLocation', withDescendants('bizLocation')],
  ['EQ_transformationID', keysIn(['transformation'])],
  ['MATCH_epc', epcs('epc', 'child')],
  ['MATCH_parentID', epcs('parent')],
  ['MATCH_inputEPC', epcs('input')],
  ['MATCH_outputEPC', epcs('output')],
  ['MATCH_anyEPC', epcs('epc', 'child', 'parent', 'input', 'output')],
  ['MATCH_epcClass', classes('class', 'childClass')],
  ['MATCH_inputEPCClass', classes('inputClass')],
  ['MATCH_outputEPCClass', classes('outputClass')],
  ['MATCH_anyEPCClass', classes('class', 'childClass', 'inputClass', 'outputClass')],
  ...numbers,
  ['EXISTS_errorDeclaration', exists({ field: 'errorDeclaration', exists: true })],
  ['GE_errorDeclarationTime', time('errorDeclarationTime', 'ge')],
  ['LT_errorDeclarationTime', time('errorDeclarationTime', 'lt')],
  ['GE_errorDeclaration_Time', time('errorDeclarationTime', 'ge')],
  ['LT_errorDeclaration_Time', time('errorDeclarationTime', 'lt')],
  ['EQ_errorReason', terms('errorReason', values.readTerm('errorReason'))],
  ['EQ_correctiveEventID', terms('correctiveEventID', values.readID)],
  ['EXISTS_sensorElementList', exists({ field: 'sensorElementList', exists: true })],
  ['GE_time', sensorTime('time', 'ge')],
  ['LT_time', sensorTime('time', 'lt')],
  ['GE_startTime', sensorTime('startTime', 'ge')],
  ['LT_startTime', sensorTime('startTime', 'lt')],
  ['GE_endTime', sensorTime('endTime', 'ge')],
  ['LT_endTime', sensorTime('endTime', 'lt')],
  ['EQ_type', sensor('type', values.readMeasurementType)],
  ['EQ_deviceID', sensor('deviceID', values.readUri)],
  ['EQ_dataProcessingMethod', sensor('dataProcessingMethod', values.readUri)],
  ['EQ_microorganism', sensor('microorganism', values.readUri)],
  ['EQ_chemicalSubstance', sensor('chemicalSubstance', values.readUri)],
  ['EQ_bizRules', sensor('bizRules', values.readUri)],
  ['EQ_stringValue', sensor('stringValue', values.readText)],
  [
    'EQ_booleanValue',
    oneBound(values.readBoolean, (value) => ({ field: 'sensor', name: 'booleanValue', in: [value] })),
  ],
  ['EQ_hexBinaryValue', sensor('hexBinaryValue', values.readHex)],
  ['EQ_uriValue', sensor('uriValue', values.readUri)],
  ['orderBy', paging('orderBy', readOrder)],
  ['orderDirection', paging('orderDirection', values.readDirection)],
  ['eventCountLimit', paging('eventCountLimit', values.readCount)],
  ['maxEventCount', paging('maxEventCount', values.readCount)],
])

/** What only a request has: a stored query has no pages. */
export const pageParameters: ReadonlyMap<string, Parameter> = new Map<string, Parameter>([
  ['perPage', paging('perPage', values.readPositive)],
  ['nextPageToken', paging('nextPageToken', values.readText)],
])

function readOrder(value: Scalar, context: Context): Paging['orderBy'] {
  if (value === 'eventTime' || value === 'recordTime') return value
  const names = typeof value === 'string' ? orderNames(value, context) : undefined
  return names && { names }
}
