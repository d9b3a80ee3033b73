import Type from 'typebox'
import { problem } from '../../../../platform/problem.ts'
import { endGrant, grantRole, grantsOf, roles } from '../../../identity/index.ts'
import type { Routes } from '../../wire.ts'
import { partyID } from '../../wire.ts'
import { Day } from '../party.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

const Params = Type.Object({ id: partyID })
const tags = ['parties']
const names = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 500 })
const role = Type.Enum([...roles])
const orNull = Type.Union([Type.String(), Type.Null()])

const NewGrant = Type.Object(
  {
    role,
    accountID: Type.Optional(Type.String({ format: 'uuid', description: 'One person of it; else the whole' })),
    groups: Type.Optional({ ...names, description: 'Product groups that the role reaches' }),
    units: Type.Optional({ ...names, description: 'Codes of administrative units that the role reaches' }),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional({ ...Day, description: 'The last day' }),
    basis: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
type NewGrant = Type.Static<typeof NewGrant>

const Grant = Type.Object({
  id: Type.String(),
  accountID: orNull,
  role,
  groups: names,
  units: names,
  validFrom: orNull,
  validTo: orNull,
  grantedAt: Type.String(),
  basis: orNull,
  endedAt: orNull,
})

/** POST, GET /api/parties/{id}/roles · DELETE /api/parties/{id}/roles/{grantID} */
export const rolesRoutes: Routes = (http, { db }) => {
  http.post<{ Params: { id: string }; Body: NewGrant }>(
    '/api/parties/:id/roles',
    {
      config: { permission: 'identity.grant-role' },
      schema: {
        tags,
        summary: 'Give an organisation, or one person of it, a role',
        params: Params,
        body: NewGrant,
        response: { 201: Type.Object({ id: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await refuseUnknown(db, id)
      const given = await db.transaction((tx) => grantRole(tx, request.actor, id, request.body))
      return reply.code(201).send({ id: given })
    },
  )

  http.get<{ Params: { id: string } }>(
    '/api/parties/:id/roles',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: 'The roles of an organisation, those that ended too',
        params: Params,
        response: { 200: Type.Object({ items: Type.Array(Grant) }) },
      },
    },
    async ({ actor, params: { id } }) => {
      // Refused before anything is looked up: the answer is the same whether there is such a party or not.
      if (actor.partyID !== id && !actor.can('identity.grant-role')) throw problem('registry.not-yours')
      await refuseUnknown(db, id)
      return { items: await grantsOf(db, id) }
    },
  )

  http.delete<{ Params: { id: string; grantID: string } }>(
    '/api/parties/:id/roles/:grantID',
    {
      config: { permission: 'identity.grant-role' },
      schema: {
        tags,
        summary: 'End a role; its rights end with it',
        params: Type.Object({ id: partyID, grantID: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id, grantID } = request.params
      await db.transaction((tx) => endGrant(tx, request.actor, id, grantID))
      return reply.code(204).send()
    },
  )
}
