import { numbered, positionTable } from '../../../platform/positions.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { eventColumns, identityColumns, keyColumns } from '../event-row.ts'
import type { SeenKeys } from './seen-keys.ts'

/**
 * The next capture's number. Taken first and carried by its rows; numbers may have gaps, positions have none. While an error
 * declaration in a party's name is captured, nothing else in its name is: else neither would find the other.
 */
export const openCapture = async (tx: Tx, declaredBy: string, declares: boolean): Promise<number> => {
  const [row] = await tx.query<{ number: number }>(
    declares
      ? `select ${numbered}, pg_advisory_xact_lock(hashtextextended($1, 0)), nextval('events.capture_number')::float8 as number`
      : `select ${numbered}, pg_advisory_xact_lock_shared(hashtextextended($1, 0)), nextval('events.capture_number')::float8 as number`,
    [`declarer ${declaredBy}`],
  )
  if (row === undefined) throw new Error('a sequence gave no number')
  return row.number
}

/** Content hashes of the identities that are taken already, by event uid. */
export const selectIdentities = async (reader: Reader, uids: string[]): Promise<Map<string, string>> => {
  const rows = await reader.query<{ uid: string; content: string }>(
    'select event_uid as uid, content_hash as content from events.identity where event_uid = any($1::uuid[])',
    [uids],
  )
  return new Map(rows.map((row) => [row.uid, row.content]))
}

/** Text lines for COPY, one kind of row each. */
export type CaptureLines = { identities: string; events: string; keys: string }

export const copyCapture = async (tx: Tx, lines: CaptureLines): Promise<void> => {
  await tx.copy('events.identity', identityColumns, lines.identities)
  await tx.copy('events.event', eventColumns, lines.events)
  await tx.copy('events.event_key', keyColumns, lines.keys)
}

/**
 * Notes the text and the months of keys. Sorted, so that captures that meet on new keys wait for each other in one order;
 * a key that is there already is not locked unless its months widen, so that captures do not queue behind a busy place.
 */
export const insertKeys = async (tx: Tx, keys: SeenKeys): Promise<void> => {
  if (keys.size === 0) return
  const sorted = [...keys].sort(([a], [b]) => (a < b ? -1 : 1))
  const hashes = sorted.map(([hash]) => hash)
  const firsts = sorted.map(([, { first }]) => first)
  const lasts = sorted.map(([, { last }]) => last)
  await tx.query(
    `insert into events.key (key, canonical, first_month, last_month)
     select * from unnest($1::uuid[], $2::text[], $3::date[], $4::date[]) on conflict (key) do nothing`,
    [hashes, sorted.map(([, { canonical }]) => canonical), firsts, lasts],
  )
  await tx.query(
    `update events.key k
        set first_month = least(k.first_month, seen.first), last_month = greatest(k.last_month, seen.last)
       from (select k.key, s.first, s.last from events.key k join unnest($1::uuid[], $2::date[], $3::date[]) as s (key, first, last)
                 on k.key = s.key and (s.first < k.first_month or s.last > k.last_month) order by k.key for update of k) seen
      where k.key = seen.key`,
    [hashes, firsts, lasts],
  )
}

export const insertContexts = async (tx: Tx, contexts: ReadonlyMap<string, string>): Promise<void> => {
  await tx.query(
    `insert into events.context (context_id, body) select * from unnest($1::uuid[], $2::text[])
     on conflict (context_id) do nothing`,
    [[...contexts.values()], [...contexts.keys()]],
  )
}

/** Makes room for a month, in its own transaction. False where the default partition already holds some of it. */
export const ensureMonth = async (reader: Reader, month: string): Promise<void> => {
  await reader.query('select events.ensure_month($1::date)', [`${month}-01`])
}

/** A finished job. Errors and findings are lists as answered by GET /capture/{captureID}. */
export type JobRow = {
  number: number
  captureID: string
  partyID: string
  success: boolean
  errorBehaviour: 'rollback' | 'proceed'
  stored: number
  known: number
  errors: unknown[]
  findings: unknown[]
}

export const insertJob = async (tx: Tx, job: JobRow): Promise<void> => {
  await tx.query(
    `insert into events.capture_job (number, capture_id, party_id, finished_at, running, success, error_behaviour,
                                     events_stored, events_known, errors, findings)
     values ($1, $2, $3, clock_timestamp(), false, $4, $5, $6, $7, $8, $9)`,
    [
      job.number,
      job.captureID,
      job.partyID,
      job.success,
      job.errorBehaviour,
      job.stored,
      job.known,
      JSON.stringify(job.errors),
      JSON.stringify(job.findings),
    ],
  )
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
  errors: { event?: number; code: string; field?: string; params?: Record<string, string>; exception: string }[]
  findings: { code: string; params?: Record<string, string> }[]
  position: number | null
}

const jobColumns = `j.number::float8 as number, j.capture_id as "captureID", j.created_at as "createdAt",
  j.finished_at as "finishedAt", j.running, j.success, j.error_behaviour as "captureErrorBehaviour",
  j.events_stored as "eventsStored", j.events_known as "eventsKnown", j.errors, j.findings,
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
