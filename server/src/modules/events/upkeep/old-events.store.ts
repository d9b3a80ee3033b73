import type { Reader } from '../../../platform/postgres/database.ts'
import { selectWithinBytes } from '../bodies.store.ts'
import type { LotFactName } from '../creation.ts'

/** An event whose body is still there, with what its facts are read from. */
export type OldEventRow = {
  uid: string
  eventTime: string
  eventID: string
  capturedBy: string
  declaredBy: string
  declaration: boolean
  body: string
  tombstone: null
  contextText: string
}

/** Events with a body, in the order of their time, after a place and before an instant: some of so many, while there are any. */
export const selectOldEvents = (
  reader: Reader,
  { before, after, limit }: { before: string; after: { eventTime: string; uid: string }; limit: number },
): Promise<OldEventRow[]> =>
  selectWithinBytes<OldEventRow>(
    reader,
    {
      rows: `select e.event_uid as uid, e.event_time as "eventTime", e.event_id as "eventID", e.captured_by as "capturedBy",
        e.declared_by as "declaredBy", e.declaration, e.body, null as tombstone, c.body as "contextText"
       from events.event e join events.context c on c.context_id = e.context_id
      where e.event_time < $1::timestamptz and (e.event_time, e.event_uid) > ($2::timestamptz, $3::uuid)
        and e.body is not null
      order by e.event_time, e.event_uid limit $4`,
      order: '"eventTime", uid',
    },
    [before, after.eventTime, after.uid, limit],
  )

/** The product groups under which keys stand in some events. */
export const selectGroups = (
  reader: Reader,
  { keys, uids, times }: { keys: readonly string[]; uids: readonly string[]; times: readonly string[] },
): Promise<{ key: string; uid: string; group: string | null }[]> =>
  reader.query(
    `select k.key, k.event_uid as uid, k.product_group as "group" from events.event_key k
      where k.key = any($1::uuid[]) and k.event_uid = any($2::uuid[])
        and k.event_time >= $3::timestamptz and k.event_time <= $4::timestamptz`,
    [keys, uids, times[0], times.at(-1)],
  )

/** A day as an event states it, at the beginning of its text. */
export const statedDay = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/

/** The last day that the events that made some keys state under one of these names. */
export const selectLastDays = (
  reader: Reader,
  { keys, names }: { keys: readonly string[]; names: readonly LotFactName[] },
): Promise<{ key: string; day: string }[]> =>
  reader.query(
    `select asked.key, stated.day from unnest($1::uuid[]) as asked (key)
      cross join lateral (
        select max(left(word ->> 1, 10) collate "C") as day
          from events.event_key e cross join lateral jsonb_array_elements(e.creation -> 'words') as words (word)
         where e.key = asked.key and e.creation is not null and word ->> 0 = any($2::text[]) and word ->> 1 ~ $3) stated
      where stated.day is not null`,
    [keys, names, statedDay.source],
  )
