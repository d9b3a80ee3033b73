import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { preferredMedia } from './accept.ts'
import { newID } from './ids.ts'
import type { Language, Say } from './messages.ts'
import { isProblem, type Problem, type ProblemDetail, type ProblemTable, problem } from './problem.ts'
import { toProblemBody } from './problem-body.ts'
import { type ProblemElement, toProblemXml } from './problem-xml.ts'

export type ErrorWriter = {
  write(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply
  /** For bytes that are no HTTP: there is no request to answer, only a socket. */
  writeRaw(error: Error & { code?: string }, socket: Socket): void
}

/** The one place where a refusal or a fault becomes an answer: RFC 9457, in the caller's language. */
export const createErrorWriter = (
  words: {
    say: Say
    problems: ProblemTable
    problemElement?: ProblemElement
    /** What stands on every answer, where the framework has no reply to put it on. */
    rawHeaders: Readonly<Record<string, string>>
  },
  languageOf: (request: FastifyRequest) => Language,
): ErrorWriter => ({
  write: (error, request, reply) => {
    const refusal = toRefusal(error, request)
    const lang = languageOf(request)
    const body = toProblemBody(refusal, words, lang, request.id)
    const xml = wantsXml(request)
    return reply
      .code(body.status)
      .headers({ ...(refusal.headers ?? {}), 'content-language': lang, vary: 'Accept, Accept-Language' })
      .type(xml ? 'application/problem+xml; charset=utf-8' : 'application/problem+json')
      .send(xml ? toProblemXml(body, words.problemElement) : JSON.stringify(body))
  },
  writeRaw: (error, socket) => {
    // A line on which TLS was not agreed carries no answer.
    const isMute = error.code === 'ECONNRESET' || /^(ERR_SSL|ERR_TLS|EPROTO)/.test(error.code ?? '')
    if (isMute || !socket.writable) return void socket.destroy()
    const code = error.code === 'HPE_HEADER_OVERFLOW' ? 'platform.uri-too-long' : 'platform.request-malformed'
    const body = toProblemBody(problem(code), words, 'vi', newID())
    const text = JSON.stringify(body)
    const head = [
      `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status] ?? ''}`,
      'content-type: application/problem+json',
      'content-language: vi',
      `content-length: ${Buffer.byteLength(text)}`,
      ...Object.entries(words.rawHeaders).map(([name, value]) => `${name}: ${value}`),
      'connection: close',
    ]
    socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
  },
})

/** An error as the refusal that it is answered with; a fault of our own is noted. */
export const toRefusal = (error: Error, request: FastifyRequest): Problem => {
  const refusal = isProblem(error) ? error : (hungUp(error, request) ?? translate(error as FastifyError))
  request.refused = refusal.problemCode
  note(refusal, error, request)
  return refusal
}

const xmlTypes = ['application/problem+xml', 'application/xml', 'text/xml']
const otherTypes = ['application/problem+json', 'application/json', 'application/ld+json', 'text/html']

/** Whether XML is what the client asks for before all else. */
const wantsXml = ({ raw }: FastifyRequest): boolean =>
  xmlTypes.includes(preferredMedia(raw.headers, [...otherTypes, ...xmlTypes]) ?? '')

/** A caller who went away in the middle of its body is nobody's fault, least of all the database's. */
const hungUp = (error: Error, { raw }: FastifyRequest): Problem | undefined =>
  error === raw.errored ? problem('platform.request-malformed') : undefined

/** Our own faults go to the log whole; the caller gets their number. */
const note = (refusal: Problem, error: Error, request: FastifyRequest): void => {
  if (refusal.problemCode === 'platform.failed') request.log.error({ err: error }, 'failed')
  if (refusal.problemCode.startsWith('platform.database-')) {
    request.log.error({ err: { message: error.message } }, 'the database does not serve')
  }
}

const byFrameworkCode: Record<string, string> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'platform.media-type-unsupported',
  FST_ERR_CTP_BODY_TOO_LARGE: 'platform.body-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'platform.request-malformed',
  FST_ERR_BAD_URL: 'platform.url-malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'platform.uri-too-long',
  FST_ERR_NOT_FOUND: 'platform.not-found',
  FST_STATIC_FORBIDDEN_PATH: 'platform.not-found',
}

const mostFaults = 50

/** The server's own faults and the framework's, as Problems. */
const translate = (error: FastifyError): Problem => {
  if (error.validation !== undefined) {
    return problem(
      'platform.body-invalid',
      {},
      { errors: error.validation.slice(0, mostFaults).map((fault) => toDetail(fault, error.validationContext)) },
    )
  }
  const code = byFrameworkCode[error.code] ?? databaseProblem(error)
  if (code === 'platform.database-away') return problem(code, {}, { headers: { 'retry-after': '5' } })
  if (code === 'platform.database-busy') return problem(code, {}, { headers: { 'retry-after': '1' } })
  return problem(code ?? 'platform.failed')
}

/** Which of a schema's rules was broken, and where. */
const toDetail = ({ keyword, instancePath, params }: FastifySchemaValidationError, context?: string): ProblemDetail => {
  const member = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty
  const place = context === undefined || context === 'body' ? '' : `/${context}`
  const field = `${place}${instancePath}${member === undefined ? '' : `/${String(member)}`}`
  const isBlank = keyword === 'pattern' && params.pattern === '\\S'
  return {
    code: `schema-${isBlank ? 'blank' : codeOf(keyword)}`,
    field: field === '' ? '/' : field,
    params: toText(params),
  }
}

const knownRules: Record<string, string> = {
  type: 'type',
  required: 'required',
  additionalProperties: 'unknown-member',
  unevaluatedProperties: 'unknown-member',
  enum: 'choice',
  const: 'choice',
  anyOf: 'choice',
  oneOf: 'choice',
  pattern: 'shape',
  format: 'shape',
  minLength: 'too-short',
  maxLength: 'too-long',
  minItems: 'too-few',
  maxItems: 'too-many',
  minProperties: 'too-few',
  minimum: 'too-small',
  maximum: 'too-great',
  uniqueItems: 'repeated',
}
const codeOf = (keyword: string): string => knownRules[keyword] ?? 'other'

const toText = (params: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  )

/**
 * A database that is away or too busy is not the caller's fault; a NUL in text is, or a day that no calendar has, or a text that no
 * index holds, wherever it slipped through.
 */
const databaseProblem = ({ code = '', message }: { code?: string; message: string }): string | undefined => {
  if (code === '22021' || code === '22P05') return 'platform.nul-character'
  if (/^2200[789]$/.test(code)) return 'platform.time-impossible'
  if (code === '54000') return 'platform.text-too-long'
  if (/^(08|57P|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)/.test(code) || lostConnection.test(message))
    return 'platform.database-away'
  if (/^(53|40001|40P01|55P03|57014)/.test(code)) return 'platform.database-busy'
  return undefined
}

const lostConnection =
  /connect ENOENT|connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|client was closed|cannot use a pool after calling end/i
