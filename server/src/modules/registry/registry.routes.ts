import { claimsRoutes } from './claims/claims.routes.ts'
import { locationsRoutes } from './locations/locations.routes.ts'
import { mandatesRoutes } from './mandates/mandates.routes.ts'
import { keysRoutes } from './parties/keys.routes.ts'
import { partiesRoutes } from './parties/parties.routes.ts'
import { productsRoutes } from './products/products.routes.ts'
import type { Routes } from './wire.ts'

/** Everything of the register under /api. */
export const registryRoutes: Routes = (http, deps) => {
  for (const routes of [partiesRoutes, keysRoutes, productsRoutes, locationsRoutes, claimsRoutes, mandatesRoutes])
    routes(http, deps)
}
