import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { preferredMedia } from '../../../platform/accept.ts'
import { problem } from '../../../platform/problem.ts'
import { splitTarget } from '../../../platform/split-target.ts'
import { toCsv } from './csv.ts'
import { toGraphML } from './graphml.ts'
import { toJson } from './json.ts'
import { type TraceDeps, traceAnswer } from './trace.ts'
import type { TraceAnswer } from './trace-answer.ts'
import { readTraceKey } from './trace-key.ts'
import { readTraceRequest } from './trace-request.ts'
import { traceAnswerSchema, traceParameters } from './trace-schema.ts'

type Format = { type: string; write: (answer: TraceAnswer) => string | Readable }

const media: Record<string, Format> = {
  'application/json': { type: 'application/json; charset=utf-8', write: (answer) => Readable.from(toJson(answer)) },
  'application/graphml+xml': { type: 'application/graphml+xml; charset=utf-8', write: toGraphML },
  'text/csv': { type: 'text/csv; charset=utf-8; header=present', write: toCsv },
}

/** GET /api/trace/{key} */
export const traceRoutes = (http: FastifyInstance, deps: TraceDeps): void => {
  http.get(
    '/api/trace/*',
    // The schema describes; refusals that name the parameter are made by readTraceRequest.
    { schema, config: { permission: 'events.query' }, validatorCompiler: () => () => true },
    (request, reply) => sendTrace(deps, request, reply),
  )
}

const sendTrace = async (deps: TraceDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  const { type, write } = formatOf(request.headers)
  const { path, query } = splitTarget(request.raw.url ?? '/')
  const key = readTraceKey(path.slice('/api/trace'.length))
  const answer = await traceAnswer(deps, request.actor, readTraceRequest(key, new URLSearchParams(query)), request.lang)
  return reply.header('vary', 'Accept, Accept-Language').type(type).send(write(answer))
}

const formatOf = (headers: FastifyRequest['headers']) => {
  const offered = Object.keys(media)
  const format = media[preferredMedia(headers, offered) ?? '']
  if (format === undefined)
    throw problem('trace.format-not-offered', {
      value: String(headers.accept).slice(0, 200),
      offered: offered.join(', '),
    })
  return format
}

const schema = {
  summary: 'Trace a key to its origins and its holders',
  description: [
    'The key is a Digital Link path (`/api/trace/01/09521234543213/10/L1`), or any key, percent-encoded: an EPC URN, a',
    'Digital Link, an identifier of another scheme. The answer is a graph; each hop cites its events and the rule by which',
    'it follows, and each branch without an answer has a tombstone. By `Accept`: JSON, GraphML or CSV.',
  ].join(' '),
  tags: ['trace'],
  querystring: traceParameters,
  response: {
    200: {
      description: 'The trace, as far as the caller may see',
      content: {
        'application/json': { schema: traceAnswerSchema },
        'application/graphml+xml': { schema: { type: 'string' } },
        'text/csv': { schema: { type: 'string' } },
      },
    },
  },
}
