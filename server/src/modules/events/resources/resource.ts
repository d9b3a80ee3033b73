import { type Context, parseQueryBody, type Query } from '@nguon/epcis'
import type { WordKind } from './word.ts'

/** A resource under which events can be found by one value that they hold (EPCIS 2.0 §12.5). */
export type Resource = {
  path: string
  /** The name of a value in the path. */
  value: string
  /** The query parameter that asks for the same. */
  parameter: string
  kind: WordKind
}

/** The resources whose values are few. */
export const wordResources: readonly Resource[] = [
  { path: 'eventTypes', value: 'eventType', parameter: 'eventType', kind: 'eventType' },
  { path: 'bizSteps', value: 'bizStep', parameter: 'EQ_bizStep', kind: 'bizStep' },
  { path: 'dispositions', value: 'disposition', parameter: 'EQ_disposition', kind: 'disposition' },
  { path: 'readPoints', value: 'readPoint', parameter: 'EQ_readPoint', kind: 'readPoint' },
  { path: 'bizLocations', value: 'bizLocation', parameter: 'EQ_bizLocation', kind: 'bizLocation' },
]

/** A value of a path as the query that asks for it; undefined where nothing can be called so. */
export const queryFor = (parameter: string, value: string, context: Context): Query | undefined => {
  const query = parseQueryBody({ [parameter]: [value] }, context)
  return query.issues.length === 0 ? query : undefined
}

/** The one spelling under which the value is looked for: a term's, or a key's. */
export const canonicalValue = ({ predicates: [predicate] }: Query): string | undefined => {
  if (predicate?.field === 'key') return predicate.keys[0]
  return predicate !== undefined && 'in' in predicate ? String(predicate.in[0]) : undefined
}
