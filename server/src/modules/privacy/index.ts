/** Personal data: consents, a person's requests, what is shown of a person; for how long events are kept, and legal holds. */

export { privacyRoutes } from './privacy.routes.ts'
export { privacyProblems } from './problems.ts'
export { removePrivacyOf } from './remove-sample.store.ts'
export { refuseHeld } from './retention/refuse-held.ts'
export { runRetention } from './retention/run-retention.job.ts'
