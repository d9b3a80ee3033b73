import { xmlCaptureJob, xmlCaptureJobs } from '@nguon/epcis'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { problem } from '../../../platform/problem.ts'
import { discovery } from '../discovery.ts'
import { negotiateMedia } from '../output-format.ts'
import { mediaTypes } from '../vocabulary.ts'
import { captureDocument } from './capture.ts'
import { captureEvent } from './capture-event.ts'
import type { CaptureDeps, ErrorBehaviour } from './capture-request.ts'
import { createJobView, type JobView } from './job-view.ts'
import { findJob, listJobs } from './jobs.ts'
import { limitHeaders } from './receive-document.ts'
import { keepingRefusals } from './refusals/keep-refusals.ts'
import { refusalRoutes } from './refusals/refusals.routes.ts'

export type CaptureRouteDeps = CaptureDeps & { publicUrl: string; say: Parameters<typeof createJobView>[0] }

const errorBehaviours = ['rollback', 'proceed'] as const
const jobSchema = Type.Object(
  {
    captureID: Type.String(),
    createdAt: Type.String(),
    finishedAt: Type.Optional(Type.String()),
    running: Type.Boolean(),
    success: Type.Boolean(),
    captureErrorBehaviour: Type.Union(errorBehaviours.map((word) => Type.Literal(word))),
    errors: Type.Array(Type.Any()),
  },
  { additionalProperties: true, description: 'EPCIS 2.0 capture job; `nguon:*` members are ours' },
)

/** POST and GET /capture, GET /capture/{captureID}, POST /events. The framework's body parser stays off this road. */
export const captureRoutes = (http: FastifyInstance, deps: CaptureRouteDeps): void => {
  const view = createJobView(deps.say, deps.publicUrl)
  const config = { permission: 'events.capture' }
  http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.post('/capture', { schema: captureSchema, config }, async (request, reply) => {
      const { captureID } = await keepingRefusals(deps.db, request.actor, async () =>
        captureDocument(deps, { ...receivedWith(request), errorBehaviour: errorBehaviourOf(request) }),
      )
      const location = `${deps.publicUrl}/capture/${captureID}`
      return reply.code(202).header('location', location).send()
    })
    scope.post('/events', { schema: eventSchema, config }, async (request, reply) => {
      const outcome = await keepingRefusals(deps.db, request.actor, async () =>
        captureEvent(deps, receivedWith(request)),
      )
      if ('refusal' in outcome) throw outcome.refusal
      const location = `${deps.publicUrl}/events/${encodeURIComponent(outcome.record.eventID)}`
      return reply.code(201).header('location', location).send()
    })
  })
  http.get('/capture', { schema: listSchema, config }, async (request, reply) => sendJobs(request, reply, deps, view))
  http.get<{ Params: { captureID: string } }>(
    '/capture/:captureID',
    { schema: oneSchema, config },
    async (request, reply) => {
      const job = await findJob(deps.db, request.actor, request.params.captureID)
      const media = negotiateMedia(request.headers)
      const shown = view(job, request.lang)
      return reply.type(media).send(media === 'application/xml' ? xmlCaptureJob(shown) : shown)
    },
  )
  discovery(http, '/capture', ['GET', 'POST'], {
    headers: { ...limitHeaders(deps.limits), 'gs1-capture-error-behaviour': 'all' },
  })
  discovery(http, '/capture/:captureID', ['GET'], {
    find: ({ actor, params }) => findJob(deps.db, actor, params.captureID ?? ''),
  })
  refusalRoutes(http, deps)
}

const receivedWith = (request: FastifyRequest) => ({
  actor: request.actor,
  body: bodyOf(request),
  mediaType: mediaTypeOf(request),
})

const bodyOf = (request: FastifyRequest): AsyncIterable<Uint8Array> => {
  if (request.body === undefined || request.body === null) return request.raw
  return request.body as AsyncIterable<Uint8Array>
}

const mediaTypeOf = (request: FastifyRequest): number => {
  const stated = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
  const number = (mediaTypes as readonly string[]).indexOf(stated)
  if (number < 0) throw problem('events.media-type-unsupported', { stated, offered: mediaTypes.join(', ') })
  return number
}

/** Under its name in the standard, and under the one that other implementations send. */
const errorBehaviourHeaders = ['gs1-capture-error-behaviour', 'gs1-epcis-capture-error-behaviour'] as const

/** GS1-Capture-Error-Behaviour; `rollback` where nothing is said (EPCIS 2.0 §12.6.1). */
const errorBehaviourOf = ({ headers }: FastifyRequest): ErrorBehaviour => {
  const stated = errorBehaviourHeaders.map((name) => headers[name]).find((value) => value !== undefined) ?? 'rollback'
  const known = errorBehaviours.find((word) => word === stated)
  if (known === undefined) {
    throw problem('events.header-value-invalid', {
      header: 'GS1-Capture-Error-Behaviour',
      value: String(stated),
      allowed: errorBehaviours.join(', '),
    })
  }
  return known
}

const sendJobs = async (
  request: FastifyRequest,
  reply: FastifyReply,
  deps: CaptureRouteDeps,
  view: JobView,
): Promise<FastifyReply> => {
  const { jobs, next } = await listJobs(deps.db, request.actor, request.query as Record<string, string>)
  if (next !== undefined) {
    reply.header('link', `<${deps.publicUrl}/capture?${next}>; rel="next"`)
  }
  const media = negotiateMedia(request.headers)
  const shown = jobs.map((job) => view(job, request.lang))
  return reply.type(media).send(media === 'application/xml' ? xmlCaptureJobs(shown) : shown)
}

const errorBehaviourHeader = Type.Object({
  'gs1-capture-error-behaviour': Type.Optional(
    Type.String({ description: '`rollback` (default): all events or none. `proceed`: the good ones are kept.' }),
  ),
})

const captureSchema = {
  summary: 'Capture an EPCIS document',
  description:
    'Takes an EPCISDocument, an EPCISQueryDocument or a bare event, in JSON or XML. The job named by Location tells what became of it. The events can be queried when the answer is there; those of a document beyond CAPTURE_SYNC_BYTES or CAPTURE_SYNC_EVENTS when its job has ended.',
  tags: ['EPCIS 2.0'],
  headers: errorBehaviourHeader,
  response: { 202: Type.Null({ description: 'Captured; Location names the job' }) },
}
const eventSchema = {
  summary: 'Capture one bare event',
  description: 'The same event again is stored once; other content under its eventID is refused with 409.',
  tags: ['EPCIS 2.0'],
  response: { 201: Type.Null({ description: 'Stored; Location names the event' }) },
}
const listSchema = {
  summary: 'List capture jobs, newest first',
  tags: ['EPCIS 2.0'],
  querystring: Type.Object({
    perPage: Type.Optional(Type.String({ description: 'Jobs on a page: 1 to 100, 30 by default' })),
    nextPageToken: Type.Optional(Type.String()),
  }),
  response: { 200: Type.Array(jobSchema) },
}
const oneSchema = {
  summary: 'Read a capture job',
  tags: ['EPCIS 2.0'],
  params: Type.Object({ captureID: Type.String() }),
  response: { 200: jobSchema },
}
