import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { discovery, versionHeaders } from '../discovery.ts'
import { findEvent } from './find-event.ts'
import type { StoredBody } from './query.store.ts'
import { queryEvents } from './query.ts'
import { queryDocument } from './query-document.ts'

export type QueryRouteDeps = { db: Db; publicUrl: string }

/** GET /events and GET /events/{eventID}. */
export const queryRoutes = (http: FastifyInstance, deps: QueryRouteDeps): void => {
  http.get('/events', { schema: listSchema, config: { permission: 'events.query' } }, async (request, reply) => {
    const format = negotiate(request)
    const parameters = [...new URLSearchParams(rawQuery(request))]
    const page = await queryEvents(deps.db, request.actor, parameters)
    if (page.nextPageToken !== undefined) {
      reply.header('link', `<${nextUrl(deps.publicUrl, parameters, page.nextPageToken)}>; rel="next"`)
    }
    return sendDocument(reply, format, page.events)
  })
  http.get<{ Params: { eventID: string } }>(
    '/events/:eventID',
    { schema: oneSchema, config: { permission: 'events.query' } },
    async (request, reply) => {
      const format = negotiate(request)
      return sendDocument(reply, format, await findEvent(deps.db, request.actor, request.params.eventID))
    },
  )
  discovery(http, '/events', ['GET', 'POST'], { 'gs1-epc-format': formats.join(', ') })
  discovery(http, '/events/:eventID', ['GET'], { 'gs1-epc-format': formats.join(', ') })
}

const formats = ['Never_Translates', 'No_Preference'] as const

/** What the answer is written as. Identifiers are never translated yet: any other wish is refused rather than ignored. */
const negotiate = (request: FastifyRequest): string => {
  const wish = request.headers['gs1-epc-format']
  if (wish !== undefined && !(formats as readonly string[]).includes(String(wish))) {
    throw problem('events.format-not-offered', {
      header: 'GS1-EPC-Format',
      value: String(wish),
      offered: formats.join(', '),
    })
  }
  const accept = request.headers.accept ?? '*/*'
  if (/application\/ld\+json|application\/\*|\*\/\*/.test(accept)) return 'application/ld+json'
  if (/application\/json/.test(accept)) return 'application/json'
  throw problem('events.format-not-offered', {
    header: 'Accept',
    value: accept,
    offered: 'application/ld+json, application/json',
  })
}

const rawQuery = (request: FastifyRequest): string => request.raw.url?.split('?')[1] ?? ''

const nextUrl = (publicUrl: string, parameters: [string, string][], token: string): string => {
  const next = new URLSearchParams(parameters.filter(([name]) => name !== 'nextPageToken'))
  next.append('nextPageToken', token)
  return `${publicUrl}/events?${next}`
}

const sendDocument = (reply: FastifyReply, format: string, events: StoredBody[]): FastifyReply =>
  reply
    .headers({ ...versionHeaders, 'gs1-epc-format': 'Never_Translates', 'content-type': format })
    .send(queryDocument(events, { queryName: 'SimpleEventQuery', createdAt: new Date().toISOString() }))

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
}
