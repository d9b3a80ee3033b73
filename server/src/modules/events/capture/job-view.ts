import type { CaptureJobView } from '@nguon/epcis'
import type { Language, Say } from '../../../platform/messages.ts'
import { sentenceOf } from '../../../platform/problem-body.ts'
import { toInstant } from '../timestamp.ts'
import type { StoredJob } from './job.store.ts'

export type JobView = (job: StoredJob, language: Language) => CaptureJobView & Record<string, unknown>

/** A job as EPCIS 2.0 shows it; `nguon:` members are ours. Errors are sentences in the reader's language. */
export const createJobView =
  (say: Say, publicUrl: string): JobView =>
  (job, language) => ({
    captureID: job.captureID,
    createdAt: toInstant(job.createdAt),
    ...(job.finishedAt === null ? {} : { finishedAt: toInstant(job.finishedAt) }),
    running: job.running,
    success: job.success,
    captureErrorBehaviour: job.captureErrorBehaviour,
    errors: job.errors.map((error) => ({
      type: `epcisException:${error.exception}`,
      title: say(language, 'events.job-error'),
      status: statuses[error.exception] ?? 400,
      detail: sentenceOf(say, language, 'events', error),
      code: error.code,
      ...(error.event === undefined ? {} : { event: error.event }),
      ...(error.field === undefined ? {} : { field: error.field }),
      instance: `${publicUrl}/capture/${job.captureID}`,
    })),
    'nguon:errorsTotal': job.errorsTotal,
    ...(job.eventsTotal === null ? {} : { 'nguon:eventsTotal': job.eventsTotal }),
    'nguon:eventsRead': job.eventsRead,
    'nguon:eventsStored': job.eventsStored,
    'nguon:eventsKnown': job.eventsKnown,
    'nguon:findings': job.findings.map((finding) => ({
      ...finding,
      detail: sentenceOf(say, language, 'events', {
        code: finding.code,
        params: { ...plain(finding), ...finding.params },
      }),
    })),
    ...(job.position === null ? {} : { 'nguon:position': job.position }),
  })

const statuses: Record<string, number> = { ResourceAlreadyExistsException: 409, SecurityException: 403 }

/** The members of a finding that can fill a sentence. */
const plain = (finding: object): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(finding).filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
  )
