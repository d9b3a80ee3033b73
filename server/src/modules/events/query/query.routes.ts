import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Db } from '../../../platform/postgres/database.ts'
import { discovery } from '../discovery.ts'
import { epcFormats, negotiateFormat, type OutputFormat } from '../output-format.ts'
import { findEvent } from './find-event.ts'
import type { StoredBody } from './query.store.ts'
import { queryEvents } from './query.ts'
import { answerQueryDocument } from './query-document.ts'

export type QueryRouteDeps = { db: Db; publicUrl: string }

/** GET /events and GET /events/{eventID}. */
export const queryRoutes = (http: FastifyInstance, deps: QueryRouteDeps): void => {
  http.get('/events', { schema: listSchema, config: { permission: 'events.query' } }, async (request, reply) => {
    const format = negotiateFormat(request.headers)
    const parameters = [...new URLSearchParams(rawQuery(request))]
    const page = await queryEvents(deps.db, request.actor, parameters)
    if (page.nextPageToken !== undefined) {
      reply.header('link', `<${nextUrl(deps.publicUrl, parameters, page.nextPageToken)}>; rel="next"`)
    }
    return sendDocument(reply, deps, format, page.events)
  })
  http.get<{ Params: { eventID: string }; Querystring: { asOf?: string } }>(
    '/events/:eventID',
    { schema: oneSchema, config: { permission: 'events.query' } },
    async (request, reply) => {
      const format = negotiateFormat(request.headers)
      const { params, query } = request
      return sendDocument(reply, deps, format, await findEvent(deps.db, request.actor, params.eventID, query.asOf))
    },
  )
  discovery(http, '/events', ['GET', 'POST'], { 'gs1-epc-format': epcFormats.join(', ') })
  discovery(http, '/events/:eventID', ['GET'], { 'gs1-epc-format': epcFormats.join(', ') })
}

const rawQuery = (request: FastifyRequest): string => request.raw.url?.split('?')[1] ?? ''

const nextUrl = (publicUrl: string, parameters: [string, string][], token: string): string => {
  const next = new URLSearchParams(parameters.filter(([name]) => name !== 'nextPageToken'))
  next.append('nextPageToken', token)
  return `${publicUrl}/events?${next}`
}

const sendDocument = async (
  reply: FastifyReply,
  { db }: QueryRouteDeps,
  format: OutputFormat,
  events: StoredBody[],
): Promise<FastifyReply> => {
  const stamp = { queryName: 'SimpleEventQuery', createdAt: new Date().toISOString() }
  const text = await answerQueryDocument(db, events, stamp, format)
  return reply.headers({ 'gs1-epc-format': format.epc, 'content-type': format.media }).send(text)
}

const listSchema = {
  summary: 'Query events (SimpleEventQuery)',
  description: [
    'eventType, GE_/LT_eventTime, GE_/LT_recordTime, EQ_action, EQ_bizStep, EQ_disposition, EQ_eventID, EQ_readPoint,',
    'EQ_bizLocation, EQ_transformationID, EQ_bizTransaction_*, EQ_source_*, EQ_destination_*, MATCH_*,',
    'EXISTS_errorDeclaration, orderBy, orderDirection, eventCountLimit, maxEventCount, perPage, nextPageToken; and ours:',
    'asOf, an earlier position. Lists: values joined by `|`, or the parameter again.',
  ].join(' '),
  tags: ['EPCIS 2.0'],
}
const oneSchema = {
  summary: 'Read an event and its error declarations',
  tags: ['EPCIS 2.0'],
  params: Type.Object({ eventID: Type.String() }),
  querystring: Type.Object({ asOf: Type.Optional(Type.String({ description: 'As at an earlier position' })) }),
}
