import { problem } from '../../platform/problem.ts'
import { isStorable } from '../../platform/storable.ts'
import { certificatesRoutes } from './compliance/certificates/certificates.routes.ts'
import { obligationsRoutes } from './compliance/obligations/obligations.routes.ts'
import { conformityRoutes } from './compliance/systems/conformity/conformity.routes.ts'
import { connectionsRoutes } from './compliance/systems/connections/connections.routes.ts'
import { providersRoutes } from './compliance/systems/providers.routes.ts'
import { systemStatisticsRoutes } from './compliance/systems/statistics.routes.ts'
import { systemsRoutes } from './compliance/systems/systems.routes.ts'
import { testResultsRoutes } from './compliance/test-results/test-results.routes.ts'
import { claimsRoutes } from './keys/claims/claims.routes.ts'
import { numbersRoutes } from './keys/numbers/numbers.routes.ts'
import { applicationsRoutes } from './parties/applications/applications.routes.ts'
import { barcodeUseRoutes } from './parties/barcode-use/barcode-use.routes.ts'
import { membershipsRoutes } from './parties/members/memberships.routes.ts'
import { mergesRoutes } from './parties/merging/merges.routes.ts'
import { partiesRoutes } from './parties/parties.routes.ts'
import { credentialsRoutes } from './parties/roles/credentials.routes.ts'
import { rolesRoutes } from './parties/roles/roles.routes.ts'
import { locationsRoutes } from './places/locations/locations.routes.ts'
import { convertRoutes } from './places/units/address/convert.routes.ts'
import { statisticsRoutes } from './places/units/statistics/statistics.routes.ts'
import { unitsRoutes } from './places/units/units.routes.ts'
import { completenessRoutes } from './products/completeness/completeness.routes.ts'
import { confirmationsRoutes } from './products/confirmation/confirmations.routes.ts'
import { groupsRoutes } from './products/groups/groups.routes.ts'
import { listsRoutes } from './products/groups/lists/lists.routes.ts'
import { productsRoutes } from './products/products.routes.ts'
import { mandatesRoutes } from './rights/mandates/mandates.routes.ts'
import { masterDataRoutes } from './statements/master-data/master-data.routes.ts'
import type { Routes } from './wire.ts'

/** Everything of the register under /api. */
export const registryRoutes: Routes = (http, deps) => {
  http.register(async (scope) => {
    // Refused here, before any schema or store sees it.
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
