import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { AccountsDeps } from '../deps.ts'
import { changePassword } from '../password/change-password.ts'
import { actFor, endOwnSessions, personOf, viewOwnAccount } from './person.ts'

const tags = ['account']
const signedIn = { permission: 'signed-in' }
const ID = Type.String({ format: 'uuid' })
const Instant = Type.String({ format: 'date-time' })
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const closed = { additionalProperties: false }
const Membership = Type.Object({ partyID: ID, duties: Type.Array(Type.String()) })
export const SessionView = Type.Object({
  id: ID,
  partyID: ID,
  method: Type.String(),
  network: Type.String(),
  device: Type.String(),
  createdAt: Instant,
  lastSeenAt: Instant,
})
const OwnAccount = Type.Object({
  id: ID,
  signInName: Type.String(),
  name: Type.String(),
  actingFor: ID,
  memberships: Type.Array(Membership),
  secondFactor: Type.Object({
    totp: Type.Boolean(),
    passkeys: Type.Array(
      Type.Object({
        id: Type.String(),
        label: Type.String(),
        createdAt: Instant,
        lastUsedAt: Type.Union([Instant, Type.Null()]),
      }),
    ),
    recoveryCodes: Type.Integer({ description: 'How many are left' }),
  }),
  sessions: Type.Array(Type.Intersect([SessionView, Type.Object({ current: Type.Boolean() })])),
})
const Change = Type.Object({ current: Text(1000), password: Text(1000) }, closed)

/** GET /api/account · PUT /api/account/password, /acting-for · DELETE /api/account/sessions, /sessions/{id} */
export const accountRoutes = (http: FastifyInstance, deps: AccountsDeps): void => {
  const { db } = deps
  http.get(
    '/api/account',
    { config: signedIn, schema: { tags, summary: 'Who is signed in, and for whom', response: { 200: OwnAccount } } },
    async (request, reply) => reply.header('cache-control', 'no-store').send(await viewOwnAccount(db, request.actor)),
  )
  http.put<{ Body: { current: string; password: string } }>(
    '/api/account/password',
    { config: signedIn, schema: { tags, summary: 'Set another password: other sessions end', body: Change } },
    async (request, reply) => {
      await changePassword(deps, request.actor, personOf(request.actor).accountID, request.body)
      return reply.code(204).send()
    },
  )
  http.put<{ Body: { party: string } }>(
    '/api/account/acting-for',
    {
      config: signedIn,
      schema: { tags, summary: 'Act for another of one’s organisations', body: Type.Object({ party: ID }, closed) },
    },
    async (request, reply) => {
      await actFor(db, request.actor, request.body.party)
      return reply.code(204).send()
    },
  )
  http.delete(
    '/api/account/sessions',
    { config: signedIn, schema: { tags, summary: 'End all one’s sessions but this one' } },
    async (request, reply) => {
      await endOwnSessions(db, request.actor)
      return reply.code(204).send()
    },
  )
  http.delete<{ Params: { id: string } }>(
    '/api/account/sessions/:id',
    { config: signedIn, schema: { tags, summary: 'End one of one’s sessions', params: Type.Object({ id: ID }) } },
    async (request, reply) => {
      await endOwnSessions(db, request.actor, request.params.id)
      return reply.code(204).send()
    },
  )
}
