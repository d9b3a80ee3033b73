import type { Reader } from '../../../platform/postgres/database.ts'
import { eventAt } from '../event-at.store.ts'
import { seen } from './seen.store.ts'
import type { Sight } from './sight.ts'

/** Which of some events are seen. */
export const selectSeenAmong = async (
  reader: Reader,
  events: readonly { uid: string; eventTime: string }[],
  sight: Sight,
): Promise<Set<string>> => {
  const values: unknown[] = [events.map(({ uid }) => uid), events.map(({ eventTime }) => eventTime)]
  const conditions = seen((value) => `$${values.push(value)}`, sight)
  const rows = await reader.query<{ uid: string }>(
    `select e.event_uid as uid from unnest($1::uuid[], $2::timestamptz[]) as asked (uid, time)
            ${eventAt('asked.uid', 'asked.time')} where ${['true', ...conditions].join(' and ')}`,
    values,
  )
  return new Set(rows.map(({ uid }) => uid))
}
