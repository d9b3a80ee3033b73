import type { FastifyInstance } from 'fastify'
import { consentsRoutes } from './consents/consents.routes.ts'
import type { PrivacyDeps } from './deps.ts'
import { privacyPagesRoutes } from './pages/privacy-pages.routes.ts'
import { personsRoutes } from './persons/persons.routes.ts'
import { requestsRoutes } from './requests/requests.routes.ts'
import { retentionRoutes } from './retention/retention.routes.ts'

/** Everything about personal data and retention, under /api and as pages. */
export const privacyRoutes = async (http: FastifyInstance, deps: PrivacyDeps): Promise<void> => {
  consentsRoutes(http, deps)
  requestsRoutes(http, deps)
  personsRoutes(http, deps)
  retentionRoutes(http, deps)
  await privacyPagesRoutes(http, deps)
}
