import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Db } from '../../../platform/postgres/database.ts'
import { discovery } from '../discovery.ts'
import { negotiateJson } from './json-only.ts'
import { createNamedQuery, findNamedQuery, listNamedQueries, removeNamedQuery } from './named-queries.ts'

export type NamedQueryRouteDeps = { db: Db; publicUrl: string }

type List = { Querystring: { perPage?: string; nextPageToken?: string } }
type One = { Params: { queryName: string } }

const config = { permission: 'events.query' }

/** GET and POST /queries, GET and DELETE /queries/{queryName}. */
export const namedQueryRoutes = (http: FastifyInstance, { db, publicUrl }: NamedQueryRouteDeps): void => {
  http.get<List>('/queries', { schema: schemas.list, config }, async ({ actor, query, headers }, reply) => {
    reply.type(negotiateJson(headers))
    const { queries, next } = await listNamedQueries(db, actor, query)
    if (next !== undefined) {
      const more = new URLSearchParams({ ...query, nextPageToken: next })
      reply.header('link', `<${publicUrl}/queries?${more}>; rel="next"`)
    }
    return reply.send(JSON.stringify(queries))
  })
  http.post('/queries', { schema: schemas.make, config }, async ({ actor, body, headers }, reply) => {
    negotiateJson(headers)
    const { name } = await createNamedQuery(db, actor, body)
    return reply
      .code(201)
      .header('location', `${publicUrl}/queries/${encodeURIComponent(name)}`)
      .send()
  })
  http.get<One>('/queries/:queryName', { schema: schemas.one, config }, async ({ actor, params, headers }, reply) => {
    reply.type(negotiateJson(headers))
    return reply.send(JSON.stringify(await findNamedQuery(db, actor, params.queryName)))
  })
  http.delete<One>('/queries/:queryName', { schema: schemas.remove, config }, async ({ actor, params }, reply) => {
    await removeNamedQuery(db, actor, params.queryName)
    return reply.code(204).send()
  })
  discovery(http, '/queries', ['GET', 'POST'])
  discovery(http, '/queries/:queryName', ['GET', 'DELETE'], {
    find: ({ actor, params }) => findNamedQuery(db, actor, params.queryName ?? ''),
  })
}

const tags = ['EPCIS 2.0']
const params = Type.Object({ queryName: Type.String() })

// What is wrong with a body is said by named-query.ts, in the standard's exceptions; this only describes it.
const body = {
  type: 'object',
  properties: {
    name: { description: 'Up to 100 letters, digits, blanks and _ . ~ ( ) + : @ -' },
    query: { description: 'Parameters of GET /events as JSON: lists as arrays, numbers and booleans as such' },
  },
}

const schemas = {
  list: {
    tags,
    summary: "List the named queries of one's own",
    querystring: Type.Object({ perPage: Type.Optional(Type.String()), nextPageToken: Type.Optional(Type.String()) }),
  },
  make: { tags, summary: 'Keep a query under a name', body },
  one: { tags, summary: 'Read a named query', params },
  remove: { tags, summary: 'Remove a named query, and unsubscribe everyone from it', params },
}
