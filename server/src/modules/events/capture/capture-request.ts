import type { Actor } from '../../../platform/actor.ts'
import type { Metrics } from '../../../platform/metrics.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import type { Contexts } from './contexts.ts'
import type { Months } from './months.ts'
import type { CaptureLimits } from './receive-document.ts'

/** What becomes of a document that has a bad event: nothing of it is kept, or the good ones are. */
export type ErrorBehaviour = 'rollback' | 'proceed'

/** What a capture stands on. */
export type CaptureDeps = {
  db: Db
  limits: CaptureLimits
  months: Months
  contexts: Contexts
  metrics: Pick<Metrics, 'countEvents'>
}

/** Who sends what, and how. */
export type CaptureRequest = {
  actor: Actor
  body: AsyncIterable<Uint8Array>
  mediaType: number
  errorBehaviour: ErrorBehaviour
}
