import { numbered } from '../../../platform/positions.ts'
import type { CopyRows } from '../../../platform/postgres/copy-rows.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import type { Identified } from '../declarations.ts'
import { eventAt } from '../event-at.store.ts'
import { eventColumns, identityColumns, keyColumns, sightColumns } from '../event-row.ts'
import type { SeenKeys } from './seen-keys.ts'

/** The next capture's number. Taken first and carried by its rows; numbers may have gaps, positions have none. */
export const openCapture = async (tx: Tx): Promise<number> => {
  const [row] = await tx.query<{ number: number }>(
    `select ${numbered}, nextval('events.capture_number')::float8 as number`,
  )
  if (row === undefined) throw new Error('a sequence gave no number')
  return row.number
}

/** For a capture that has its number already: `writersDone` waits for it from here on. */
export const numberCapture = async (tx: Tx): Promise<void> => {
  await tx.query(`select ${numbered}`)
}

/** Does a part of a transaction so that a failure of it undoes that part alone. */
export const withinSavepoint = async <T>(tx: Tx, run: () => Promise<T>): Promise<T> => {
  await tx.query('savepoint part')
  try {
    const result = await run()
    await tx.query('release savepoint part')
    return result
  } catch (error) {
    await tx.query('rollback to savepoint part')
    throw error
  }
}

const eventsAFetch = 1000

/** The events that a capture has stored in this transaction, some at a time. */
export async function* selectStored(tx: Tx, number: number): AsyncGenerator<Identified[]> {
  await tx.query(
    `declare stored no scroll cursor for
       select event_uid as uid, event_id as "eventID", declaration, capture_number::float8 as "captureNumber"
         from events.event where capture_number = ${Math.trunc(number)}`,
  )
  for (;;) {
    const events = await tx.query<Identified>(`fetch ${eventsAFetch} from stored`)
    if (events.length === 0) return
    yield events
  }
}

/** What stands under an identity: which content, in whose name. */
export type Identity = { content: string; declaredBy: string }

/** The identities that are taken already, by event uid. */
export const selectIdentities = async (reader: Reader, uids: string[]): Promise<Map<string, Identity>> => {
  const rows = await reader.query<Identity & { uid: string }>(
    `select i.event_uid as uid, i.content_hash as content, e.declared_by as "declaredBy"
       from events.identity i ${eventAt('i.event_uid', 'i.event_time')} where i.event_uid = any($1::uuid[])`,
    [uids],
  )
  return new Map(rows.map(({ uid, ...identity }) => [uid, identity]))
}

/** Rows for COPY, one kind each. */
export type CaptureRows = { identities: CopyRows; events: CopyRows; keys: CopyRows; sights: CopyRows | undefined }

export const copyCapture = (tx: Tx, { identities, events, keys, sights }: CaptureRows): Promise<void> =>
  tx.copy(
    { table: 'events.identity', columns: identityColumns, rows: identities },
    { table: 'events.event', columns: eventColumns, rows: events },
    { table: 'events.event_key', columns: keyColumns, rows: keys },
    ...(sights === undefined ? [] : [{ table: 'events.sight', columns: sightColumns, rows: sights }]),
  )

/**
 * Notes the text and the months of keys. Sorted, so that captures that meet on new keys wait for each other in one order;
 * a key that is there already is not locked unless its months widen, so that captures do not queue behind a busy place.
 */
export const insertKeys = async (reader: Reader, keys: SeenKeys): Promise<void> => {
  if (keys.size === 0) return
  const sorted = [...keys].sort(([a], [b]) => (a < b ? -1 : 1))
  const hashes = sorted.map(([hash]) => hash)
  const firsts = sorted.map(([, { first }]) => first)
  const lasts = sorted.map(([, { last }]) => last)
  await reader.query(
    `insert into events.key (key, canonical, first_month, last_month)
     select * from unnest($1::uuid[], $2::text[], $3::date[], $4::date[]) on conflict (key) do nothing`,
    [hashes, sorted.map(([, { canonical }]) => canonical), firsts, lasts],
  )
  await reader.query(
    `update events.key k
        set first_month = least(k.first_month, seen.first), last_month = greatest(k.last_month, seen.last)
       from (select k.key, s.first, s.last from events.key k join unnest($1::uuid[], $2::date[], $3::date[]) as s (key, first, last)
                 on k.key = s.key and (s.first < k.first_month or s.last > k.last_month) order by k.key for update of k) seen
      where k.key = seen.key`,
    [hashes, firsts, lasts],
  )
}

export const insertContexts = async (reader: Reader, contexts: ReadonlyMap<string, string>): Promise<void> => {
  await reader.query(
    `insert into events.context (context_id, body) select * from unnest($1::uuid[], $2::text[])
     on conflict (context_id) do nothing`,
    [[...contexts.values()], [...contexts.keys()]],
  )
}

/** Makes room for a month, in its own transaction. */
export const ensureMonth = async (reader: Reader, month: string): Promise<void> => {
  await reader.query('select events.ensure_month($1::date)', [`${month}-01`])
}
