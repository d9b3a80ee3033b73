import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Metrics } from './metrics.ts'
import { isOwnMachine } from './networks.ts'
import { currentPosition } from './positions.ts'
import type { Db } from './postgres/database.ts'
import { problem } from './problem.ts'
import { version } from './version.ts'

/** GET /health for everybody, its details for whoever operates us; GET /metrics for the operator's key or a collector on the same machine. */
export const healthRoutes = (http: FastifyInstance, { db, metrics }: { db: Db; metrics: Metrics }): void => {
  http.get(
    '/health',
    { schema: { summary: 'Is it up', tags: ['Operation'] }, config: { permission: 'public' } },
    async ({ actor }, reply) => {
      reply.header('cache-control', 'no-store')
      const details = (more: object) => (actor.can('system.operate') ? { ...more, version } : {})
      try {
        const position = await currentPosition(db)
        return { status: 'up', ...details({ database: 'up', position }) }
      } catch {
        return reply
          .code(503)
          .header('retry-after', '5')
          .send({ status: 'down', ...details({ database: 'away' }) })
      }
    },
  )
  http.get(
    '/metrics',
    { schema: { summary: 'Figures for Prometheus', tags: ['Operation'] }, config: { permission: 'public' } },
    async (request, reply) => {
      if (request.actor.kind !== 'operator' && !isLocal(request)) {
        throw problem('platform.unauthorized', {}, { headers: { 'www-authenticate': 'Bearer realm="nguon"' } })
      }
      return reply.type(metrics.contentType).send(await metrics.write())
    },
  )
}

/** What comes through a proxy is the world's, be the proxy on this machine. */
const isLocal = ({ ip, headers }: FastifyRequest): boolean =>
  isOwnMachine(ip) && headers['x-forwarded-for'] === undefined && headers.forwarded === undefined
