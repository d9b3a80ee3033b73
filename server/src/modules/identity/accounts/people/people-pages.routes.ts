import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { wordsIn } from '../../../../platform/messages.ts'
import { type Duty, duties } from '../../rights/role.ts'
import type { AccountsDeps } from '../deps.ts'
import { getAccount } from './account.store.ts'
import { invite, type Link, offerRecovery, revokeInvitation } from './invite.ts'
import { changeDuties, endMembership, endSessionsOf, listPeople } from './manage-people.ts'
import { managing } from './manage-reach.ts'
import { linkContent, peopleContent } from './people.page.ts'
import { partyOf } from './people.routes.ts'

const tags = ['pages']
const ID = Type.String({ format: 'uuid' })
const Text = Type.String({ maxLength: 200, pattern: '\\S' })
const DutyName = Type.Enum([...duties])
/** Boxes of one name: a form sends one as a text, several as a list. */
const Duties = Type.Union([DutyName, Type.Array(DutyName, { minItems: 1 })])
const form = (fields: Record<string, Type.TSchema>) => Type.Object(fields, { additionalProperties: false })

type Sent = { account: string; invitation: string; name: string; signInName: string; duties: Duty | Duty[] }
type Unfinished = Pick<Sent, 'name' | 'signInName'>
type Act = (actor: Actor, partyID: string, sent: Sent, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** GET /account/people, and the forms on it: for one's own organisation. */
export const peoplePages = (scope: FastifyInstance, deps: AccountsDeps): void => {
  const { db } = deps
  const config = { permission: managing }
  /** A deed ends with the page, unless it has one of its own to show. */
  const deed = (name: string, summary: string, body: Type.TSchema, act: Act) =>
    scope.post(`/account/people/${name}`, { config, schema: { tags, summary, body } }, async (request, reply) => {
      const { actor, body: sent } = request
      const shown = await act(actor, partyOf(actor, undefined), sent as Sent, request, reply)
      return shown === reply ? reply : reply.redirect('/account/people', 303)
    })
  scope.get(
    '/account/people',
    { config, schema: { tags, summary: 'The people of one’s organisation' } },
    (request, reply) => sendPeople(deps, request, reply),
  )
  deed(
    'invite',
    'Invite a person by the form',
    form({ name: Text, signInName: Text, duties: Type.Optional(Duties) }),
    async (actor, partyID, { name, signInName, duties = [] }, request, reply) => {
      if (duties.length === 0) return sendPeople(deps, request, reply, { name, signInName })
      const link = await invite(deps, actor, { partyID, name, signInName, duties: [duties].flat() })
      return sendLink(deps, request, reply, link, name)
    },
  )
  const recover =
    (keepSecondFactor: boolean): Act =>
    async (actor, partyID, { account }, request, reply) => {
      const link = await offerRecovery(deps, actor, { partyID, accountID: account, keepSecondFactor })
      return sendLink(deps, request, reply, link, (await getAccount(db, account)).name)
    }
  deed('recovery', 'Make a recovery link by the form', form({ account: ID }), recover(false))
  deed('new-password', 'Make a link for a new password by the form', form({ account: ID }), recover(true))
  deed(
    'duties',
    'Change duties by the form',
    form({ account: ID, duties: Duties }),
    (actor, partyID, { account, duties }) => changeDuties(db, actor, { partyID, accountID: account }, [duties].flat()),
  )
  deed('sessions', 'End a person’s sessions by the form', form({ account: ID }), (actor, partyID, { account }) =>
    endSessionsOf(db, actor, { partyID, accountID: account }),
  )
  deed('end', 'End a membership by the form', form({ account: ID }), (actor, partyID, { account }) =>
    endMembership(db, actor, { partyID, accountID: account }),
  )
  deed('revoke', 'Take an invitation back by the form', form({ invitation: ID }), (actor, partyID, { invitation }) =>
    revokeInvitation(db, actor, partyID, invitation),
  )
}

async function sendPeople(
  deps: AccountsDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  unfinished?: Unfinished,
): Promise<FastifyReply> {
  const { db, pages } = deps
  const language = pages.language(request)
  const say = wordsIn(deps.say, language)
  const partyID = partyOf(request.actor, undefined)
  const people = await listPeople(db, request.actor, partyID)
  const organisation = (await deps.partyNames([partyID], language)).get(partyID) ?? ''
  const csrf = pages.field(request, reply)
  const body = peopleContent(say, { csrf, language, organisation, unfinished, ...people })
  const status = unfinished === undefined ? 200 : 400
  return pages.send(request, reply, { title: say('account.people.title'), body, status })
}

function sendLink(
  deps: AccountsDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  link: Link,
  name: string,
): Promise<FastifyReply> {
  const language = deps.pages.language(request)
  const say = wordsIn(deps.say, language)
  const body = linkContent(say, language, link, name)
  return deps.pages.send(request, reply, { title: say('account.people.invite'), body })
}
