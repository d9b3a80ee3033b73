import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { dayOf, formatDay } from '../../../platform/days.ts'
import { type Language, wordsIn } from '../../../platform/messages.ts'
import { viewConsents } from '../consents/consents.routes.ts'
import { giveConsent, withdrawConsent } from '../consents/give-consent.ts'
import type { PrivacyDeps } from '../deps.ts'
import { makeRequest } from '../requests/make-request.ts'
import type { RequestKind } from '../requests/request.store.ts'
import { viewRequest } from '../requests/requests.routes.ts'
import { findAsking, getSpoken, getSubject } from '../subject.ts'
import { consentContent } from './consent.page.ts'
import { requestContent, requestForm } from './request.page.ts'

const tags = ['pages']
const own = { permission: 'privacy.own' }
const open = { permission: 'public' }
const lang = Type.Optional(Type.String({ maxLength: 10 }))

/** What a page says with: sentences and days in its language. */
const wordsOf = ({ say, pages }: PrivacyDeps, request: FastifyRequest) => {
  const language: Language = pages.language(request)
  return {
    language,
    say: wordsIn(say, language),
    day: (instant: string) => formatDay(dayOf(instant), language),
  }
}

/** GET, POST /consent · GET, POST /privacy-request · GET /privacy-request/status: pages that need no script. */
export const privacyPagesRoutes = (http: FastifyInstance, deps: PrivacyDeps): Promise<void> =>
  deps.pages.routes(http, (scope) => {
    consentPages(scope, deps)
    requestPages(scope, deps)
  })

type ConsentForm = { purpose: string; wording: string; agree: 'yes' | 'no' }

const consentPages = (scope: FastifyInstance, deps: PrivacyDeps): void => {
  const { db, pages } = deps
  const querystring = Type.Object({ lang, done: Type.Optional(Type.String({ maxLength: 10 })) })
  scope.get<{ Querystring: { done?: string } }>(
    '/consent',
    { config: own, schema: { tags, summary: 'What one agreed to, as a page', querystring } },
    async (request, reply) => {
      const { say, day, language } = wordsOf(deps, request)
      const items = await viewConsents(deps, await getSubject(db, request.actor), language)
      const body = consentContent(say, day, pages.field(request, reply), items, request.query.done === 'yes')
      return pages.send(request, reply, { title: say('privacy.page.consent-title'), body })
    },
  )

  const Form = Type.Object(
    {
      purpose: Type.String({ pattern: '^[a-z-]{1,40}$' }),
      wording: Type.String({ pattern: '^[1-9]\\d{0,3}$' }),
      agree: Type.Enum(['yes', 'no']),
    },
    { additionalProperties: false },
  )
  scope.post<{ Body: ConsentForm }>(
    '/consent',
    { config: own, schema: { tags, summary: 'Agree to a purpose, or take it back, by the form', body: Form } },
    async (request, reply) => {
      const { purpose, wording, agree } = request.body
      const subject = await getSpoken(db, request.actor)
      const { language } = wordsOf(deps, request)
      if (agree === 'yes')
        await giveConsent(db, request.actor, subject, { purpose, wording: Number(wording), language })
      else await withdrawConsent(db, request.actor, subject, purpose)
      return reply.redirect('/consent?done=yes', 303)
    },
  )
}

type RequestForm = { kind: RequestKind; details: string; contact?: string }

const requestPages = (scope: FastifyInstance, deps: PrivacyDeps): void => {
  const { db, pages } = deps
  scope.get(
    '/privacy-request',
    {
      config: open,
      schema: { tags, summary: 'The form of a request about personal data', querystring: Type.Object({ lang }) },
    },
    (request, reply) => {
      const { say } = wordsOf(deps, request)
      const body = requestForm(say, pages.field(request, reply))
      return pages.send(request, reply, { title: say('privacy.page.request-title'), body })
    },
  )

  const Form = Type.Object(
    {
      kind: Type.Enum(['see', 'correct', 'delete']),
      details: Type.String({ minLength: 5, maxLength: 4000, pattern: '\\S' }),
      contact: Type.Optional(Type.String({ maxLength: 300 })),
    },
    { additionalProperties: false },
  )
  scope.post<{ Body: RequestForm }>(
    '/privacy-request',
    { config: open, schema: { tags, summary: 'Make a request about personal data by the form', body: Form } },
    async (request, reply) => {
      const { kind, details, contact: typed = '' } = request.body
      const contact = typed.trim()
      const { language } = wordsOf(deps, request)
      const asked = { kind, details, language, ...(contact !== '' && { contact }) }
      const { number } = await makeRequest(db, request.actor, asked, await findAsking(db, request.actor))
      return sendStatus(deps, request, reply, { number, made: true })
    },
  )

  const querystring = Type.Object({ lang, number: Type.String({ maxLength: 60 }) })
  scope.get<{ Querystring: { number: string } }>(
    '/privacy-request/status',
    { config: open, schema: { tags, summary: 'How a request stands, as a page', querystring } },
    (request, reply) => sendStatus(deps, request, reply, { number: request.query.number, made: false }),
  )
}

/** The number is shown on the page that answers the form: it stands in no address that a browser keeps. */
const sendStatus = async (
  deps: PrivacyDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { number, made }: { number: string; made: boolean },
): Promise<FastifyReply> => {
  const { say, day, language } = wordsOf(deps, request)
  const view = await viewRequest(deps, number, language)
  const title = say(made ? 'privacy.page.made-title' : 'privacy.page.status-title')
  return deps.pages.send(request, reply, {
    title,
    body: requestContent(say, day, view, made),
    status: made ? 201 : 200,
  })
}
