import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type Words, wordsIn } from '../../../../platform/messages.ts'
import { isProblem } from '../../../../platform/problem.ts'
import type { AccountsDeps } from '../deps.ts'
import { signOut } from '../own/person.ts'
import { passkeyScript } from '../second-factor/passkey-script.ts'
import { factorsOf } from '../second-factor/second-factor.store.ts'
import { createDoor, type Door } from '../visitor.ts'
import { safeNext } from './next.ts'
import { recoveryContent, secondFactorContent, signInContent } from './sign-in.page.ts'
import { completeSignIn, halfOpenOf, type Proof, signIn } from './sign-in.ts'

const tags = ['pages']
const open = { permission: 'public' }
const Text = (maxLength: number) => Type.String({ maxLength })
const Next = Type.Optional(Text(2000))
const SignInForm = Type.Object(
  { signInName: Text(200), password: Text(1000), next: Next },
  { additionalProperties: false },
)
const ProofForm = Type.Object(
  { code: Type.Optional(Text(20)), recoveryCode: Type.Optional(Text(60)), next: Next },
  { additionalProperties: false },
)

type SignInBody = { signInName: string; password: string; next?: string }
type ProofBody = { code?: string; recoveryCode?: string; next?: string }
type Context = AccountsDeps & { door: Door }

/** GET, POST /sign-in · GET, POST /sign-in/second-factor · POST /sign-out · GET /recovery */
export const signInPages = (scope: FastifyInstance, deps: AccountsDeps): void => {
  const context = { ...deps, door: createDoor(deps.publicUrl) }
  scope.get('/sign-in', { config: open, schema: { tags, summary: 'The page to sign in' } }, (request, reply) =>
    sendSignIn(context, request, reply, { next: safeNext((request.query as { next?: unknown }).next) }),
  )
  scope.post<{ Body: SignInBody }>(
    '/sign-in',
    { config: open, schema: { tags, summary: 'Sign in by the form', body: SignInForm } },
    (request, reply) => signInByForm(context, request, reply),
  )
  scope.get(
    '/sign-in/second-factor',
    { config: open, schema: { tags, summary: 'The page for the second proof' } },
    (request, reply) =>
      sendSecondFactor(context, request, reply, { next: safeNext((request.query as { next?: unknown }).next) }),
  )
  scope.post<{ Body: ProofBody }>(
    '/sign-in/second-factor',
    { config: open, schema: { tags, summary: 'Complete a sign-in by the form', body: ProofForm } },
    (request, reply) => completeByForm(context, request, reply),
  )
  scope.post(
    '/sign-out',
    { config: open, schema: { tags, summary: 'End this session by the form' } },
    async (request, reply) => {
      if (request.actor.accountID !== null) await signOut(deps.db, request.actor)
      context.door.letOut(reply)
      return reply.redirect('/sign-in', 303)
    },
  )
  scope.get(
    '/recovery',
    { config: open, schema: { tags, summary: 'What to do without password or telephone' } },
    (request, reply) => {
      const say = wordsIn(deps.say, deps.pages.language(request))
      return deps.pages.send(request, reply, { title: say('account.recovery.title'), body: recoveryContent(say) })
    },
  )
}

async function signInByForm(context: Context, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { signInName, password, next: asked } = request.body as SignInBody
  const next = safeNext(asked)
  const visitor = context.door.visitor(request)
  try {
    const { session, secondFactor } = await signIn(context.db, visitor, { signInName, password })
    context.door.letIn(reply, visitor, session)
    return reply.redirect(
      secondFactor.length > 0 ? `/sign-in/second-factor?next=${encodeURIComponent(next)}` : next,
      303,
    )
  } catch (error) {
    return sendSignIn(context, request, reply, { next, signInName, error })
  }
}

type SignInShown = { next: string; signInName?: string; error?: unknown }

async function sendSignIn(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: SignInShown,
): Promise<FastifyReply> {
  const language = context.pages.language(request)
  const say = wordsIn(context.say, language)
  const { message, status } = refusalOf(shown.error, say, request, reply)
  const body = signInContent(say, {
    csrf: context.pages.field(request, reply),
    next: shown.next,
    signInName: shown.signInName ?? '',
    message,
    otherWays: (context.otherWays ?? []).map(({ href, label }) => ({ href, label: label[language] })),
  })
  return context.pages.send(request, reply, {
    title: say('account.sign-in.title'),
    body,
    status,
    script: passkeyScript,
  })
}

async function completeByForm(context: Context, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { code, recoveryCode, next: asked } = request.body as ProofBody
  const next = safeNext(asked)
  const visitor = context.door.visitor(request)
  const proof: Proof = recoveryCode === undefined ? { code: code ?? '' } : { recoveryCode }
  try {
    const session = await completeSignIn(context, visitor, proof)
    context.door.letIn(reply, visitor, session)
    return reply.redirect(next, 303)
  } catch (error) {
    return sendSecondFactor(context, request, reply, { next, error })
  }
}

/** Without a first proof that waits there is nothing to complete: back to the door. */
async function sendSecondFactor(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: { next: string; error?: unknown },
): Promise<FastifyReply> {
  const { db, door, pages } = context
  const half = await halfOpenOf(db, door.token(request)).catch(() => undefined)
  if (half === undefined) return reply.redirect(`/sign-in?next=${encodeURIComponent(shown.next)}`, 303)
  const say = wordsIn(context.say, pages.language(request))
  const { message, status } = refusalOf(shown.error, say, request, reply)
  const factors = await factorsOf(db, half.accountID)
  const body = secondFactorContent(say, { csrf: pages.field(request, reply), next: shown.next, factors, message })
  return pages.send(request, reply, { title: say('account.second-factor.title'), body, status, script: passkeyScript })
}

const statuses: Record<string, number> = {
  'account.sign-in-wrong': 401,
  'account.second-factor-wrong': 401,
  'account.sign-in-wait': 429,
  'account.no-organisation': 403,
}

/** What the form says above itself; any other error is not this page's. */
function refusalOf(
  error: unknown,
  say: Words,
  request: FastifyRequest,
  reply: FastifyReply,
): { message?: string; status: number } {
  if (error === undefined) return { status: 200 }
  const status = isProblem(error) ? statuses[error.problemCode] : undefined
  if (!isProblem(error) || status === undefined) throw error
  request.refused = error.problemCode
  reply.headers(error.headers ?? {})
  return { message: say(error.problemCode, error.params), status }
}
