import type { Context } from '../context.ts'
import { resolveContext } from '../context.ts'
import { standardContext } from '../context-terms.ts'
import type { Json } from '../event.ts'
import type { Parameter } from './parameters.ts'
import { fixedParameters, pageParameters } from './parameters.ts'
import { patternedParameter } from './patterned.ts'
import type { Query } from './query.ts'
import { limitIssues } from './query.ts'
import type { Scalar } from './values.ts'

/** The prefixes that every query may use: those of GS1's context. */
export const queryContext: Context = resolveContext(standardContext).context

/** Reads the parameters of a query string. Names and values are decoded; the order is free. */
export function parseQuery(
  params: readonly (readonly [name: string, value: string])[],
  context: Context = queryContext,
): Query {
  const query: Query = { predicates: [], issues: [] }
  for (const [name, given] of Map.groupBy(params, ([each]) => each)) {
    const values = given.map(([, value]) => value)
    const parameter = pageParameters.get(name) ?? parameterOf(name, context)
    if (parameter === undefined) refuse(query, name)
    else parameter({ query, name, context }, isWhole(name) ? values : values.flatMap((value) => value.split('|')))
  }
  query.issues.push(...limitIssues(query))
  return query
}

/** Reads a named query's body: the same parameters as members, and `@context` for the prefixes in their names. */
export function parseQueryBody(body: unknown, outer: Context = queryContext): Query {
  const query: Query = { predicates: [], issues: [] }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { ...query, issues: [{ code: 'query-body-invalid', parameter: 'query' }] }
  }
  const { '@context': own, ...members } = body as Record<string, Json>
  const { context } = resolveContext(own, outer)
  for (const [name, value] of Object.entries(members)) {
    const parameter = parameterOf(name, context)
    if (parameter === undefined) refuse(query, name)
    else readMember(query, name, parameter, value, context)
  }
  query.issues.push(...limitIssues(query))
  return query
}

/** One value stands bare or in an array; nothing may stand deeper. */
function readMember(query: Query, name: string, parameter: Parameter, value: Json, context: Context): void {
  const values = Array.isArray(value) ? value : [value]
  if (values.length > 0 && values.every(isScalar)) parameter({ query, name, context }, values)
  else
    query.issues.push({
      code: 'query-value-invalid',
      parameter: name,
      params: { value: JSON.stringify(value).slice(0, 120) },
    })
}

const isScalar = (value: Json): value is Scalar => typeof value !== 'object' || value === null

const parameterOf = (name: string, context: Context): Parameter | undefined =>
  fixedParameters.get(name) ?? patternedParameter(name, context)

function refuse(query: Query, name: string): void {
  query.issues.push({ code: 'query-parameter-unknown', parameter: name.slice(0, 200) })
}

/** A token is no list. */
const isWhole = (name: string): boolean => name === 'nextPageToken'
