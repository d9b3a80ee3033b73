import { parseQueryBody, type Query } from '@nguon/epcis'
import { problem } from '../../../platform/problem.ts'
import { refuseIssues } from '../query/request.ts'

/** A query under a name of its party's own, as its JSON was sent. */
export type NamedQuery = { name: string; query: object }

/** Queries that every repository has (EPCIS 2.0 §8.2.7), by names that nobody can give away. */
const builtIn = ['SimpleEventQuery', 'SimpleMasterDataQuery']

/** A name is a segment of a path and is shown to people: no slashes, no control characters, no blanks at its ends. */
const shape = /^(?!\.{1,2}$)[\p{L}\p{N}_.~][\p{L}\p{N}\p{M}_.~ ()+:@-]{0,99}(?<! )$/u

/** Reads what POST /queries sends. Every parameter is judged now, not when somebody waits for an answer. */
export const readNamedQuery = (body: unknown): NamedQuery => {
  const { name, query } = isObject(body) ? body : {}
  const faults = [
    ...(isObject(body) ? [] : [{ code: 'json-object-expected', field: '/' }]),
    ...(typeof name === 'string' && shape.test(name) ? [] : [{ code: 'query-name-invalid', field: '/name' }]),
    ...(isObject(query) ? [] : [{ code: 'json-object-expected', field: '/query' }]),
  ]
  if (faults.length > 0 || typeof name !== 'string' || !isObject(query)) {
    throw problem('events.named-query-invalid', {}, { errors: faults })
  }
  if (builtIn.includes(name)) throw problem('events.query-name-taken', { name })
  toQuery(query)
  return { name: name.normalize('NFC'), query }
}

/** The body as a query. Throws a Problem that names each parameter that is wrong. */
export const toQuery = (body: object): Query => {
  const query = parseQueryBody(body)
  refuseIssues(query)
  return query
}

/** No query of the party's has this name. */
export const unknownName = (name: string): Error => problem('events.query-name-unknown', { name: name.slice(0, 100) })

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
