import {
  newRows,
  putDay,
  putInstants,
  putInteger,
  putText,
  putUuid,
  putUuids,
  startRow,
} from '../../../platform/postgres/copy-rows.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { eventAt } from '../event-at.store.ts'
import { toTimestamp } from '../event-row.ts'
import type { OpenAtPlaces } from './at-places.ts'

const columns = ['viewer', 'place', 'biz_step', 'day', 'events', 'times', 'uids']

/** Writes lists of what is open at places; whatever is in a list twice is read as once. */
export const insertAtPlaces = async (tx: Tx, open: OpenAtPlaces): Promise<void> => {
  if (open.size === 0) return
  const rows = newRows()
  for (const { viewer, place, bizStep, day, times, uids } of open.values()) {
    startRow(rows, columns.length)
    putUuid(rows, viewer)
    putUuid(rows, place)
    putText(rows, bizStep)
    putDay(rows, day)
    putInteger(rows, uids.length)
    putInstants(rows, times)
    putUuids(rows, uids)
  }
  await tx.copy('events.sight_place', columns, rows)
}

/** Which of these events are in such lists already, as `nameOfListed` names them. */
export const selectListed = async (tx: Tx, open: OpenAtPlaces): Promise<Set<string>> => {
  const entries = [...open.values()].flatMap(({ uids, times, ...list }) =>
    uids.map((uid, at) => ({ ...list, uid, time: toTimestamp(times[at] ?? '') })),
  )
  const rows = await tx.query<{ viewer: string; place: string; uid: string }>(
    `select viewer, place, uid from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::uuid[])
            as asked (viewer, place, biz_step, time, uid)
      where exists (select from events.sight_place s
                     where s.viewer = asked.viewer and s.place = asked.place and s.biz_step = asked.biz_step
                       and s.day = (asked.time at time zone 'UTC')::date and asked.uid = any(s.uids) offset 0)`,
    [
      entries.map(({ viewer }) => viewer),
      entries.map(({ place }) => place),
      entries.map(({ bizStep }) => bizStep),
      entries.map(({ time }) => time),
      entries.map(({ uid }) => uid),
    ],
  )
  return new Set(rows.map(({ viewer, place, uid }) => nameOfListed(viewer, place, uid)))
}

/** An event in a list, by name. */
export const nameOfListed = (viewer: string, place: string, uid: string): string => `${viewer} ${place} ${uid}`

/** What events are stored as that were opened later than they were captured. */
export type OpenedBody = {
  uid: string
  eventID: string
  body: string | null
  tombstone: { facts: unknown; commitment: string } | null
  contextText: string
}

/** The bodies of events that are told by uid and time, each once. */
export const selectOpenedBodies = (tx: Tx, events: readonly { uid: string; time: string }[]): Promise<OpenedBody[]> => {
  const once = [...new Map(events.map((event) => [event.uid, event])).values()]
  return tx.query<OpenedBody>(
    `select e.event_uid as uid, e.event_id as "eventID", e.body, e.tombstone, c.body as "contextText"
       from unnest($1::uuid[], $2::timestamptz[]) as asked (uid, time) ${eventAt('asked.uid', 'asked.time')}
            join events.context c on c.context_id = e.context_id`,
    [once.map(({ uid }) => uid), once.map(({ time }) => time)],
  )
}
