import Type from 'typebox'
import { lowestID } from '../../../../../platform/ids.ts'
import { problem } from '../../../../../platform/problem.ts'
import { Day } from '../../../parties/party.ts'
import { dayOf } from '../../../versions/moment.ts'
import type { MomentQuery, PageQuery, Routes } from '../../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../../wire.ts'
import { findConnection, selectConnections, selectTargets } from './connection.store.ts'
import { Connection, type ConnectionRow, NewConnection } from './connection.ts'
import { declareConnection, endConnection } from './declare-connection.ts'

const tags = ['systems']
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
type Params = { id: string }

/** POST, GET /api/connections · GET, DELETE /api/connections/{id} · GET /api/national-targets */
export const connectionsRoutes: Routes = (http, deps) => {
  writeRoutes(http, deps)
  readRoutes(http, deps)
}

const writeRoutes: Routes = (http, { db }) => {
  const config = { permission: 'registry.write-own' }
  http.post<{ Body: NewConnection }>(
    '/api/connections',
    {
      config,
      schema: {
        tags,
        summary: 'Declare through which system products are reported to a national target',
        body: NewConnection,
        response: { 201: Connection },
      },
    },
    async ({ actor, body }, reply) => {
      const connection = await declareConnection(db, actor, body)
      return reply.code(201).header('location', `/api/connections/${connection.id}`).send(toView(connection))
    },
  )

  http.delete<{ Params: Params; Querystring: { lastDay?: string } }>(
    '/api/connections/:id',
    {
      config,
      schema: {
        tags,
        summary: 'End a connection',
        params: Params,
        querystring: Type.Object({ lastDay: Type.Optional({ ...Day, description: 'Today where not named' }) }),
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, query }, reply) => {
      await endConnection(db, actor, params.id, query.lastDay ?? dayOf(new Date()))
      return reply.code(204).send()
    },
  )
}

type ListQuery = MomentQuery & PageQuery & { party?: string }

const readRoutes: Routes = (http, { db }) => {
  const config = { permission: 'registry.read-own' }
  http.get<{ Querystring: ListQuery }>(
    '/api/connections',
    {
      config,
      schema: {
        tags,
        summary: "List the connections of one's products, and those through one's systems",
        querystring: Type.Object({
          asOf: momentQuery.asOf,
          at: Type.Optional({ ...Day, description: 'Those of this day; all that ever were where not named' }),
          ...pageQuery,
          after: Type.Optional(partyID),
          party: Type.Optional(partyID),
        }),
        response: { 200: pageOf(Connection) },
      },
    },
    async ({ actor, query }) => {
      const limit = Number(query.limit ?? 50)
      const seer = actor.can('registry.administer') ? null : actor.partyID
      const asked = { seer, party: query.party ?? null, after: query.after ?? lowestID, limit: limit + 1 }
      return cutPage(await selectConnections(db, asked, readMoment(query)), limit, ({ id }) => id, toView)
    },
  )

  http.get<{ Params: Params }>(
    '/api/connections/:id',
    { config, schema: { tags, summary: 'Read a connection', params: Params, response: { 200: Connection } } },
    async ({ actor, params }) => {
      const connection = await findConnection(db, params.id)
      const sides = connection ? [connection.party, connection.owner] : []
      if (!connection || !(actor.can('registry.administer') || sides.includes(actor.partyID ?? '')))
        throw problem('registry.connection-unknown', { connection: params.id })
      return toView(connection)
    },
  )

  http.get(
    '/api/national-targets',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'The national systems to which products are reported',
        response: {
          200: Type.Object({
            items: Type.Array(Type.Object({ target: Type.String(), names: Type.Record(Type.String(), Type.String()) })),
          }),
        },
      },
    },
    async () => ({ items: await selectTargets(db) }),
  )
}

const toView = ({ product, productGroup, validTo, ...row }: Omit<ConnectionRow, 'owner'>) => ({
  ...row,
  ...(product !== null && { product }),
  ...(productGroup !== null && { productGroup }),
  ...(validTo !== 'infinity' && { validTo }),
})
