import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { createCookie } from '../../../platform/browser/cookies.ts'
import type { Language, Say } from '../../../platform/messages.ts'
import { wordsIn } from '../../../platform/messages.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { splitTarget } from '../../../platform/split-target.ts'
import { personOf } from '../accounts/own/person.ts'
import { hashOf, newToken } from '../accounts/secret-token.ts'
import { safeNext } from '../accounts/sign-in/next.ts'
import { createDoor } from '../accounts/visitor.ts'
import type { Pages } from '../pages/pages.ts'
import { enter, linkNamed, unlink } from './link.ts'
import type { Providers } from './providers.ts'
import { consentContent, notLinkedContent, waysContent } from './sign-on.page.ts'
import { findUnlinked, longestSignOn, selectLinked } from './sign-on.store.ts'
import { beginSignOn, completeSignOn, type PartyByTaxCode } from './sign-on.ts'

export type SignOnDeps = {
  db: Db
  say: Say
  pages: Pages
  publicUrl: string
  providers: Providers
  partyByTaxCode: PartyByTaxCode
  /** The names of organisations, in the language asked for. */
  partyNames(ids: readonly string[], language: Language): Promise<ReadonlyMap<string, string>>
}

type Context = SignOnDeps & {
  cookie: ReturnType<typeof createCookie>
  door: ReturnType<typeof createDoor>
}

const tags = ['pages']
const Params = Type.Object({ provider: Type.String({ maxLength: 40 }) })
type Asked = { Params: { provider: string } }
const open = { permission: 'public' }
const signedIn = { permission: 'signed-in' }
const NoFields = Type.Optional(Type.Object({}, { additionalProperties: false }))

/** GET /sign-in/with/{provider}, …/callback · GET /account/providers · GET, POST /account/providers/{provider} · POST …/unlink */
export const signOnRoutes = async (http: FastifyInstance, deps: SignOnDeps): Promise<void> => {
  const { publicUrl } = deps
  const context = { ...deps, cookie: createCookie(publicUrl, 'nguon-sign-on'), door: createDoor(publicUrl) }
  await deps.pages.routes(http, (scope) => {
    flowRoutes(scope, context)
    linkRoutes(scope, context)
  })
}

const flowRoutes = (scope: FastifyInstance, context: Context): void => {
  const { db, providers, cookie } = context
  scope.get<Asked>(
    '/sign-in/with/:provider',
    { config: open, schema: { tags, summary: 'Sign in at another provider of identities', params: Params } },
    async (request, reply) => {
      const next = safeNext((request.query as { next?: unknown }).next)
      if (isFromElsewhere(request)) return reply.redirect(`/sign-in?next=${encodeURIComponent(next)}`, 303)
      const token = newToken()
      const url = await noting(request, () => beginSignOn(db, providers.get(request.params.provider), token, next))
      return reply
        .header('set-cookie', cookie.set(token, longestSignOn))
        .header('cache-control', 'no-store')
        .redirect(url.href, 303)
    },
  )
  scope.get<Asked>(
    '/sign-in/with/:provider/callback',
    { config: open, schema: { tags, summary: 'Where that provider sends the browser back to', params: Params } },
    (request, reply) => comeBack(context, request, reply),
  )
}

/** A page of another site could sign somebody in unseen: there the person presses the button of ours first. */
const isFromElsewhere = ({ headers }: FastifyRequest): boolean =>
  ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']))

/** Whoever is linked is let in; whoever is not is asked who it is here. */
async function comeBack(context: Context, request: FastifyRequest<Asked>, reply: FastifyReply): Promise<FastifyReply> {
  const { db, providers, cookie, door } = context
  const { query } = splitTarget(request.raw.url ?? '')
  const provider = providers.get(request.params.provider)
  const signedOn = await noting(request, () => completeSignOn(context, provider, cookie.read(request.headers), query))
  const { identity } = signedOn
  // The cookie of before was seen by whoever saw the address; what waits for consent is known by a new one.
  const token = newToken()
  const visitor = door.visitor(request)
  const session = await enter(db, signedOn, { cookie: token, visitor })
  reply.header('cache-control', 'no-store')
  if (session === undefined) {
    reply.header('set-cookie', cookie.set(token, longestSignOn))
    return reply.redirect(`/account/providers/${identity.provider}`, 303)
  }
  reply.header('set-cookie', cookie.clear())
  door.letIn(reply, visitor, session)
  return reply.redirect(identity.next, 303)
}

