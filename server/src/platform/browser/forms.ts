import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Html, html } from '../html.ts'
import { problem } from '../problem.ts'
import { type Cookie, createCookie } from './cookies.ts'
import { mayUseCookies } from './same-origin.ts'

/** What a form sent: a field that stands several times, such as boxes that were ticked, is a list. */
export type FormFields = Record<string, string | string[]>

export type Forms = {
  /** Opens a scope in which form bodies are read; each must carry the token of the page that it stood in. */
  routes(http: FastifyInstance, add: (scope: FastifyInstance) => void | Promise<void>): Promise<void>
  /** The hidden field that every form of a page carries. A visitor without session gets a cookie for it. */
  field(request: FastifyRequest, reply: FastifyReply): Html
  /** Throws where a form's token is not of this page, as its own routes do; for forms that send files. */
  check(request: FastifyRequest, token: unknown): void
  /** What a form of ours had sent that was refused, though it was refused before it was read; of another site's nothing. */
  sent(request: FastifyRequest): Promise<FormFields | undefined>
}

/** The session's cookie; identity sets it, forms are bound to it. */
export const sessionCookie = (publicUrl: string): Cookie => createCookie(publicUrl, 'nguon-session')

const largestForm = 65_536
const mostFields = 500

/**
 * Forms of our pages. The token is a hash of a cookie that no other site can read or plant, the session's or, before sign-in,
 * the visitor's, and of whom one acts for: nothing is kept, and a form of one session, or one that was opened for another
 * organisation, does nothing.
 */
export const createForms = ({ publicUrl, origins }: { publicUrl: string; origins: readonly string[] }): Forms => {
  const session = sessionCookie(publicUrl)
  const visitor = createCookie(publicUrl, 'nguon-visitor')
  const boundTo = ({ headers }: FastifyRequest) => session.read(headers) ?? visitor.read(headers)
  const check: Forms['check'] = (request, token) => {
    const cookie = boundTo(request)
    if (cookie === undefined || typeof token !== 'string' || !same(token, tokenOf(cookie, request)))
      throw problem('platform.form-stale')
  }
  return {
    check,
    routes: async (http, add) => {
      await http.register(async (scope) => {
        const options = { parseAs: 'string', bodyLimit: largestForm } as const
        scope.addContentTypeParser(formType, options, async (_request: FastifyRequest, text: string | Buffer) =>
          parseForm(text.toString()),
        )
        scope.addHook('preValidation', async (request) => {
          if (isForm(request)) check(request, ((request.body ?? {}) as FormFields).csrf)
        })
        scope.addHook('preValidation', async ({ body }) => {
          if (isFields(body)) delete body.csrf
        })
        await add(scope)
      })
    },
    field: (request, reply) => {
      let cookie = boundTo(request)
      if (cookie === undefined) {
        cookie = randomBytes(32).toString('base64url')
        reply.header('set-cookie', visitor.set(cookie))
        // A page with two forms makes one cookie.
        request.headers.cookie = [request.headers.cookie, visitor.set(cookie).split(';')[0]].filter(Boolean).join('; ')
      }
      return html`<input type="hidden" name="csrf" value="${tokenOf(cookie, request)}">`
    },
    sent: async (request) => {
      if (!isForm(request) || !mayUseCookies(request, origins)) return undefined
      const body = (request.body as FormFields | undefined) ?? (await readUnread(request))
      if (body === undefined) return undefined
      const { csrf: _token, ...fields } = body
      return fields
    },
  }
}

/** The body of a request that was refused before anybody read it; none where it cannot be read. */
const readUnread = async ({ raw }: FastifyRequest): Promise<FormFields | undefined> => {
  if (raw.readableDidRead) return undefined
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of raw as AsyncIterable<Buffer>) {
      parts.push(part)
      length += part.length
      if (length > largestForm) return undefined
    }
    return parseForm(Buffer.concat(parts).toString())
  } catch {
    return undefined
  }
}

const formType = 'application/x-www-form-urlencoded'

const isForm = ({ headers }: FastifyRequest): boolean =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() === formType

const isFields = (body: unknown): body is FormFields => typeof body === 'object' && body !== null && 'csrf' in body

/** Who was refused before it was known who calls has no actor. */
const tokenOf = (cookie: string, { actor }: FastifyRequest): string =>
  createHash('sha256')
    .update(`form ${cookie} ${actor?.partyID ?? ''}`)
    .digest('base64url')

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Reads `application/x-www-form-urlencoded` (WHATWG URL §5.1). */
export const parseForm = (text: string): FormFields => {
  const fields: FormFields = {}
  let count = 0
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1
    if (count > mostFields || name === '__proto__') throw problem('platform.body-malformed', { offset: 0 })
    if (value.includes('\0') || name.includes('\0')) throw problem('platform.nul-character')
    const before = Object.hasOwn(fields, name) ? fields[name] : undefined
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  return fields
}
