import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { wantsPage } from '../../../platform/accept.ts'
import { createCookie } from '../../../platform/browser/cookies.ts'
import { createForms, type FormFields } from '../../../platform/browser/forms.ts'
import type { Html } from '../../../platform/html.ts'
import { toRefusal } from '../../../platform/http-errors.ts'
import { type Language, type Say, type Words, wordsIn } from '../../../platform/messages.ts'
import type { Problem, ProblemTable } from '../../../platform/problem.ts'
import { type ProblemBody, toProblemBody } from '../../../platform/problem-body.ts'
import { splitTarget } from '../../../platform/split-target.ts'
import { type FrameAccount, type IdentityPage, identityPage } from './frame.page.ts'
import { holdsWriting, problemContent, type SentForm } from './problem.page.ts'

export type PagesDeps = {
  say: Say
  publicUrl: string
  /** The origins of our own pages. */
  origins: readonly string[]
  problems: ProblemTable
  /** Who is signed in and for whom, as the frame shows it. */
  describe(request: FastifyRequest, language: Language): Promise<Omit<FrameAccount, 'signOut'> | undefined>
}

/** What a page states of itself; the rest the frame finds. */
export type Content = Pick<IdentityPage, 'title' | 'body' | 'broad' | 'script'> & { status?: number }

/** Pages for people who sign in, of whichever module. */
export type Pages = {
  /** A scope of routes that read forms, and whose refusals are pages for a browser; who is not signed in is led to it. */
  routes(http: FastifyInstance, add: (scope: FastifyInstance) => void | Promise<void>): Promise<void>
  /** The hidden field that each form carries. */
  field(request: FastifyRequest, reply: FastifyReply): Html
  /** Throws where the form was opened in another session or for another organisation: for one that sends a file. */
  check(request: FastifyRequest, token: unknown): void
  language(request: FastifyRequest): Language
  send(request: FastifyRequest, reply: FastifyReply, content: Content): Promise<FastifyReply>
  refuse(error: Error, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
}

const aYear = 31_536_000

/** The pages' frame with the person in it, their forms, their refusals. */
export const createPages = (deps: PagesDeps): Pages => {
  const { say, problems } = deps
  const forms = createForms(deps)
  const spoken = createCookie(deps.publicUrl, 'nguon-language')
  const asked = ({ query }: FastifyRequest) => asLanguage((query as { lang?: unknown } | undefined)?.lang)
  const language = (request: FastifyRequest): Language =>
    asked(request) ?? asLanguage(spoken.read(request.headers)) ?? request.lang
  const send: Pages['send'] = async (request, reply, { status = 200, ...content }) => {
    const lang = language(request)
    const person = await deps.describe(request, lang)
    const account = person && { ...person, signOut: forms.field(request, reply) }
    const otherLanguage = request.method === 'GET' ? inOtherLanguage(request, lang) : undefined
    const { html, policy } = identityPage(say, lang, { ...content, account, otherLanguage })
    const chosen = asked(request)
    if (chosen !== undefined) reply.header('set-cookie', spoken.set(chosen, aYear))
    return reply
      .code(status)
      .headers({ 'content-security-policy': policy, 'content-language': lang, 'cache-control': 'no-store' })
      .headers({ vary: 'Accept-Language, Cookie', 'referrer-policy': 'same-origin' })
      .type('text/html; charset=utf-8')
      .send(html)
  }
  /** What was written is not lost: it stands on the page of the refusal, to be mended and sent again. */
  const formAgain = async (request: FastifyRequest, reply: FastifyReply): Promise<SentForm | undefined> => {
    const fields = toPairs((await forms.sent(request)) ?? {})
    if (!holdsWriting(fields)) return undefined
    return { action: splitTarget(request.raw.url ?? '/').path, csrf: forms.field(request, reply), fields }
  }
  const refuse: Pages['refuse'] = async (error, request, reply) => {
    const lang = language(request)
    const refusal = toRefusal(error, request)
    const body = toProblemBody(refusal, { say, problems }, lang, request.id)
    const isSignedOut = refusal.problemCode === 'platform.unauthorized' && body.status === 401
    if (isSignedOut && request.method === 'GET')
      return reply.redirect(`/sign-in?next=${encodeURIComponent(request.raw.url ?? '/')}`, 303)
    reply.headers(refusal.headers ?? {}).removeHeader('www-authenticate')
    const words = wordsIn(say, lang)
    const from = cameFrom(request, deps.origins)
    const content = problemContent(words, {
      title: titleOf(words, request, refusal, body),
      body,
      from,
      form: await formAgain(request, reply),
      isForm: request.method === 'POST',
      signIn: isSignedOut ? `/sign-in?next=${encodeURIComponent(from ?? '/account')}` : undefined,
    })
    return send(request, reply, { title: words('account.problem.title'), body: content, status: body.status })
  }
  return {
    field: forms.field,
    check: forms.check,
    language,
    send,
    refuse,
    routes: (http, add) =>
      forms.routes(http, async (scope) => {
        const otherwise = scope.errorHandler
        scope.setErrorHandler((error, request, reply) =>
          wantsPage(request)
            ? refuse(error as Error, request, reply)
            : otherwise.call(scope, error as never, request, reply),
        )
        await add(scope)
      }),
  }
}

const asLanguage = (value: unknown): Language | undefined => (value === 'vi' || value === 'en' ? value : undefined)

/** Refusals that the API tells with keys, paths and the names of its members, as a page tells them. */
const forPeople: Record<string, string> = {
  'platform.unauthorized': 'account.problem.signed-out',
  'platform.form-stale': 'account.problem.stale',
  'platform.forbidden': 'account.problem.forbidden',
  'platform.not-found': 'account.problem.no-page',
  'platform.method-not-allowed': 'account.problem.no-page',
}

const titleOf = (words: Words, { method }: FastifyRequest, refusal: Problem, body: ProblemBody): string => {
  const { problemCode, params } = refusal
  if (problemCode === 'platform.body-invalid')
    return words(method === 'POST' ? 'account.problem.form-unfit' : 'account.problem.address-unfit')
  const key = forPeople[problemCode]
  return key === undefined ? body.title : words(key, params)
}

const toPairs = (fields: FormFields): SentForm['fields'] =>
  Object.entries(fields).flatMap(([name, sent]) => [sent].flat().map((value) => [name, value] as const))

/** The page of ours on which the link or the form stood. */
const cameFrom = ({ headers }: FastifyRequest, origins: readonly string[]): string | undefined => {
  const url = URL.parse(headers.referer ?? '')
  return url !== null && origins.includes(url.origin) ? url.pathname + url.search : undefined
}

/** This page's own address with the other language named. */
const inOtherLanguage = (request: FastifyRequest, language: Language): string => {
  const { path, query } = splitTarget(request.raw.url ?? '/')
  const parameters = new URLSearchParams(query)
  parameters.set('lang', language === 'vi' ? 'en' : 'vi')
  return `${path === '' ? '/' : path}?${parameters}`
}
