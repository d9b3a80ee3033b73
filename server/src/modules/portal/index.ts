/** What the public sees: scan pages, their data, QR codes, the status page. */
export { resolverPages } from './pages/resolver-pages.ts'
export { pagePolicy } from './pages/styles.ts'
export { portalProblems } from './problems.ts'
export { type PortalDeps, portalRoutes } from './scan/scan.routes.ts'
export { deleteSampleScans } from './scan-log/scan-log.store.ts'
export { type StatusView, statusPage } from './status/status.page.ts'
export { type StatusDeps, statusRoutes } from './status/status.routes.ts'
