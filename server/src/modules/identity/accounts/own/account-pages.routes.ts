import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { wordsIn } from '../../../../platform/messages.ts'
import { isProblem, problem } from '../../../../platform/problem.ts'
import type { AccountsDeps } from '../deps.ts'
import { changePassword } from '../password/change-password.ts'
import { getAccount } from '../people/account.store.ts'
import { removePasskey } from '../second-factor/passkey.ts'
import { passkeyScript } from '../second-factor/passkey-script.ts'
import { renewRecoveryCodes } from '../second-factor/recovery-codes.ts'
import { confirmTotp, removeTotp, shownTotp, startTotp } from '../second-factor/totp.ts'
import { accountContent, codesContent, totpContent } from './account.page.ts'
import { actFor, checkFresh, endOwnSessions, personOf, viewOwnAccount } from './person.ts'

const tags = ['pages']
const ID = Type.String({ format: 'uuid' })
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const form = (fields: Record<string, Type.TSchema>) => Type.Object(fields, { additionalProperties: false })
const nothing = form({})

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>
type Bodies = {
  current: string
  password: string
  again: string
  party: string
  session?: string
  code: string
  passkey: string
}

/** What a deed says when it is done, by what stands behind /account?done=. */
const done = ['password', 'acting-for', 'sessions', 'totp-removed', 'passkey-removed']

/** GET /account, and the forms on it. */
export const accountPages = (scope: FastifyInstance, deps: AccountsDeps): void => {
  const { db } = deps
  const post = (path: string, summary: string, body: Type.TSchema, handler: Handler) =>
    scope.post(path, { config: { permission: 'signed-in' }, schema: { tags, summary, body } }, handler)
  /** A deed whose end is the account's page. */
  const deed = (
    path: string,
    summary: string,
    body: Type.TSchema,
    name: string,
    act: (request: FastifyRequest, sent: Bodies) => Promise<void>,
  ) =>
    post(path, summary, body, async (request, reply) => {
      await act(request, request.body as Bodies)
      return reply.redirect(`/account?done=${name}`, 303)
    })
  scope.get(
    '/account',
    { config: { permission: 'signed-in' }, schema: { tags, summary: 'One’s own account' } },
    (request, reply) => sendAccount(deps, request, reply),
  )
  const Passwords = form({
    username: Type.Optional(Text(200)),
    current: Text(1000),
    password: Text(1000),
    again: Text(1000),
  })
  deed('/account/password', 'Set another password by the form', Passwords, 'password', async ({ actor }, sent) => {
    if (sent.password !== sent.again) throw problem('account.passwords-differ')
    await changePassword(deps, actor, personOf(actor).accountID, sent)
  })
  deed(
    '/account/acting-for',
    'Act for another organisation by the form',
    form({ party: ID }),
    'acting-for',
    ({ actor }, { party }) => actFor(db, actor, party),
  )
  deed(
    '/account/sessions/end',
    'End sessions by the form',
    form({ session: Type.Optional(ID) }),
    'sessions',
    ({ actor }, { session }) => endOwnSessions(db, actor, session),
  )
  deed('/account/totp/remove', 'Do without the app by the form', nothing, 'totp-removed', async ({ actor }) =>
    removeTotp(db, actor, (await checkFresh(db, actor)).accountID),
  )
  deed(
    '/account/passkeys/remove',
    'Do without a passkey by the form',
    form({ passkey: Text(1500) }),
    'passkey-removed',
    async ({ actor }, { passkey }) => removePasskey(db, actor, (await checkFresh(db, actor)).accountID, passkey),
  )
  post('/account/totp', 'Make a secret for an app by the form', nothing, async (request, reply) => {
    const { accountID } = await checkFresh(db, request.actor)
    await startTotp(deps, await getAccount(db, accountID))
    return sendTotp(deps, request, reply)
  })
  post('/account/totp/confirm', 'Confirm the secret by the form', form({ code: Text(20) }), (request, reply) =>
    confirmByForm(deps, request, reply),
  )
  post('/account/recovery-codes', 'New recovery codes by the form', nothing, async (request, reply) => {
    const { accountID } = await checkFresh(db, request.actor)
    return sendCodes(deps, request, reply, await renewRecoveryCodes(db, request.actor, accountID))
  })
}

async function sendAccount(deps: AccountsDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { db, pages } = deps
  const language = pages.language(request)
  const say = wordsIn(deps.say, language)
  const account = await viewOwnAccount(db, request.actor)
  const { done: name } = request.query as { done?: string }
  const partyNames = await deps.partyNames(
    account.memberships.map(({ partyID }) => partyID),
    language,
  )
  const body = accountContent(say, {
    csrf: pages.field(request, reply),
    language,
    account,
    partyNames,
    otherWays: (deps.otherWays ?? []).length > 0,
    done: name !== undefined && done.includes(name) ? `account.done.${name}` : undefined,
  })
  return pages.send(request, reply, { title: say('account.page.title'), body, script: passkeyScript })
}

async function sendTotp(
  deps: AccountsDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  error?: unknown,
): Promise<FastifyReply> {
  const { db, pages } = deps
  const say = wordsIn(deps.say, pages.language(request))
  const shown = await shownTotp(deps, await getAccount(db, personOf(request.actor).accountID))
  const message = isProblem(error) ? say(error.problemCode, error.params) : undefined
  const body = totpContent(say, { csrf: pages.field(request, reply), ...shown, message })
  return pages.send(request, reply, { title: say('account.totp.title'), body, status: error === undefined ? 200 : 400 })
}

async function confirmByForm(deps: AccountsDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { accountID } = await checkFresh(deps.db, request.actor)
  try {
    const codes = await confirmTotp(deps, request.actor, accountID, (request.body as Bodies).code)
    return codes.length === 0 ? reply.redirect('/account', 303) : sendCodes(deps, request, reply, codes)
  } catch (error) {
    if (!isProblem(error) || error.problemCode !== 'account.totp-wrong') throw error
    return sendTotp(deps, request, reply, error)
  }
}

function sendCodes(
  deps: AccountsDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  codes: string[],
): Promise<FastifyReply> {
  const say = wordsIn(deps.say, deps.pages.language(request))
  return deps.pages.send(request, reply, { title: say('account.codes.title'), body: codesContent(say, codes) })
}
