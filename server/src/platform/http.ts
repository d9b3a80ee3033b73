import type { IncomingMessage } from 'node:http'
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import Negotiator from 'negotiator'
import { wantsPage } from './accept.ts'
import type { Actor, Call } from './actor.ts'
import { browserOrigins, mayUseCookies } from './browser/same-origin.ts'
import type { Config } from './config.ts'
import { createErrorWriter, type ErrorWriter } from './http-errors.ts'
import { allowedMethods, type KnownRoute, toKnownRoute } from './http-methods.ts'
import { isID, newID } from './ids.ts'
import { parseJsonBody } from './json-body.ts'
import type { Log } from './log.ts'
import { logAnswers } from './log-answers.ts'
import { type Language, languages, type Say } from './messages.ts'
import type { Metrics } from './metrics.ts'
import { isOwnMachine } from './networks.ts'
import { describeApi } from './openapi.ts'
import { type ProblemTable, problem } from './problem.ts'
import type { ProblemElement } from './problem-xml.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'
import { refuseInStep } from './refuse-in-step.ts'
import { securityHeaders } from './security-headers.ts'
import { shortenAddress } from './shorten-address.ts'
import { tlsOptions } from './tls.ts'
import { noteUnknownProxy } from './unknown-proxy.ts'

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
    lang: Language
    /** The code of the refusal that it was answered with, for the log. */
    refused: string | null
  }
  interface FastifyContextConfig {
    permission?: string
    /** The route reads the Authorization header itself: what stands there is no key or token of a caller. */
    ownAuthorization?: boolean
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
  /** What a problem is written as for a client that asks for XML. */
  problemElement?: ProblemElement
  resolveActor(headers: FastifyRequest['headers']): Promise<Actor>
  /** Whether an address answers to another protocol, such as websocket; everywhere else an upgrade that is asked for is passed over. */
  upgrades?(rawUrl: string): boolean
  /** What a browser gets for an address that cannot even be read: it may stand on somebody's label. */
  brokenUrlPage?(language: Language, rawUrl: string): { html: string; policy: string }
  /** What a browser gets for an address where nothing is, or where only forms are sent to. */
  unknownPage?(refusal: Error, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
}

/** What the platform itself refuses. */
export const platformProblems = {
  'platform.not-found': { status: 404, exception: 'NoSuchResourceException' },
  'platform.form-stale': { status: 403 },
  'platform.method-not-allowed': { status: 405 },
  'platform.unauthorized': { status: 401, exception: 'SecurityException' },
  'platform.forbidden': { status: 403, exception: 'SecurityException' },
  'platform.body-malformed': { status: 400, exception: 'ValidationException' },
  'platform.body-empty': { status: 400, exception: 'ValidationException' },
  'platform.body-invalid': { status: 400, exception: 'ValidationException' },
  'platform.body-too-large': { status: 413 },
  'platform.nul-character': { status: 400, exception: 'ValidationException' },
  'platform.time-impossible': { status: 400, exception: 'ValidationException' },
  'platform.text-too-long': { status: 400, exception: 'ValidationException' },
  'platform.media-type-unsupported': { status: 415, exception: 'UnsupportedMediaTypeException' },
  'platform.encoding-unsupported': { status: 415, exception: 'UnsupportedMediaTypeException' },
  'platform.url-malformed': { status: 400, exception: 'ValidationException' },
  'platform.uri-too-long': { status: 414, exception: 'URITooLongException' },
  'platform.request-malformed': { status: 400 },
  'platform.too-many-requests': { status: 429 },
  'platform.database-away': { status: 503, exception: 'ImplementationException' },
  'platform.database-busy': { status: 503, exception: 'ImplementationException' },
  'platform.failed': { status: 500, exception: 'ImplementationException' },
} as const satisfies ProblemTable

/** A large document comes slowly over a thin line; one that stands still is given up. */
const longestRequest = 3_600_000
const longestSilence = 120_000

/** How long a stop waits for answers that are under way. */
const stopGrace = 10_000

/** The web server: limits, who is calling, permissions, one error writer, OpenAPI. Knows no domain. */
export const createHttp = async (options: HttpOptions): Promise<FastifyInstance> => {
  const { config, metrics } = options
  const errors = createErrorWriter({ ...options, rawHeaders: securityHeaders(config) }, languageOf)
  const http = createServer(options, errors)
  http.decorateRequest('actor', null as unknown as Actor)
  http.decorateRequest('lang', 'vi')
  http.decorateRequest('refused', null)
  http.removeContentTypeParser('text/plain')
  http.addContentTypeParser('application/json', { parseAs: 'string' }, parseJsonBody)
  http.addContentTypeParser(/^application\/[\w.-]+\+json/, { parseAs: 'string' }, parseJsonBody)
  const routes = collectRoutes(http)
  await describeApi(http, config)
  noteUnknownProxy(http, config)
  await guard(http, options)
  nameCharset(http)
  refuseInStep(http)
  logAnswers(http, metrics)
  stopInTime(http)
  http.setErrorHandler((error, request, reply) => errors.write(error as Error, request, reply))
  http.setNotFoundHandler((request, reply) => answerUnknown(routes, options, request, reply))
  return http
}

/** The framework's server, with how much and how long it takes from a client. */
const createServer = (options: HttpOptions, errors: ErrorWriter): FastifyInstance => {
  const { config, log } = options
  const protocol = {
    shouldUpgradeCallback: ({ method, url = '/', headers }: IncomingMessage) =>
      method === 'GET' && /^websocket$/i.test(headers.upgrade ?? '') && (options.upgrades?.(url) ?? false),
  }
  return fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.limits.bodyBytes,
    trustProxy: (_address, hop) => hop < config.proxies,
    genReqId: newID,
    http: protocol,
    ...(config.tls !== undefined && { https: { ...protocol, ...tlsOptions(config.tls) } }),
    routerOptions: { maxParamLength: 2000 },
    requestTimeout: longestRequest,
    connectionTimeout: longestSilence,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // EPCIS events carry members that no schema knows: nothing is ever stripped or turned into another type.
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: true },
      onCreate: (ajv) => ajv.addFormat('uuid', isID),
    },
    frameworkErrors: (error, request, reply) =>
      void answerUnrouted(options, errors, error, request as FastifyRequest, reply as unknown as FastifyReply),
    clientErrorHandler: errors.writeRaw,
  })
}

