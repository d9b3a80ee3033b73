import type { Reader } from '../../../platform/postgres/database.ts'
import type { TraceEvents } from '../../trace/index.ts'
import { eventAt } from '../event-at.store.ts'
import { seen } from './seen.store.ts'
import type { Sight } from './sight.ts'

/** As many events as most keys have. */
const usual = 8

/**
 * Which of some events are seen, for one answer: a walk meets an event once for each of its keys, and what was asked once is asked no more.
 * It is asked each time, even about nothing, and the first time about as many as is usual: a key of which only others told takes as
 * long as one of which nobody did.
 */
export const visibleTo = (reader: Reader, sight: NonNullable<Sight>): NonNullable<TraceEvents['visible']> => {
  const asked = new Set<string>()
  const visible = new Set<string>()
  let least = usual
  return async (events) => {
    const fresh = new Map(events.filter(({ uid }) => !asked.has(uid)).map((event) => [event.uid, event]))
    for (const uid of await selectSeenAmong(reader, [...fresh.values()], sight, least)) visible.add(uid)
    least = 0
    for (const uid of fresh.keys()) asked.add(uid)
    return visible
  }
}

/** Which of some events are seen. `least`: where they are fewer, so many are judged, of which the others are left out. */
const selectSeenAmong = async (
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
