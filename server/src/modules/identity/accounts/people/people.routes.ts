import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { problem } from '../../../../platform/problem.ts'
import { type Duty, duties } from '../../rights/role.ts'
import type { AccountsDeps } from '../deps.ts'
import { SessionView } from '../own/account.routes.ts'
import { invite, offerRecovery, revokeInvitation } from './invite.ts'
import { changeDuties, endMembership, endSessionsOf, listPeople, listSessionsOf, type Person } from './manage-people.ts'
import { managing } from './manage-reach.ts'

const tags = ['accounts']
const config = { permission: managing }
const ID = Type.String({ format: 'uuid' })
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Instant = Type.String({ format: 'date-time' })
const closed = { additionalProperties: false }
const Duties = Type.Array(Type.Enum([...duties]), { minItems: 1, maxItems: 4 })
const party = Type.Optional(Type.String({ format: 'uuid', description: 'The organisation; one’s own where not named' }))
const Query = Type.Object({ party })
const Params = Type.Object({ id: ID })
const SessionParams = Type.Object({ id: ID, session: ID })
const Link = Type.Object({
  id: ID,
  link: Type.String({ description: 'Opens once, for a day; answered this once' }),
  expiresAt: Instant,
})
const Name = Type.String({ maxLength: 200, pattern: '\\S' })
const Invited = Type.Object({ party, signInName: Text(200), name: Name, duties: Duties }, closed)
const People = Type.Object({
  items: Type.Array(
    Type.Object({
      id: ID,
      signInName: Type.String(),
      name: Type.String(),
      duties: Type.Array(Type.String()),
      since: Instant,
      secondFactor: Type.Boolean(),
    }),
  ),
  invitations: Type.Array(
    Type.Object({
      id: ID,
      purpose: Type.String(),
      signInName: Type.String(),
      name: Type.String(),
      duties: Type.Array(Type.String()),
      expiresAt: Instant,
    }),
  ),
})

type InvitedBody = { party?: string; signInName: string; name: string; duties: Duty[] }

/** The organisation that is meant: the one that is named, else the caller's. */
export const partyOf = (actor: Actor, named: string | undefined): string => {
  const partyID = named ?? actor.partyID
  if (partyID === null) throw problem('account.not-yours')
  return partyID
}

const personIn = ({ actor, params, query }: FastifyRequest): Person => ({
  partyID: partyOf(actor, (query as { party?: string }).party),
  accountID: (params as { id: string }).id,
})

/** POST, GET /api/accounts · DELETE /api/accounts/invitations/{id} */
export const peopleRoutes = (http: FastifyInstance, deps: AccountsDeps): void => {
  const { db } = deps
  http.post<{ Body: InvitedBody }>(
    '/api/accounts',
    {
      config,
      schema: { tags, summary: 'Invite a person to act for an organisation', body: Invited, response: { 201: Link } },
    },
    async ({ actor, body }, reply) => {
      const { party: named, ...person } = body
      const link = await invite(deps, actor, { ...person, partyID: partyOf(actor, named) })
      return reply.code(201).header('cache-control', 'no-store').send(link)
    },
  )
  http.get<{ Querystring: { party?: string } }>(
    '/api/accounts',
    {
      config,
      schema: { tags, summary: 'The people of an organisation', querystring: Query, response: { 200: People } },
    },
    ({ actor, query }) => listPeople(db, actor, partyOf(actor, query.party)),
  )
  http.delete<{ Params: { id: string }; Querystring: { party?: string } }>(
    '/api/accounts/invitations/:id',
    { config, schema: { tags, summary: 'Take an invitation back', params: Params, querystring: Query } },
    async ({ actor, params, query }, reply) => {
      await revokeInvitation(db, actor, partyOf(actor, query.party), params.id)
      return reply.code(204).send()
    },
  )
  membershipRoutes(http, deps)
  sessionsOfPeople(http, deps)
}

/** POST /api/accounts/{id}/recovery · PUT /api/accounts/{id}/duties · DELETE /api/accounts/{id} */
const membershipRoutes = (http: FastifyInstance, deps: AccountsDeps): void => {
  const { db } = deps
  http.post<{ Querystring: { keepSecondFactor?: 'true' | 'false' } }>(
    '/api/accounts/:id/recovery',
    {
      config,
      schema: {
        tags,
        summary: 'A link to begin anew with, or to set another password',
        params: Params,
        querystring: Type.Object({ party, keepSecondFactor: Type.Optional(Type.Enum(['true', 'false'])) }),
        response: { 201: Link },
      },
    },
    async (request, reply) => {
      const keepSecondFactor = request.query.keepSecondFactor === 'true'
      const link = await offerRecovery(deps, request.actor, { ...personIn(request), keepSecondFactor })
      return reply.code(201).header('cache-control', 'no-store').send(link)
    },
  )
  http.put<{ Body: { duties: Duty[] } }>(
    '/api/accounts/:id/duties',
    {
      config,
      schema: {
        tags,
        summary: 'What a person does in the organisation',
        params: Params,
        querystring: Query,
        body: Type.Object({ duties: Duties }, closed),
      },
    },
    async (request, reply) => {
      await changeDuties(db, request.actor, personIn(request), request.body.duties)
      return reply.code(204).send()
    },
  )
  http.delete(
    '/api/accounts/:id',
    { config, schema: { tags, summary: 'End a person’s membership', params: Params, querystring: Query } },
    async (request, reply) => {
      await endMembership(db, request.actor, personIn(request))
      return reply.code(204).send()
    },
  )
}

/** GET, DELETE /api/accounts/{id}/sessions · DELETE /api/accounts/{id}/sessions/{session} */
const sessionsOfPeople = (http: FastifyInstance, { db }: AccountsDeps): void => {
  const response = { 200: Type.Object({ items: Type.Array(SessionView) }) }
  http.get(
    '/api/accounts/:id/sessions',
    {
      config,
      schema: { tags, summary: 'Where a person is signed in for it', params: Params, querystring: Query, response },
    },
    async (request) => ({ items: await listSessionsOf(db, request.actor, personIn(request)) }),
  )
  http.delete(
    '/api/accounts/:id/sessions',
    { config, schema: { tags, summary: 'End all of a person’s sessions for it', params: Params, querystring: Query } },
    async (request, reply) => {
      await endSessionsOf(db, request.actor, personIn(request))
      return reply.code(204).send()
    },
  )
  http.delete<{ Params: { session: string } }>(
    '/api/accounts/:id/sessions/:session',
    {
      config,
      schema: { tags, summary: 'End one of a person’s sessions for it', params: SessionParams, querystring: Query },
    },
    async (request, reply) => {
      await endSessionsOf(db, request.actor, personIn(request), request.params.session)
      return reply.code(204).send()
    },
  )
}
