import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Db } from '../../../platform/postgres/database.ts'
import { discovery } from '../discovery.ts'
import { freeToken } from './next-page.ts'

/** DELETE /nextPageToken/{token} */
export const nextPageRoutes = (http: FastifyInstance, deps: { db: Db }): void => {
  http.delete<{ Params: { token: string } }>(
    '/nextPageToken/:token',
    {
      schema: {
        summary: 'Give up a token of a next page',
        description: 'Asked for after that, the page is refused. A token holds no state here and ends by itself.',
        tags: ['EPCIS 2.0'],
        params: Type.Object({ token: Type.String() }),
      },
      config: { permission: 'events.query' },
    },
    async (request, reply) => {
      await freeToken(deps.db, request.actor, request.params.token)
      return reply.code(204).send()
    },
  )
  discovery(http, '/nextPageToken/:token', ['DELETE'])
}
