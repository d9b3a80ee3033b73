import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { uidRange } from './event-uid.ts'

/**
 * Originals of these IDs with the captures of the declarations that take them back. Only the original's party or its
 * mandate may: who captured it, or in whose name it was captured.
 */
export const selectTakenBack = (
  reader: Reader,
  eventIDs: string[],
): Promise<{ eventUid: string; captureNumber: number }[]> => {
  const ranges = eventIDs.map(uidRange)
  return reader.query(
    `select o.event_uid as "eventUid", d.capture_number::float8 as "captureNumber"
       from unnest($1::uuid[], $2::uuid[], $3::text[]) as r (low, high, id)
       join events.identity di on di.event_uid between r.low and r.high
       join events.event d on d.event_uid = di.event_uid and d.event_time = di.event_time
        and d.event_id = r.id and d.declaration
       join events.identity oi on oi.event_uid between r.low and r.high
       join events.event o on o.event_uid = oi.event_uid and o.event_time = oi.event_time
        and o.event_id = r.id and not o.declaration
      where o.captured_by = d.captured_by or o.declared_by = d.declared_by`,
    [ranges.map(([low]) => low), ranges.map(([, high]) => high), eventIDs],
  )
}

/**
 * While an error declaration in a party's name ends its capture, nothing else in its name does. Held until the commit, taken
 * when all rows are written: who waits for it waits for a moment. Two names are locked in one order.
 */
export const lockDeclarers = async (tx: Tx, parties: readonly string[], declares: boolean): Promise<void> => {
  const names = [...new Set(parties)].sort().map((party) => `declarer ${party}`)
  const lock = declares ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared'
  await tx.query(`select ${lock}(hashtextextended(name, 0)) from unnest($1::text[]) as name`, [names])
}
