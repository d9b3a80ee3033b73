import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { noteAudience } from '../audience.store.ts'
import { heldIn, ways } from '../viewers.ts'
import type { HistoryRow } from './stories.store.ts'

const mostLocked = 64

/**
 * Whatever settles the steps of these things waits its turn: of two, the second sees what the first has stored. Held until the
 * commit; many things are locked as one.
 */
export const lockThings = async (tx: Tx, things: readonly string[]): Promise<void> => {
  const all = `hashtextextended('events.steps', 0)`
  if (things.length > mostLocked) {
    await tx.query(`select pg_advisory_xact_lock(${all})`)
    return
  }
  await tx.query(`select pg_advisory_xact_lock_shared(${all})`)
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('events.steps ' || thing, 0)) from unnest($1::text[]) as thing`,
    [[...things].sort()],
  )
}

/** Notes the things of events that hand them over. */
export const insertHandOvers = async (
  tx: Tx,
  rows: readonly { key: string; uid: string; time: string; captureNumber: number }[],
): Promise<void> => {
  await tx.query(
    `insert into events.hand_over (key, event_uid, event_time, capture_number)
     select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[]) on conflict do nothing`,
    [
      rows.map(({ key }) => key),
      rows.map(({ uid }) => uid),
      rows.map(({ time }) => time),
      rows.map(({ captureNumber }) => captureNumber),
    ],
  )
}

/** Forgets what events handed over, and what that opened. */
export const deleteHandOvers = async (tx: Tx, uids: readonly string[]): Promise<void> => {
  await tx.query('delete from events.hand_over where event_uid = any($1::uuid[])', [uids])
  await deleteOpened(tx, uids)
}

export const deleteOpened = async (tx: Tx, uids: readonly string[]): Promise<void> => {
  await tx.query('delete from events.sight where opened_by = any($1::uuid[]) and opened_by <> event_uid', [uids])
}

/** Which of the things were handed over at any time. */
export const selectHandedOver = async (reader: Reader, things: readonly string[]): Promise<string[]> => {
  const rows = await reader.query<{ key: string }>(
    `select t.key from unnest($1::uuid[]) as t (key)
      where exists (select from events.hand_over h where h.key = t.key offset 0)`,
    [things],
  )
  return rows.map(({ key }) => key)
}

/** The things that events hand over, each with the events that do. */
export const selectThingsOf = (reader: Reader, uids: readonly string[]): Promise<{ thing: string; uid: string }[]> =>
  reader.query('select key as thing, event_uid as uid from events.hand_over where event_uid = any($1::uuid[])', [uids])

export type OpenedRow = { viewer: string; event: string; by: string }

/** Which of the events are open to whom because of which hand-overs. */
export const selectOpened = (
  reader: Reader,
  handOvers: readonly string[],
  events: readonly string[],
): Promise<OpenedRow[]> =>
  reader.query<OpenedRow>(
    `select viewer, event_uid as event, opened_by as by from events.sight
      where opened_by = any($1::uuid[]) and event_uid = any($2::uuid[]) and opened_by <> event_uid`,
    [handOvers, events],
  )

/** A row of events.sight beside an event's own. */
export type NewSight = HistoryRow & { viewer: string; openedBy: string; openedAt: number | null }

export const insertSights = async (tx: Tx, rows: readonly NewSight[]): Promise<void> => {
  if (rows.length === 0) return
  await tx.query(
    `insert into events.sight (viewer, event_time, event_uid, opened_by, opened_at, capture_number, event_type, action,
                               biz_step, disposition, declaration)
     select viewer, time, uid, opened_by, opened_at, number, type, action, step, disposition, false
       from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::smallint[],
                   $8::smallint[], $9::text[], $10::text[])
              as r (viewer, time, uid, opened_by, opened_at, number, type, action, step, disposition)
     on conflict do nothing`,
    [
      rows.map(({ viewer }) => viewer),
      rows.map(({ time }) => time),
      rows.map(({ uid }) => uid),
      rows.map(({ openedBy }) => openedBy),
      rows.map(({ openedAt }) => openedAt),
      rows.map(({ captureNumber }) => captureNumber),
      rows.map(({ type }) => type),
      rows.map(({ action }) => action),
      rows.map(({ bizStep }) => bizStep),
      rows.map(({ disposition }) => disposition),
    ],
  )
  await noteAudience(tx, heldIn(rows.map(({ viewer, captureNumber }) => ({ viewer, way: ways.open, captureNumber }))))
}

/** Who sees events by whatever opens them. */
export const selectViewers = (
  reader: Reader,
  events: readonly { uid: string; captureNumber: number }[],
): Promise<{ uid: string; viewer: string }[]> =>
  reader.query(
    `select distinct e.uid, s.viewer from unnest($1::bigint[], $2::uuid[]) as e (number, uid) cross join lateral (
       select viewer from events.sight where capture_number = e.number and event_uid = e.uid offset 0) s`,
    [events.map(({ captureNumber }) => captureNumber), events.map(({ uid }) => uid)],
  )