/** An address that no route can be asked about: a page for a browser, a Problem for whatever else. */
const answerUnrouted = (
  options: HttpOptions,
  errors: ErrorWriter,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  reply.headers(securityHeaders(options.config))
  const isForBrowser = error.code === 'FST_ERR_BAD_URL' && wantsPage(request)
  if (!isForBrowser || options.brokenUrlPage === undefined) return errors.write(error, request, reply)
  const language = languageOf(request)
  const { html, policy } = options.brokenUrlPage(language, request.raw.url ?? '/')
  return reply
    .code(400)
    .headers({ 'content-language': language, vary: 'Accept, Accept-Language', 'content-security-policy': policy })
    .type('text/html; charset=utf-8')
    .send(html)
}

/** Every route states what it takes to use it; what it answers to is remembered for 405 and OPTIONS. */
const collectRoutes = (http: FastifyInstance): KnownRoute[] => {
  const routes: KnownRoute[] = []
  http.addHook('onRoute', (route) => {
    const internal = route.url.startsWith('/api/docs') || route.method === 'HEAD'
    if (!internal && route.config?.permission === undefined) throw new Error(`${route.url} states no permission`)
    routes.push(toKnownRoute(route.url, route.method))
  })
  return routes
}

/** Who calls, how often, and whether they may. Each credential is counted by itself, wherever it is used (ADR 30). */
const guard = async (http: FastifyInstance, { config, resolveActor }: HttpOptions): Promise<void> => {
  const limit = createRateLimit(config.limits.requestsPerMinute)
  const credentials = createRateLimit(config.limits.keyRequestsPerMinute)
  const origins = browserOrigins(config)
  const headers = securityHeaders(config)
  http.addHook('onRequest', async (request, reply) => {
    if (!mayUseCookies(request, origins)) delete request.headers.cookie
    request.lang = languageOf(request)
    reply.headers(headers).header('x-request-id', request.id)
    if (!bringsKey(request)) take(limit, request)
  })
  http.addHook('preParsing', async (request) => {
    try {
      const { ip, headers, routeOptions } = request
      const actor = await resolveActor(routeOptions.config?.ownAuthorization ? {} : headers)
      request.actor = { ...actor, origin: shortenAddress(ip), call: callOf(request) }
    } catch (error) {
      // Guessing at keys is limited like calling without one.
      take(limit, request)
      throw error
    }
    const { credentialID } = request.actor
    if (credentialID !== null && !isOwnMachine(request.ip)) take(credentials, request, credentialID)
    authorize(request)
    refuseEncoded(request)
  })
}

