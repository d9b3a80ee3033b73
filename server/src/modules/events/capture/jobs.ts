import type { Actor } from '../../../platform/actor.ts'
import { isID } from '../../../platform/ids.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { pageSize } from '../query/page.ts'
import { visibleParty } from '../visibility/sight.ts'
import { type StoredJob, selectJob, selectJobs } from './job.store.ts'

/** One job of the actor's party; another's is as unknown as one that never was. */
export const findJob = async (reader: Reader, actor: Actor, captureID: string): Promise<StoredJob> => {
  const job = isID(captureID) ? await selectJob(reader, captureID, visibleParty(actor)) : undefined
  if (job === undefined) throw problem('events.capture-job-unknown', { captureID })
  return job
}

/** A page of jobs, newest first, and the query of the next one. */
export const listJobs = async (
  reader: Reader,
  actor: Actor,
  query: Record<string, string>,
): Promise<{ jobs: StoredJob[]; next?: string }> => {
  const perPage = pageSize(query.perPage)
  const before = query.nextPageToken === undefined ? null : Number(query.nextPageToken)
  if (before !== null && !(Number.isSafeInteger(before) && before >= 0)) throw problem('events.page-token-invalid')
  const jobs = await selectJobs(reader, visibleParty(actor), before, perPage + 1)
  const page = jobs.slice(0, perPage)
  return jobs.length > perPage
    ? { jobs: page, next: `perPage=${perPage}&nextPageToken=${page.at(-1)?.number}` }
    : { jobs: page }
}
