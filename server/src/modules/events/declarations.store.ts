import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { uidRange } from './event-uid.ts'

/**
 * Originals of these IDs with the captures of the declarations that take them back. Only the original's party or its
 * mandate may: who captured it, or in whose name it was captured. ID by ID (`offset 0`): how few events bear one the
 * planner cannot know, and would read the whole store.
 */
export const selectTakenBack = (
  reader: Reader,
  eventIDs: string[],
): Promise<{ eventUid: string; captureNumber: number }[]> => {
  const ranges = eventIDs.map(uidRange)
  return reader.query(
    `with named as materialized (
       select e.* from unnest($1::uuid[], $2::uuid[], $3::text[]) as r (low, high, id)
        cross join lateral (select i.event_uid, i.event_time from events.identity i
                             where i.event_uid between r.low and r.high offset 0) as i
        cross join lateral (select e.event_uid, e.event_id, e.declaration, e.capture_number, e.captured_by, e.declared_by
                              from events.event e
                             where e.event_uid = i.event_uid and e.event_time = i.event_time and e.event_id = r.id
                            offset 0) as e)
     select o.event_uid as "eventUid", d.capture_number::float8 as "captureNumber"
       from named d join named o on o.event_id = d.event_id
      where d.declaration and not o.declaration
        and (o.captured_by = d.captured_by or o.declared_by = d.declared_by)`,
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