/** Whether a key or token comes with the call: the network is counted for it only where it opens nothing. */
const bringsKey = ({ headers, routeOptions }: FastifyRequest): boolean =>
  !routeOptions.config?.ownAuthorization && (headers.authorization ?? headers['x-api-key']) !== undefined

const callOf = ({ method, routeOptions, headers }: FastifyRequest): Call => ({
  route: `${method} ${routeOptions.url ?? ''}`,
  caseNumber: headers['nguon-case'] === undefined ? undefined : String(headers['nguon-case']).trim(),
})

/** Bodies are read as they come: what was compressed would be refused as broken, which would tell its sender nothing. */
const refuseEncoded = ({ headers }: FastifyRequest): void => {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity') return
  throw problem('platform.encoding-unsupported', { encoding }, { headers: { 'accept-encoding': 'identity' } })
}

const take = (limit: RateLimit, { ip }: FastifyRequest, client = ip): void => {
  const wait = limit.take(client)
  if (wait > 0) throw problem('platform.too-many-requests', { wait }, { headers: { 'retry-after': String(wait) } })
}

const isText = /^(?:text\/|[^;]*[/+]xml\b)/

/** A text says in which encoding it is written (RFC 7303 §3): none is left to guess. */
const nameCharset = (http: FastifyInstance): void => {
  http.addHook('onSend', async (_request, reply) => {
    const type = reply.getHeader('content-type')
    if (typeof type === 'string' && isText.test(type) && !type.includes('charset='))
      reply.header('content-type', `${type}; charset=utf-8`)
  })
}

/** A stop waits for answers under way, but not for ever, and not for what a client that has its answer may yet send. */
const stopInTime = (http: FastifyInstance): void => {
  http.addHook('preClose', async () => {
    setInterval(() => http.server.closeIdleConnections(), 50).unref()
    setTimeout(() => http.server.closeAllConnections(), stopGrace).unref()
  })
}

/** Accept-Language by its weights; Vietnamese where it names neither. */
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
  throw problem('platform.forbidden', { permission }, { headers: challengeOf(request, permission) })
}

/** A key or token that is good, but not for this (RFC 6750 §3.1). */
const challengeOf = ({ headers }: FastifyRequest, permission: string): Record<string, string> =>
  headers.authorization === undefined
    ? {}
    : { 'www-authenticate': `Bearer realm="nguon", error="insufficient_scope", scope="${permission}"` }

/** No such path, or nothing there: 404. Such a path, but not this method: 405, or what OPTIONS asks for. */
const answerUnknown = (
  routes: KnownRoute[],
  { unknownPage }: HttpOptions,
  request: FastifyRequest,
  reply: FastifyReply,
) => {
  const methods = allowedMethods(routes, request.raw.url ?? '/')
  const headers = { allow: methods.join(', ') }
  const isKnown = methods.length > 0 && !methods.includes(request.method)
  if (isKnown && request.method === 'OPTIONS') return reply.code(204).headers(headers).send()
  const refusal = isKnown
    ? problem('platform.method-not-allowed', { method: request.method, allowed: headers.allow }, { headers })
    : problem('platform.not-found')
  if (unknownPage !== undefined && request.method === 'GET' && wantsPage(request))
    return unknownPage(refusal, request, reply)
  throw refusal
}
