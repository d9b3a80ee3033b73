import type { Reader } from '../../../platform/postgres/database.ts'
import { eventAt } from '../event-at.store.ts'

/** An event's own row and one of its key rows, which all say the same of the event. Times are PostgreSQL's. */
export type HeaderRow = {
  uid: string
  eventID: string
  eventTime: string
  zone: string | null
  type: number
  bizStep: string | null
  disposition: string | null
  place: string | null
  declaredBy: string
  sourceParties: string[] | null
  destinationParties: string[] | null
}

/** Events by uid and time, and by two keys of which the event names at least one. */
export const selectHeaders = (
  reader: Reader,
  events: readonly { uid: string; time: string; keys: readonly [string, string] }[],
): Promise<HeaderRow[]> =>
  reader.query<HeaderRow>(
    `select e.event_uid as uid, e.event_id as "eventID", e.event_time as "eventTime", k.zone, e.event_type as type,
            e.biz_step as "bizStep", e.disposition, k.place, e.declared_by as "declaredBy",
            k.source_parties as "sourceParties", k.destination_parties as "destinationParties"
       from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[]) as asked (uid, time, key, other)
            ${eventAt('asked.uid', 'asked.time')}
       left join lateral (
         select * from events.event_key
          where key in (asked.key, asked.other) and event_time = asked.time and event_uid = asked.uid limit 1) k on true`,
    [
      events.map(({ uid }) => uid),
      events.map(({ time }) => time),
      events.map(({ keys }) => keys[0]),
      events.map(({ keys }) => keys[1]),
    ],
  )

/** The transformationIDs of events that name one, as they were sent; an erased body names none. */
export const selectTransformations = (
  reader: Reader,
  events: readonly { uid: string; time: string }[],
): Promise<{ uid: string; transformation: string }[]> =>
  reader.query(
    `select uid, transformation from (
       select e.event_uid as uid, e.body::json ->> 'transformationID' as transformation
         from unnest($1::uuid[], $2::timestamptz[]) as asked (uid, time)
              ${eventAt('asked.uid', 'asked.time')}) named
      where transformation is not null`,
    [events.map(({ uid }) => uid), events.map(({ time }) => time)],
  )
