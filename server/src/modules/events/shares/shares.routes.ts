import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Db } from '../../../platform/postgres/database.ts'
import { uriOf } from '../resources/word.ts'
import { endShare, findShare, giveShare, type ShareRequest, sideOf } from './give-share.ts'
import { type Share, selectShares } from './share.store.ts'

const tags = ['events']
const config = { permission: 'events.share' }
const uuid = Type.String({ format: 'uuid' })
const Day = Type.String({ format: 'date', pattern: '^\\d{4}-\\d\\d-\\d\\d$' })
const NewShare = Type.Object(
  {
    partner: uuid,
    key: Type.String({ minLength: 1, maxLength: 500, description: 'A Digital Link, its path, or an EPC URN' }),
    validFrom: Day,
    validTo: Day,
  },
  { additionalProperties: false },
)
const ShareView = Type.Object({
  id: uuid,
  owner: uuid,
  partner: uuid,
  key: Type.String(),
  uri: Type.String(),
  validFrom: Day,
  validTo: Day,
  givenAt: Type.String(),
  endedAt: Type.Optional(Type.String()),
  complete: Type.Boolean({ description: 'false: the chain is too long to be shared whole' }),
})
const Params = Type.Object({ id: uuid })
const Page = Type.Object(
  { after: Type.Optional(uuid), limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d?|1\\d\\d|200)$' })) },
  { additionalProperties: false },
)

/** POST, GET /api/shares · GET, DELETE /api/shares/{id} */
export const sharesRoutes = (http: FastifyInstance, { db }: { db: Db }): void => {
  http.post<{ Body: ShareRequest }>(
    '/api/shares',
    {
      config,
      schema: {
        tags,
        summary: 'Share a chain with a partner for a period',
        description:
          'The partner sees what you yourself declared of the key, of what it stems from and of what became of it, from the first day to the last, in Viet Nam.',
        body: NewShare,
        response: { 201: ShareView },
      },
    },
    async ({ actor, body }, reply) => {
      const share = await giveShare(db, actor, body)
      return reply.code(201).header('location', `/api/shares/${share.id}`).send(toView(share))
    },
  )
  http.get<{ Querystring: { after?: string; limit?: string } }>(
    '/api/shares',
    {
      config,
      schema: {
        tags,
        summary: 'List what you share, and what is shared with you, newest first',
        querystring: Page,
        response: { 200: Type.Object({ items: Type.Array(ShareView), next: Type.Optional(uuid) }) },
      },
    },
    async ({ actor, query }) => {
      const limit = Number(query.limit ?? 50)
      const rows = await selectShares(db, await sideOf(db, actor), query.after, limit + 1)
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return { items: items.map(toView), ...(rows.length > limit && last !== undefined && { next: last.id }) }
    },
  )
  http.get<{ Params: { id: string } }>(
    '/api/shares/:id',
    { config, schema: { tags, summary: 'Read a share', params: Params, response: { 200: ShareView } } },
    async ({ actor, params }) => toView(await findShare(db, actor, params.id)),
  )
  http.delete<{ Params: { id: string } }>(
    '/api/shares/:id',
    { config, schema: { tags, summary: 'Take a share back', params: Params, response: { 204: Type.Null() } } },
    async ({ actor, params }, reply) => {
      await endShare(db, actor, params.id)
      return reply.code(204).send()
    },
  )
}

const toView = ({ endedAt, ...share }: Share) => ({
  ...share,
  uri: uriOf(share.key),
  ...(endedAt !== null && { endedAt }),
})
