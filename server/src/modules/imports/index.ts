/** Spreadsheets into the register and out of it. */
export { exportRoutes } from './export/export.routes.ts'
export type { ImportsDeps } from './imports.routes.ts'
export { importsRoutes } from './imports.routes.ts'
export { createSpellings } from './intake/spellings.ts'
export { importPages } from './pages/imports-pages.routes.ts'
export { importsProblems } from './problems.ts'
export { removeImportsOf } from './remove-sample.ts'
export { sweepImports, workOnImport } from './work/imports.job.ts'
