import Type from 'typebox'
import { lowestID } from '../../../../platform/ids.ts'
import { problem } from '../../../../platform/problem.ts'
import type { MomentQuery, PageQuery, Routes } from '../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { endMandate, giveMandate } from './give-mandate.ts'
import type { MandateRow } from './mandate.store.ts'
import { findMandate, selectExpiring, selectMandates } from './mandate.store.ts'
import { Mandate, NewMandate } from './mandate.ts'

const tags = ['mandates']
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
const querystring = Type.Object({ asOf: momentQuery.asOf })
const expiresWithin = Type.Optional(
  Type.String({
    pattern: '^\\d{1,4}$',
    description: 'Only those in force today whose last day comes within so many days',
  }),
)

/** POST, GET /api/mandates · GET, DELETE /api/mandates/{id}: its two sides and the operator see a mandate, nobody else. */
export const mandatesRoutes: Routes = (http, { db }) => {
  http.post<{ Body: NewMandate }>(
    '/api/mandates',
    {
      config: { permission: 'registry.give-mandate' },
      schema: {
        tags,
        summary: 'Give a written mandate to another party',
        body: NewMandate,
        response: { 201: Mandate },
      },
    },
    async (request, reply) => {
      const mandate = await giveMandate(db, request.actor, request.body)
      return reply.code(201).header('location', `/api/mandates/${mandate.id}`).send(toView(mandate))
    },
  )

  http.get<{ Querystring: MomentQuery & PageQuery & { expiresWithin?: string } }>(
    '/api/mandates',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: 'List the mandates given and held',
        querystring: Type.Object({
          ...{ asOf: momentQuery.asOf, ...pageQuery, expiresWithin },
          after: Type.Optional(partyID),
        }),
        response: { 200: pageOf(Mandate) },
      },
    },
    async ({ actor, query }) => {
      const party = actor.can('registry.administer') ? null : actor.partyID
      const limit = Number(query.limit ?? 50)
      const asked = { party, after: query.after ?? lowestID, limit: limit + 1 }
      const { asOf } = readMoment(query)
      const days = query.expiresWithin
      const rows = await (days === undefined
        ? selectMandates(db, asked, asOf)
        : selectExpiring(db, asked, Number(days), { asOf }))
      return cutPage(rows, limit, ({ id }) => id, toView)
    },
  )

  http.get<{ Params: { id: string }; Querystring: MomentQuery }>(
    '/api/mandates/:id',
    {
      config: { permission: 'registry.read-own' },
      schema: { tags, summary: 'Read a mandate', params: Params, querystring, response: { 200: Mandate } },
    },
    async ({ actor, params, query }) => {
      const mandate = await findMandate(db, params.id, readMoment(query).asOf)
      const sides = mandate ? [mandate.principal, mandate.holder] : []
      if (!mandate || !(actor.can('registry.administer') || sides.includes(actor.partyID ?? '')))
        throw problem('registry.mandate-unknown', { mandate: params.id })
      return toView(mandate)
    },
  )

  http.delete<{ Params: { id: string } }>(
    '/api/mandates/:id',
    {
      config: { permission: 'registry.give-mandate' },
      schema: { tags, summary: 'Take a mandate back', params: Params, response: { 204: Type.Null() } },
    },
    async ({ actor, params }, reply) => {
      await endMandate(db, actor, params.id)
      return reply.code(204).send()
    },
  )
}

const toView = ({ keys, scopes, validTo, basisText, basisFile, ...mandate }: MandateRow) => ({
  ...mandate,
  ...(keys && { keys }),
  ...(scopes && { scopes }),
  ...(validTo !== 'infinity' && { validTo }),
  ...(basisText && { basisText }),
  ...(basisFile && { basisFile }),
})
