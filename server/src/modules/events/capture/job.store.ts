import { positionTable } from '../../../platform/positions.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { jsonText } from '../../../platform/storable.ts'
import type { JobError } from './job-error.ts'

/** A finished job. Errors and findings are lists as answered by GET /capture/{captureID}; `errorsTotal` counts those left out. */
export type JobRow = {
  number: number
  captureID: string
  partyID: string
  success: boolean
  errorBehaviour: 'rollback' | 'proceed'
  read: number
  stored: number
  known: number
  errors: JobError[]
  errorsTotal: number
  findings: unknown[]
}

/** A job that ends with the transaction in which it began. */
export const insertJob = async (tx: Tx, job: JobRow): Promise<void> => {
  await tx.query(
    `insert into events.capture_job (number, capture_id, party_id, finished_at, running, success, error_behaviour, events_total,
                                     events_read, events_stored, events_known, errors, errors_total, findings)
     values ($1, $2, $3, clock_timestamp(), false, $4, $5, $6, $6, $7, $8, $9, $10, $11)`,
    [
      job.number,
      job.captureID,
      job.partyID,
      job.success,
      job.errorBehaviour,
      job.read,
      job.stored,
      job.known,
      jsonText(job.errors),
      job.errorsTotal,
      jsonText(job.findings),
    ],
  )
}

/** A job that is still to be done. */
export type RunningJob = Pick<JobRow, 'number' | 'captureID' | 'partyID' | 'errorBehaviour'> & { total: number }

export const insertRunningJob = async (tx: Tx, job: RunningJob): Promise<void> => {
  await tx.query(
    `insert into events.capture_job (number, capture_id, party_id, running, success, error_behaviour, events_total)
     values ($1, $2, $3, true, true, $4, $5)`,
    [job.number, job.captureID, job.partyID, job.errorBehaviour, job.total],
  )
}

/** How far a running job has come. What a run before this one found wrong stands until this one has found as much. */
export const updateProgress = async (
  reader: Reader,
  number: number,
  { read, errors, errorsTotal }: Pick<JobRow, 'read' | 'errors' | 'errorsTotal'>,
): Promise<void> => {
  await reader.query(
    `update events.capture_job
        set events_read = $2, success = success and $3 = 0, errors_total = greatest(errors_total, $3),
            errors = case when $3 > errors_total then $4 else errors end
      where number = $1 and running`,
    [number, read, errorsTotal, jsonText(errors)],
  )
}

/** Ends a running job. Throws where it is not there any more: what was stored for it must not stay. */
export const finishJob = async (tx: Tx, job: JobRow): Promise<void> => {
  const rows = await tx.query(
    `update events.capture_job
        set finished_at = clock_timestamp(), running = false, success = $2, events_read = $3, events_stored = $4,
            events_known = $5, errors = $6, errors_total = $7, findings = $8
      where number = $1 and running returning number`,
    [
      job.number,
      job.success,
      job.read,
      job.stored,
      job.known,
      jsonText(job.errors),
      job.errorsTotal,
      jsonText(job.findings),
    ],
  )
  if (rows.length === 0) throw new Error(`the job ${job.captureID} runs no longer`)
}

/** A job as the standard shows it (EPCIS 2.0 §12.5: CaptureJob), with the document's counts. */
export type StoredJob = {
  number: number
  captureID: string
  createdAt: string
  finishedAt: string | null
  running: boolean
  success: boolean
  captureErrorBehaviour: 'rollback' | 'proceed'
  eventsStored: number
  eventsKnown: number
  eventsTotal: number | null
  eventsRead: number
  errors: JobError[]
  errorsTotal: number
  findings: { code: string; params?: Record<string, string> }[]
  position: number | null
}

const jobColumns = `j.number::float8 as number, j.capture_id as "captureID", j.created_at as "createdAt",
  j.finished_at as "finishedAt", j.running, j.success, j.error_behaviour as "captureErrorBehaviour",
  j.events_stored as "eventsStored", j.events_known as "eventsKnown", j.events_total as "eventsTotal",
  j.events_read as "eventsRead", j.errors, j.errors_total as "errorsTotal", j.findings,
  p.position::float8 as position`

/** One job, if the party may see it; `party` null sees all. */
export const selectJob = async (
  reader: Reader,
  captureID: string,
  party: string | null,
): Promise<StoredJob | undefined> => {
  const rows = await reader.query<StoredJob>(
    `select ${jobColumns} from events.capture_job j left join ${positionTable} p on p.number = j.number
      where j.capture_id = $1 and ($2::uuid is null or j.party_id = $2)`,
    [captureID, party],
  )
  return rows[0]
}

/** Jobs, newest first, those before `before`. */
export const selectJobs = (
  reader: Reader,
  party: string | null,
  before: number | null,
  limit: number,
): Promise<StoredJob[]> =>
  reader.query<StoredJob>(
    `select ${jobColumns} from events.capture_job j left join ${positionTable} p on p.number = j.number
      where ($1::uuid is null or j.party_id = $1) and ($2::bigint is null or j.number < $2)
      order by j.number desc limit $3`,
    [party, before, limit],
  )
