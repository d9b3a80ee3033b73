import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { isID } from '../../../../platform/ids.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { pageSize } from '../../query/page.ts'
import { toInstant } from '../../timestamp.ts'
import { visibleParty } from '../../visibility/sight.ts'
import { countRefusals, type KeptRefusal, selectRefusals } from './refusal.store.ts'

type Query = { perPage?: string; nextPageToken?: string; since?: string }

/** GET /api/refusals and /api/refusals/summary: what a party's own documents were refused for. */
export const refusalRoutes = (http: FastifyInstance, { db, publicUrl }: { db: Db; publicUrl: string }): void => {
  const config = { permission: 'events.capture' }
  http.get<{ Querystring: Query }>('/api/refusals', { schema: listSchema, config }, async (request, reply) => {
    const { perPage, nextPageToken } = request.query
    const most = pageSize(perPage)
    const rows = await selectRefusals(db, visibleParty(request.actor), tokenOf(nextPageToken), most + 1)
    const page = rows.slice(0, most)
    if (rows.length > most) {
      const next = `perPage=${most}&nextPageToken=${page.at(-1)?.refusalID}`
      reply.header('link', `<${publicUrl}/api/refusals?${next}>; rel="next"`)
    }
    return page.map(view)
  })
  http.get<{ Querystring: Query }>('/api/refusals/summary', { schema: summarySchema, config }, async (request) => {
    const counts = await countRefusals(db, visibleParty(request.actor), sinceOf(request.query.since))
    return counts.map((count) => ({ ...count, last: toInstant(count.last) }))
  })
}

const tokenOf = (token: string | undefined): string | null => {
  if (token === undefined) return null
  if (!isID(token)) throw problem('events.page-token-invalid')
  return token
}

const sinceOf = (since: string | undefined): string | null => {
  if (since === undefined) return null
  const moment = new Date(since)
  if (/^\d{4}-\d\d-\d\d/.test(since) && !Number.isNaN(moment.getTime())) return moment.toISOString()
  const detail = { code: 'query-parameter-invalid', field: 'since', params: { name: 'since' } }
  throw problem('events.query-parameter-invalid', {}, { errors: [detail] })
}

const view = (row: KeptRefusal) => ({
  ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
  at: toInstant(row.at),
})

const text = (description: string) => Type.Optional(Type.String({ description }))

const refusalSchema = Type.Object({
  refusalID: Type.String(),
  partyID: Type.String(),
  credentialID: text('The key that was used'),
  at: Type.String(),
  rule: Type.String({ description: 'The code of the rule, as in the answer that refused' }),
  exception: Type.String({ description: 'The exception of EPCIS 2.0' }),
  field: text('JSON Pointer to the member'),
  event: Type.Optional(Type.Integer({ description: 'Which event of the document, from 0' })),
  eventID: text('Where the rule is about it'),
  captureID: text('The job, where the document became one'),
})

const listSchema = {
  summary: 'List what your documents were refused for, newest first',
  description: 'Rule and place of each refusal, without the document. The operator sees those of every party.',
  tags: ['Refusals'],
  querystring: Type.Object({ perPage: text('1 to 1000, 30 by default'), nextPageToken: text('As in Link') }),
  response: { 200: Type.Array(refusalSchema) },
}

const summarySchema = {
  summary: 'Count refusals by rule',
  tags: ['Refusals'],
  querystring: Type.Object({ since: text('From this moment on (ISO 8601)') }),
  response: {
    200: Type.Array(
      Type.Object({
        rule: Type.String(),
        exception: Type.String(),
        count: Type.Integer(),
        last: Type.String(),
      }),
    ),
  },
}
