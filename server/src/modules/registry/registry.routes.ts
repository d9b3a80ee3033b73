import { problem } from '../../platform/problem.ts'
import { certificatesRoutes } from './certificates/certificates.routes.ts'
import { testResultsRoutes } from './certificates/test-results.routes.ts'
import { claimsRoutes } from './claims/claims.routes.ts'
import { groupsRoutes } from './groups/groups.routes.ts'
import { listsRoutes } from './groups/lists/lists.routes.ts'
import { locationsRoutes } from './locations/locations.routes.ts'
import { mandatesRoutes } from './mandates/mandates.routes.ts'
import { masterDataRoutes } from './master-data/master-data.routes.ts'
import { numbersRoutes } from './numbers/numbers.routes.ts'
import { obligationsRoutes } from './obligations/obligations.routes.ts'
import { applicationsRoutes } from './parties/applications/applications.routes.ts'
import { barcodeUseRoutes } from './parties/barcode-use/barcode-use.routes.ts'
import { credentialsRoutes } from './parties/credentials.routes.ts'
import { membershipsRoutes } from './parties/members/memberships.routes.ts'
import { mergesRoutes } from './parties/merging/merges.routes.ts'
import { partiesRoutes } from './parties/parties.routes.ts'
import { rolesRoutes } from './parties/roles.routes.ts'
import { completenessRoutes } from './products/completeness/completeness.routes.ts'
import { confirmationsRoutes } from './products/confirmation/confirmations.routes.ts'
import { productsRoutes } from './products/products.routes.ts'
import { conformityRoutes } from './systems/conformity/conformity.routes.ts'
import { connectionsRoutes } from './systems/connections/connections.routes.ts'
import { providersRoutes } from './systems/providers.routes.ts'
import { systemStatisticsRoutes } from './systems/statistics.routes.ts'
import { systemsRoutes } from './systems/systems.routes.ts'
import { convertRoutes } from './units/address/convert.routes.ts'
import { statisticsRoutes } from './units/statistics/statistics.routes.ts'
import { unitsRoutes } from './units/units.routes.ts'
import type { Routes } from './wire.ts'

/** Everything of the register under /api. */
export const registryRoutes: Routes = (http, deps) => {
  http.register(async (scope) => {
    scope.addHook('preValidation', async ({ body, query, params }) => {
      if (![body, query, params].every((part) => isStorable(part))) throw problem('registry.text-unfit')
    })
    for (const routes of [
      partiesRoutes,
      applicationsRoutes,
      membershipsRoutes,
      barcodeUseRoutes,
      mergesRoutes,
      credentialsRoutes,
      rolesRoutes,
      productsRoutes,
      confirmationsRoutes,
      completenessRoutes,
      groupsRoutes,
      listsRoutes,
      obligationsRoutes,
      locationsRoutes,
      claimsRoutes,
      mandatesRoutes,
      certificatesRoutes,
      testResultsRoutes,
      numbersRoutes,
      systemsRoutes,
      conformityRoutes,
      connectionsRoutes,
      systemStatisticsRoutes,
      providersRoutes,
      masterDataRoutes,
      unitsRoutes,
      convertRoutes,
      statisticsRoutes,
    ])
      routes(scope, deps)
  })
}

/**
 * No text of the database holds NUL or half a surrogate pair, and nobody's words are a hundred lists within each other:
 * refused here, before any schema or store sees it.
 */
const isStorable = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (!value || typeof value !== 'object') return true
  if (depth > deepest) return false
  return Object.entries(value).every(([name, inner]) => isStorable(name) && isStorable(inner, depth + 1))
}

const deepest = 100
