import type { Context, KeyRole, Query } from '@nguon/epcis'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../../platform/actor.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { clientContext } from '../client-prefixes.ts'
import { discovery } from '../discovery.ts'
import { spellingFor } from '../identifier-spelling.ts'
import { nextPageHeaders, openedParameters } from '../next-page/next-page.ts'
import { negotiateFormat } from '../output-format.ts'
import { pageSize } from '../query/page.ts'
import { sendEvents } from '../query/send-events.ts'
import { answerCollection } from './collection.ts'
import { epcRoles, isNamed, listEpcs } from './list-epcs.ts'
import { holdsWord, type ListRequest, listWords, type ValuePage } from './list-words.ts'
import { canonicalValue, queryFor, wordResources } from './resource.ts'

export type ResourceDeps = { db: Db; publicUrl: string }

/** A list of values, and under each value the events that hold it. `queryFor`: what asks for them, where there are any. */
type ValueResource = {
  path: string
  value: string
  list(actor: Actor, request: ListRequest): Promise<ValuePage>
  queryFor(actor: Actor, value: string, context: Context): Promise<Query | undefined>
}

const whatParameters: readonly (readonly [parameter: string, roles: readonly KeyRole[]])[] = [
  ['MATCH_anyEPC', epcRoles],
  ['MATCH_anyEPCClass', ['class', 'childClass', 'inputClass', 'outputClass']],
]

/** /eventTypes, /epcs, /bizSteps, /bizLocations, /readPoints, /dispositions, and what lies below them (EPCIS 2.0 §12.5). */
export const resourceRoutes = (http: FastifyInstance, deps: ResourceDeps): void => {
  const { db } = deps
  for (const resource of wordResources) {
    addRoutes(http, deps, {
      ...resource,
      list: (actor, request) => listWords(db, actor, resource, request),
      queryFor: async (actor, value, context) => {
        const query = queryFor(resource.parameter, value, context)
        const known = query && canonicalValue(query)
        return known !== undefined && (await holdsWord(db, actor, resource, known)) ? query : undefined
      },
    })
  }
  addRoutes(http, deps, {
    path: 'epcs',
    value: 'epc',
    list: (actor, request) => listEpcs(db, actor, request),
    // A class is no EPC and not listed, but the standard's own example asks for one here.
    queryFor: async (actor, value, context) => {
      for (const [parameter, roles] of whatParameters) {
        const query = queryFor(parameter, value, context)
        const key = query && canonicalValue(query)
        if (key !== undefined && (await isNamed(db, actor, key, roles))) return query
      }
      return undefined
    },
  })
}

type OneValue = { Params: Record<string, string> }

const addRoutes = (http: FastifyInstance, deps: ResourceDeps, resource: ValueResource): void => {
  const { path } = resource
  const one = `/${path}/:${resource.value}`
  const config = { permission: 'events.query' }
  http.get(`/${path}`, { schema: schemaOf(resource, listSummary), config }, (request, reply) =>
    sendValues(request, reply, deps, resource),
  )
  http.get<OneValue>(one, { schema: schemaOf(resource, oneSummary), config }, async (request, reply) => {
    await baseOf(request, resource)
    const { media, text } = answerCollection(request.headers, ['events'])
    return reply.type(media).send(text)
  })
  http.get<OneValue>(`${one}/events`, { schema: schemaOf(resource, eventsSummary), config }, async (request, reply) =>
    sendEvents(request, reply, deps, await baseOf(request, resource)),
  )
  discovery(http, `/${path}`, ['GET'])
  const find = (request: FastifyRequest<OneValue>) => baseOf(request, resource)
  for (const each of [one, `${one}/events`]) discovery(http, each, ['GET'], { find })
}

/** What asks for the value in the path. One that no visible event holds is no resource, whoever else's events hold it. */
const baseOf = async (request: FastifyRequest<OneValue>, resource: ValueResource): Promise<Query> => {
  const value = request.params[resource.value] ?? ''
  const query = await resource.queryFor(request.actor, value, clientContext(request.headers['gs1-extensions']))
  if (query === undefined) throw problem('events.resource-unknown', { path: resource.path, value })
  return query
}

const sendValues = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { db, publicUrl }: ResourceDeps,
  resource: ValueResource,
): Promise<FastifyReply> => {
  const format = negotiateFormat(request.headers)
  const rawUrl = request.raw.url ?? ''
  const parameters = new Map(await openedParameters(db, request.actor, rawUrl))
  const unknown = [...parameters.keys()].find((name) => name !== 'perPage' && name !== 'nextPageToken')
  if (unknown !== undefined) throw unknownParameter(unknown)
  const page = await resource.list(request.actor, {
    perPage: pageSize(parameters.get('perPage')),
    nextPageToken: parameters.get('nextPageToken'),
  })
  if (page.nextPageToken !== undefined) reply.headers(nextPageHeaders(publicUrl, rawUrl, page.nextPageToken))
  const spelling = await spellingFor(db, format.epc, () => page.values)
  const members = spelling === undefined ? page.values : page.values.map((value) => spelling(value, 'thing'))
  const { media, text } = answerCollection(request.headers, members)
  return reply.header('gs1-epc-format', format.epc).type(media).send(text)
}

const unknownParameter = (name: string) =>
  problem(
    'events.query-parameter-invalid',
    {},
    { errors: [{ code: 'query-parameter-unknown', field: name, params: { name } }] },
  )

const schemaOf = ({ path, value }: ValueResource, summary: (path: string, value: string) => string) => ({
  summary: summary(path, value),
  tags: ['EPCIS 2.0'],
})
const listSummary = (path: string) => `List the ${path} of the events that you see`
const oneSummary = (_path: string, value: string) => `What there is to one ${value}`
const eventsSummary = (_path: string, value: string) => `Query the events of one ${value}, by any further parameters`
