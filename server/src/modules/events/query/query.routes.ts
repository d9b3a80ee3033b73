import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { discovery } from '../discovery.ts'
import { negotiateFormat } from '../output-format.ts'
import { findEvent } from './find-event.ts'
import { type QueryRouteDeps, sendDocument, sendEvents } from './send-events.ts'

/** GET /events and GET /events/{eventID}. */
export const queryRoutes = (http: FastifyInstance, deps: QueryRouteDeps): void => {
  http.get('/events', { schema: listSchema, config: { permission: 'events.query' } }, (request, reply) =>
    sendEvents(request, reply, deps),
  )
  http.get<{ Params: { eventID: string }; Querystring: { asOf?: string } }>(
    '/events/:eventID',
    { schema: oneSchema, config: { permission: 'events.query' } },
    async (request, reply) => {
      const format = negotiateFormat(request.headers)
      const { params, query } = request
      return sendDocument(reply, deps, format, await findEvent(deps.db, request.actor, params.eventID, query.asOf))
    },
  )
  discovery(http, '/events', ['GET', 'POST'])
  discovery(http, '/events/:eventID', ['GET'], {
    find: ({ actor, params }) => findEvent(deps.db, actor, params.eventID ?? ''),
  })
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
