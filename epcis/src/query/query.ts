import type { KeyRole } from '../facts.ts'

/** A SimpleEventQuery (EPCIS 2.0 §8.2.7.1) as plain data; it holds only where there is no issue. */
export type Query = Paging & { predicates: Predicate[]; issues: QueryIssue[] }

/** Fields whose value is one term, ID or word, or a list of such. Terms: bare CBV words or full URIs. */
export type TermField =
  | 'eventType'
  | 'action'
  | 'bizStep'
  | 'disposition'
  | 'eventID'
  | 'persistentDispositionSet'
  | 'persistentDispositionUnset'
  | 'errorReason'
  | 'correctiveEventID'

export type TimeField = 'eventTime' | 'recordTime' | 'errorDeclarationTime'

/** The members of sensor metadata that hold a time. */
export type SensorTimeField = 'time' | 'startTime' | 'endTime'

/** The members of sensor metadata and reports that are compared for equality. */
export type SensorField =
  | 'type'
  | 'deviceID'
  | 'dataProcessingMethod'
  | 'microorganism'
  | 'chemicalSubstance'
  | 'bizRules'
  | 'stringValue'
  | 'booleanValue'
  | 'hexBinaryValue'
  | 'uriValue'

/** The members of a sensor report that hold a number. `percRank` has no unit. */
export type SensorValueField = 'value' | 'minValue' | 'maxValue' | 'meanValue' | 'sDev' | 'percValue' | 'percRank'

export type Comparison = 'eq' | 'gt' | 'ge' | 'lt' | 'le'

/** Where an extension's member stands. */
export type ExtensionScope =
  | 'event'
  | 'ilmd'
  | 'errorDeclaration'
  | 'sensorElement'
  | 'sensorMetadata'
  | 'sensorReport'
  | 'readPoint'
  | 'bizLocation'

/** Vocabulary fields that master data may describe: those of the standard, or an extension's member by its names. */
export type AttributedField = { roles: readonly KeyRole[] } | { term: 'bizStep' | 'disposition' } | { names: string[] }

/** What an event must fulfil; all predicates of a query must hold. Times: UTC. `names`: one full URI in its spellings. */
export type Predicate =
  | { field: TermField; in: string[] }
  | { field: TimeField; op: 'ge' | 'lt'; time: string }
  | KeyPredicate
  | { field: 'errorDeclaration' | 'sensorElementList'; exists: true }
  | { field: 'quantity'; op: Comparison; values: number[]; uom?: string }
  | { field: 'sensor'; name: SensorField; in: (string | boolean)[] }
  | { field: 'sensorTime'; name: SensorTimeField; op: 'ge' | 'lt'; time: string }
  | { field: 'sensorValue'; name: SensorValueField; op: Comparison; values: number[]; uom?: string }
  | ExtensionPredicate
  | MasterDataPredicate

/** Keys that begin so; `form`: a regular expression besides, where the beginning alone covers too much. */
export type KeyPattern = { prefix: string; form?: string }

/** One of the roles holds one of the keys, or a key of one of the patterns. `type`: of this transaction or party type. */
export type KeyPredicate = {
  field: 'key'
  roles: readonly KeyRole[]
  keys: string[]
  patterns: KeyPattern[]
  type?: string
}

/** `inner`: at any depth below a member of the scope, and not that member itself. */
export type ExtensionPredicate = {
  field: 'extension'
  scope: ExtensionScope
  inner: boolean
  names: string[]
} & ({ op: Comparison; values: (string | number)[] } | { op: 'exists' })

/**
 * What master data must be asked about before events can be: the place or one of its descendants (WD_), or an attribute
 * of what the field holds, with one of these values where any are given.
 */
export type MasterDataPredicate =
  | { field: 'descendant'; roles: readonly KeyRole[]; keys: string[] }
  | { field: 'attribute'; of: AttributedField; names: string[]; values?: string[] }

/** What can be held against an event alone. */
export type EventPredicate = Exclude<Predicate, MasterDataPredicate>

/** By a time of the event, or by an extension's member that stands in the event itself. */
export type OrderBy = 'eventTime' | 'recordTime' | { names: string[] }

/** How the answer is cut: eventCountLimit the first so many, maxEventCount a refusal above so many, perPage a page. */
export type Paging = {
  orderBy?: OrderBy
  orderDirection?: 'ASC' | 'DESC'
  eventCountLimit?: number
  maxEventCount?: number
  perPage?: number
  nextPageToken?: string
}

/** A fault of a query, by the parameter's name. */
export type QueryIssue = { code: string; parameter: string; params?: Record<string, string> }

/**
 * A query and what is asked on top of it: both must hold, the narrower limit counts, and the order asked for on top comes
 * before the query's own.
 */
export function mergeQueries(base: Query, top: Query): Query {
  const merged: Query = { ...base, ...top, predicates: [...base.predicates, ...top.predicates], issues: [] }
  const least = (name: 'eventCountLimit' | 'maxEventCount') => Math.min(base[name] ?? Infinity, top[name] ?? Infinity)
  for (const name of ['eventCountLimit', 'maxEventCount'] as const) {
    if (Number.isFinite(least(name))) merged[name] = least(name)
  }
  if (top.orderBy !== undefined && top.orderDirection === undefined) delete merged.orderDirection
  const own = [...base.issues, ...top.issues]
  return { ...merged, issues: own.length > 0 ? own : limitIssues(merged) }
}

/** EPCIS 2.0 §8.2.7.1: one of the two limits at most, and no first events without an order. */
export function limitIssues({ eventCountLimit, maxEventCount, orderBy }: Paging): QueryIssue[] {
  if (eventCountLimit === undefined) return []
  if (maxEventCount !== undefined) return [{ code: 'query-limits-exclusive', parameter: 'eventCountLimit' }]
  return orderBy === undefined ? [{ code: 'query-limit-unordered', parameter: 'eventCountLimit' }] : []
}
