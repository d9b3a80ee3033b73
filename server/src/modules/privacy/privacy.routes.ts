import type { FastifyInstance } from 'fastify'
import type { Say } from '../../platform/messages.ts'
import type { Db } from '../../platform/postgres/database.ts'
import { consentsRoutes } from './consents/consents.routes.ts'
import { personsRoutes } from './persons/persons.routes.ts'
import { requestsRoutes } from './requests/requests.routes.ts'
import { retentionRoutes } from './retention/retention.routes.ts'

export type PrivacyDeps = { db: Db; say: Say }

/** Everything about personal data and retention, under /api. */
export const privacyRoutes = (http: FastifyInstance, deps: PrivacyDeps): void => {
  consentsRoutes(http, deps)
  requestsRoutes(http, deps)
  personsRoutes(http, deps)
  retentionRoutes(http, deps)
}
