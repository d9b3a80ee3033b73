import type { FastifyInstance } from 'fastify'
import type { Say } from '../../platform/messages.ts'
import type { Db } from '../../platform/postgres/database.ts'
import type { Pages } from '../identity/index.ts'
import { consentsRoutes } from './consents/consents.routes.ts'
import { privacyPagesRoutes } from './pages/privacy-pages.routes.ts'
import { personsRoutes } from './persons/persons.routes.ts'
import { requestsRoutes } from './requests/requests.routes.ts'
import { retentionRoutes } from './retention/retention.routes.ts'

export type PrivacyDeps = { db: Db; say: Say; pages: Pages }

/** Everything about personal data and retention, under /api and as pages. */
export const privacyRoutes = async (http: FastifyInstance, deps: PrivacyDeps): Promise<void> => {
  consentsRoutes(http, deps)
  requestsRoutes(http, deps)
  personsRoutes(http, deps)
  retentionRoutes(http, deps)
  await privacyPagesRoutes(http, deps)
}
