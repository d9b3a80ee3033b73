import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import fastify, { type FastifyBaseLogger,
  type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import type { Actor } from './actor.ts'
import type { Config } from './config.ts'
import { newID } from './ids.ts'
import type { Log } from './log.ts'
import { type Language, languages, type Say } from './messages.ts'
import type { Metrics } from './metrics.ts'
import { isProblem, problem, type ProblemTable } from './problem.ts'
import { toProblemBody } from './problem-body.ts'

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
    lang: Language
  }
  interface FastifyContextConfig {
    permission?: string
  }
  interface FastifySchema {
    summary?: string
    description?: string
    tags?: readonly string[]
    hide?: boolean
    operationId?: string
  }
}

export type HttpOptions = {
  config: Config
  log: Log
  metrics: Metrics
  say: Say
  problems: ProblemTable
  resolveActor(headers: FastifyRequest['headers']): Promise<Actor>
}

/** What the platform itself refuses. */
export const platformProblems = {
  'platform.not-found': { status: 404, exception: 'NoSuchResourceException' },
  'platform.method-not-allowed': { status: 405 },
  'platform.unauthorized': { status: 401, exception: 'SecurityException' },
  'platform.forbidden': { status: 403, exception: 'SecurityException' },
  'platform.body-malformed': { status: 400, exception: 'ValidationException' },
  'platform.body-invalid': { status: 400, exception: 'ValidationException' },
  'platform.body-too-large': { status: 413, exception: 'CaptureLimitExceededException' },
  'platform.media-type-unsupported': { status: 415, exception: 'UnsupportedMediaTypeException' },
  'platform.uri-too-long': { status: 414, exception: 'URITooLongException' },
  'platform.too-many-requests': { status: 429 },
  'platform.database-away': { status: 503, exception: 'ImplementationException' },
  'platform.failed': { status: 500, exception: 'ImplementationException' },
} as const satisfies ProblemTable

/** The web server: limits, who is calling, permissions, one error writer, OpenAPI. Knows no domain. */
export const createHttp = async (options: HttpOptions): Promise<FastifyInstance> => {
  const { config, metrics } = options
  const http = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: config.limits.bodyBytes,
    trustProxy: config.trustProxy,
    genReqId: newID,
    maxParamLength: 2000,
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    // EPCIS events carry members that no schema knows: nothing is ever stripped or turned into another type.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
    frameworkErrors: (error, request, reply) => void writeError(options, error, request as FastifyRequest, reply as FastifyReply),
  })
  http.decorateRequest('actor', null as unknown as Actor)
  http.decorateRequest('lang', 'vi')
  await describe(http, config)
  http.addHook('onRoute', (route) => {
    const internal = route.url.startsWith('/api/docs') || route.method === 'HEAD'
    if (!internal && route.config?.permission === undefined) throw new Error(`${route.url} states no permission`)
  })
  http.addHook('onRequest', async (request, reply) => {
    request.lang = languageOf(request)
    reply.headers(securityHeaders).header('x-request-id', request.id)
  })
  http.addHook('preParsing', async (request) => {
    request.actor = await options.resolveActor(request.headers)
    authorize(request)
  })
  http.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000)
    request.log.info(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10, party: request.actor?.partyID ?? undefined },
      'answered',
    )
  })
  http.setErrorHandler((error, request, reply) => writeError(options, error as FastifyError, request, reply))
  http.setNotFoundHandler(() => {
    throw problem('platform.not-found')
  })
  return http
}

/** Headers of every answer; a page states its own content-security-policy. */
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
}

const describe = async (http: FastifyInstance, config: Config): Promise<void> => {
  await http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Nguồn',
        version: '0.1.0',
        description: 'Product traceability of a province: EPCIS 2.0, GS1 Digital Link resolver, registry, scan pages.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: config.publicUrl }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
  })
  await http.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: false })
}

const languageOf = (request: FastifyRequest): Language => {
  const wished = new Negotiator(request.raw).language([...languages])
  return wished === 'en' ? 'en' : 'vi'
}

/** Each route states what it takes to use it; `public` takes nothing. */
const authorize = (request: FastifyRequest): void => {
  const permission = request.routeOptions.config?.permission
  if (permission === undefined || permission === 'public' || request.actor.can(permission)) return
  if (request.actor.kind === 'anonymous') {
    throw problem('platform.unauthorized', {}, { headers: { 'www-authenticate': 'Bearer realm="nguon"' } })
  }
  throw problem('platform.forbidden', { permission })
}

const writeError = (options: HttpOptions, error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
  const refusal = isProblem(error) ? error : translate(error)
  if (refusal.problemCode === 'platform.failed') request.log.error({ err: error }, 'failed')
  if (refusal.problemCode === 'platform.database-away') request.log.error({ err: { message: error.message } }, 'the database is away')
  const lang = request.lang ?? 'vi'
  const body = toProblemBody(refusal, options, lang, request.id)
  return reply
    .code(body.status)
    .headers({ ...(refusal.headers ?? {}), 'content-language': lang, vary: 'Accept-Language' })
    .type('application/problem+json')
    .send(JSON.stringify(body))
}

const byFrameworkCode: Record<string, string> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'platform.media-type-unsupported',
  FST_ERR_CTP_BODY_TOO_LARGE: 'platform.body-too-large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'platform.body-malformed',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'platform.body-malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'platform.body-malformed',
  FST_ERR_BAD_URL: 'platform.not-found',
  FST_ERR_MAX_PARAM_LENGTH: 'platform.uri-too-long',
  FST_ERR_NOT_FOUND: 'platform.not-found',
}

/** The server's own faults and the framework's, as Problems. */
const translate = (error: FastifyError) => {
  if (error.validation !== undefined) {
    return problem('platform.body-invalid', {}, {
      errors: error.validation.map((fault) => ({
        code: 'schema',
        field: fault.instancePath || `/${String(fault.params.missingProperty ?? fault.params.additionalProperty ?? '')}`,
        params: { rule: fault.message ?? '' },
      })),
    })
  }
  if (isDatabaseAway(error)) return problem('platform.database-away', {}, { headers: { 'retry-after': '5' } })
  if (error instanceof SyntaxError) return problem('platform.body-malformed', { detail: error.message })
  return problem(byFrameworkCode[error.code] ?? 'platform.failed', { detail: error.message })
}

/** Connection lost or refused, and PostgreSQL's classes 08 and 57P: an admin's shutdown, a crash, a start. */
const isDatabaseAway = (error: { code?: string; message: string }): boolean =>
  /^(08|57P|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|53300)/.test(error.code ?? '') ||
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i.test(error.message)
