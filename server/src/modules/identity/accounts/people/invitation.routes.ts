import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { wordsIn } from '../../../../platform/messages.ts'
import { isProblem, problem } from '../../../../platform/problem.ts'
import type { AccountsDeps } from '../deps.ts'
import { createDoor, type Door } from '../visitor.ts'
import { acceptInvitation, getInvitation } from './accept-invitation.ts'
import { invitationContent } from './invitation.page.ts'

const open = { permission: 'public' }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const closed = { additionalProperties: false }
const Params = Type.Object({ token: Text(100) })
const Offer = Type.Object({
  purpose: Type.Enum(['invitation', 'recovery', 'new-password']),
  partyID: Type.String(),
  name: Type.String(),
  signInName: Type.String(),
  duties: Type.Array(Type.String()),
})
const Form = Type.Object({ username: Type.Optional(Type.String()), password: Text(1000), again: Text(1000) }, closed)
const Accepted = Type.Object({
  signedIn: Type.Boolean({ description: 'false: the account was there before, and is to sign in' }),
  secondFactor: Type.Array(Type.Enum(['totp', 'passkey', 'recovery-code']), {
    description: 'One of these is asked for next, at /api/sign-in/second-factor',
  }),
})

type Token = { token: string }
type Sent = { password: string; again: string }
type Context = AccountsDeps & { door: Door }

/** GET, POST /api/invitations/{token} */
export const invitationRoutes = (http: FastifyInstance, deps: AccountsDeps): void => {
  const { db, publicUrl } = deps
  const door = createDoor(publicUrl)
  http.get<{ Params: Token }>(
    '/api/invitations/:token',
    {
      config: open,
      schema: { tags: ['accounts'], summary: 'What a link invites to', params: Params, response: { 200: Offer } },
    },
    async ({ params }, reply) => {
      const { purpose, partyID, name, signInName, duties } = await getInvitation(db, params.token)
      return reply.header('cache-control', 'no-store').send({ purpose, partyID, name, signInName, duties })
    },
  )
  http.post<{ Params: Token; Body: { password: string } }>(
    '/api/invitations/:token',
    {
      config: open,
      schema: {
        tags: ['accounts'],
        summary: 'Use a link up: accept an invitation, or begin anew',
        params: Params,
        body: Type.Object({ password: Text(1000) }, closed),
        response: { 200: Accepted },
      },
    },
    async (request, reply) => {
      const visitor = door.visitor(request)
      const { session, secondFactor } = await acceptInvitation(deps, visitor, request.params.token, request.body)
      if (session !== undefined) door.letIn(reply, visitor, session)
      const signedIn = session !== undefined && secondFactor.length === 0
      return reply.header('cache-control', 'no-store').send({ signedIn, secondFactor })
    },
  )
}

/** GET, POST /invitation/{token}: for an invitation and for a recovery. */
export const invitationPages = (scope: FastifyInstance, deps: AccountsDeps): void => {
  const context = { ...deps, door: createDoor(deps.publicUrl) }
  const tags = ['pages']
  scope.get(
    '/invitation/:token',
    { config: open, schema: { tags, summary: 'The page of an invitation', params: Params } },
    (request, reply) => sendInvitation(context, request, reply),
  )
  scope.post(
    '/invitation/:token',
    { config: open, schema: { tags, summary: 'Accept an invitation by the form', params: Params, body: Form } },
    (request, reply) => acceptByForm(context, request, reply),
  )
}

async function acceptByForm(context: Context, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { password, again } = request.body as Sent
  const visitor = context.door.visitor(request)
  try {
    if (password !== again) throw problem('account.passwords-differ')
    const { token } = request.params as Token
    const { session, secondFactor } = await acceptInvitation(context, visitor, token, { password })
    if (session === undefined) return reply.redirect('/sign-in', 303)
    context.door.letIn(reply, visitor, session)
    return reply.redirect(secondFactor.length > 0 ? '/sign-in/second-factor' : '/account', 303)
  } catch (error) {
    return sendInvitation(context, request, reply, error)
  }
}

/** A refusal of what was typed stands above the form; that of the link is a page of its own. */
async function sendInvitation(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  error?: unknown,
): Promise<FastifyReply> {
  const { db, pages } = context
  if (error !== undefined && !(isProblem(error) && /^account\.(password|sign-in)/.test(error.problemCode))) throw error
  const { token } = request.params as Token
  const language = pages.language(request)
  const say = wordsIn(context.say, language)
  const invitation = await getInvitation(db, token)
  const names = await context.partyNames([invitation.partyID], language)
  const body = invitationContent(say, {
    csrf: pages.field(request, reply),
    token,
    invitation,
    organisation: names.get(invitation.partyID) ?? say('account.operator'),
    message: isProblem(error) ? say(error.problemCode, error.params) : undefined,
  })
  if (isProblem(error)) reply.headers(error.headers ?? {})
  const status = error === undefined ? 200 : 400
  return pages.send(request, reply, { title: say(`account.${invitation.purpose}.title`), body, status })
}
