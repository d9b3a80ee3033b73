import type { Reader } from '../../../platform/postgres/database.ts'
import { eventAt } from '../event-at.store.ts'
import { seen } from './seen.store.ts'
import type { Sight } from './sight.ts'

/** Which of some events are seen. `least`: where they are fewer, so many are judged, of which the others are left out. */
export const selectSeenAmong = async (
  reader: Reader,
  events: readonly { uid: string; time: string }[],
  sight: NonNullable<Sight>,
  least: number,
): Promise<Set<string>> => {
  const uids = events.map(({ uid }) => uid)
  const values: unknown[] = [uids, events.map(({ time }) => time), Math.max(0, least - uids.length)]
  const conditions = seen((value) => `$${values.push(value)}`, sight)
  const rows = await reader.query<{ uid: string }>(
    `select e.event_uid as uid
       from (select * from unnest($1::uuid[], $2::timestamptz[]) as given (uid, time) union all
             (select event_uid, event_time from events.identity limit $3)) asked
            ${eventAt('asked.uid', 'asked.time')} where ${conditions.join(' and ')}`,
    values,
  )
  const asked = new Set(uids)
  return new Set(rows.flatMap(({ uid }) => (asked.has(uid) ? [uid] : [])))
}
