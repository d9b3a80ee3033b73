import { mergeQueries, parseQuery, type Query } from '@nguon/epcis'
import { problem } from '../../../platform/problem.ts'
import { clientContext } from '../client-prefixes.ts'
import { digest } from '../event-uid.ts'
import type { Sight } from '../visibility/sight.ts'

/** Names and values of a query string, decoded. */
export type QueryParameters = readonly (readonly [name: string, value: string])[]

/** What a query stands on: a named query or a resource's own, and the header GS1-Extensions with prefixes for names. */
export type QueryBasis = { base?: Query; extensions?: string | string[] | undefined }

/**
 * A sight that is wider than a party's own, which comes first, is part of a query's next pages: once it has changed, they are asked for
 * anew. In which order the rest was read says nothing.
 */
const widthOf = (sight: Sight | undefined): readonly string[] =>
  sight === undefined || sight === null ? [] : [...sight.parties.slice(1), ...sight.viewers.slice(1)].sort()

/** A query with what of it is ours, and what tells it from every other. */
export type QueryRequest = { query: Query; asOf: string | undefined; fingerprint: string }

const ours = new Set(['asOf'])

/** Reads a query string on top of what it stands on. Throws a Problem that names each parameter at fault. */
export const readRequest = (
  parameters: QueryParameters,
  { base, extensions, sight }: QueryBasis & { sight?: Sight } = {},
): QueryRequest => {
  const own = parseQuery(
    parameters.filter(([name]) => !ours.has(name)),
    clientContext(extensions),
  )
  const query = base === undefined ? own : mergeQueries(base, own)
  refuseIssues(query)
  const asked = parameters.filter(([name]) => ours.has(name))
  if (asked.length > 1) throw invalid('query-parameter-repeated', 'asOf')
  const { nextPageToken, perPage, ...lasting } = query
  return { query, asOf: asked[0]?.[1], fingerprint: digest(JSON.stringify([lasting, asked, ...widthOf(sight)]), 16) }
}

/** Throws a Problem that names each parameter of a query at fault. */
export const refuseIssues = ({ issues }: Query): void => {
  if (issues.length === 0) return
  throw problem(
    'events.query-parameter-invalid',
    {},
    {
      errors: issues.map(({ code, parameter, params }) => ({
        code,
        field: parameter,
        params: { name: parameter, ...params },
      })),
    },
  )
}

const invalid = (code: string, parameter: string) =>
  problem('events.query-parameter-invalid', {}, { errors: [{ code, field: parameter, params: { name: parameter } }] })