const linkRoutes = (scope: FastifyInstance, context: Context): void => {
  const { db, providers, cookie } = context
  scope.get(
    '/account/providers',
    { config: signedIn, schema: { tags, summary: 'By which providers one may sign in' } },
    (request, reply) => sendWays(context, request, reply),
  )
  scope.get<Asked>(
    '/account/providers/:provider',
    { config: open, schema: { tags, summary: 'Consent to be known by that provider', params: Params } },
    (request, reply) => sendConsent(context, request, reply),
  )
  scope.post<Asked>(
    '/account/providers/:provider',
    {
      config: signedIn,
      schema: { tags, summary: 'Be known by that provider from now on', params: Params, body: NoFields },
    },
    async (request, reply) => {
      const { provider } = request.params
      const { next } = await linkNamed(
        db,
        request.actor,
        cookie.read(request.headers),
        providers.get(provider).setting.id,
      )
      return reply.header('set-cookie', cookie.clear()).redirect(next, 303)
    },
  )
  scope.post<Asked>(
    '/account/providers/:provider/unlink',
    {
      config: signedIn,
      schema: { tags, summary: 'Be known by that provider no more', params: Params, body: NoFields },
    },
    async (request, reply) => {
      await unlink(db, request.actor, providers.get(request.params.provider).setting.issuer)
      return reply.redirect('/account/providers', 303)
    },
  )
}

async function sendWays(context: Context, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { db, say: speak, pages, providers } = context
  const language = pages.language(request)
  const say = wordsIn(speak, language)
  const linked = await selectLinked(db, personOf(request.actor).accountID)
  const ways = providers.list.map(({ id, issuer, name }) => ({
    id,
    name: name[language],
    linkedAt: linked.find((link) => link.issuer === issuer)?.linkedAt,
  }))
  const body = waysContent(say, { csrf: pages.field(request, reply), language, ways })
  return pages.send(request, reply, { title: say('sign-on.ways.title'), body })
}

async function sendConsent(
  context: Context,
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { db, say: speak, pages, providers, cookie, partyNames } = context
  const language = pages.language(request)
  const say = wordsIn(speak, language)
  const { id, name } = providers.get(request.params.provider).setting
  const token = cookie.read(request.headers)
  const identity = token === undefined ? undefined : await findUnlinked(db, hashOf(token), id)
  const { accountID, partyID } = request.actor
  if (identity === undefined) return reply.redirect(accountID === null ? '/sign-in' : '/account/providers', 303)
  const shown = { id, provider: name[language], display: identity.display }
  const title = say('sign-on.link.title', { provider: shown.provider })
  if (accountID === null) return pages.send(request, reply, { title, body: notLinkedContent(say, shown) })
  const party = identity.partyID ?? partyID ?? ''
  const organisation = (await partyNames([party], language)).get(party)
  const body = consentContent(say, { ...shown, organisation, csrf: pages.field(request, reply) })
  return pages.send(request, reply, { title, body })
}

/** What a provider did wrong is for the log of whoever runs this; the person is told what to do. */
const noting = async <T>(request: FastifyRequest, run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    const { cause } = error as { cause?: Failure }
    if (cause !== undefined) {
      const { name, code, message } = cause
      const err = { name, code, message, reason: reasonOf(cause) }
      request.log.warn(
        { provider: (request.params as { provider?: string }).provider, err },
        'a sign-in at a provider failed',
      )
    }
    throw error
  }
}

type Failure = { name?: string; code?: string; message?: string; cause?: unknown }

/** What lies below it all, such as a certificate that nobody vouches for: `fetch failed` alone tells whoever runs this nothing. */
const reasonOf = ({ code, message, cause }: Failure): string | undefined =>
  cause instanceof Error ? reasonOf(cause) : (code ?? message)
