import Type from 'typebox'
import { lowestID } from '../../../../platform/ids.ts'
import { problem } from '../../../../platform/problem.ts'
import type { MomentQuery, PageQuery, Routes } from '../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { Day } from '../party.ts'
import { assertMembership, confirmMembership, endMembership, readMembership } from './change-membership.ts'
import { type MembershipRow, selectMemberships } from './membership.store.ts'
import { Membership, NewMembership } from './membership.ts'

const tags = ['memberships']
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
type Params = { id: string }

/** POST, GET /api/memberships · GET, DELETE /api/memberships/{id} · POST /api/memberships/{id}/confirmation */
export const membershipsRoutes: Routes = (http, deps) => {
  readRoutes(http, deps)
  changeRoutes(http, deps)
}

type ListQuery = MomentQuery & PageQuery & { party?: string; side?: 'group' | 'member' }

const readRoutes: Routes = (http, { db }) => {
  http.get<{ Querystring: ListQuery }>(
    '/api/memberships',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: "List a party's members, or what it is a member of",
        querystring: Type.Object({
          asOf: momentQuery.asOf,
          at: Type.Optional({ ...Day, description: 'Those of this day; all that ever were where not named' }),
          ...pageQuery,
          after: Type.Optional(partyID),
          party: Type.Optional({ ...partyID, description: "The caller's where not named" }),
          side: Type.Optional(
            Type.Enum(['group', 'member'], { description: 'group: its members; member: its groups' }),
          ),
        }),
        response: { 200: pageOf(Membership) },
      },
    },
    async ({ actor, query }) => {
      const party = query.party ?? actor.partyID
      if (party === null || (party !== actor.partyID && !actor.can('registry.administer')))
        throw problem('registry.not-yours')
      const limit = Number(query.limit ?? 50)
      const asked = { party, side: query.side ?? 'group', after: query.after ?? lowestID, limit: limit + 1 }
      const rows = await selectMemberships(db, asked, readMoment(query))
      return cutPage(rows, limit, ({ id }) => id, toView)
    },
  )

  http.get<{ Params: Params; Querystring: MomentQuery }>(
    '/api/memberships/:id',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: 'Read a membership',
        params: Params,
        querystring: Type.Object({ asOf: momentQuery.asOf }),
        response: { 200: Membership },
      },
    },
    async ({ actor, params, query }) => toView(await readMembership(db, actor, params.id, readMoment(query).asOf)),
  )
}

const changeRoutes: Routes = (http, { db }) => {
  const config = { permission: 'registry.write-own' }
  http.post<{ Body: NewMembership }>(
    '/api/memberships',
    {
      config,
      schema: {
        tags,
        summary: 'Say that a party is a member of a cooperative or an association',
        body: NewMembership,
        response: { 201: Membership },
      },
    },
    async ({ actor, body }, reply) => {
      const membership = await assertMembership(db, actor, body)
      return reply.code(201).header('location', `/api/memberships/${membership.id}`).send(toView(membership))
    },
  )

  http.post<{ Params: Params }>(
    '/api/memberships/:id/confirmation',
    { config, schema: { tags, summary: 'Agree to a membership', params: Params, response: { 200: Membership } } },
    async ({ actor, params }) => toView(await confirmMembership(db, actor, params.id)),
  )

  http.delete<{ Params: Params; Querystring: { lastDay?: string } }>(
    '/api/memberships/:id',
    {
      config,
      schema: {
        tags,
        summary: 'End a membership, or refuse one that is asserted',
        params: Params,
        querystring: Type.Object({ lastDay: Type.Optional({ ...Day, description: 'Today where not named' }) }),
        response: { 200: Membership },
      },
    },
    async ({ actor, params, query }) => toView(await endMembership(db, actor, params.id, query.lastDay)),
  )
}

const toView = ({ validTo, basis, ...row }: MembershipRow) => ({
  ...row,
  ...(validTo !== 'infinity' && { validTo }),
  ...(basis !== null && { basis }),
})
