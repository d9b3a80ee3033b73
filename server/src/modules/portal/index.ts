/** What the public sees: scan pages, their data, QR codes, the status page. */
export { wordsIn } from './frame.page.ts'
export { portalProblems } from './problems.ts'
export { qrSvg } from './qr.ts'
export { resolverPages } from './resolver-pages.ts'
export { type PortalDeps, portalRoutes } from './scan.routes.ts'
export { deleteSampleScans } from './scan-log.store.ts'
export { type StatusView, statusPage } from './status.page.ts'
export { pagePolicy } from './styles.ts'
