import { positionJoin } from '../../../platform/positions.ts'
import type { CopyRows } from '../../../platform/postgres/copy-rows.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { selectWithinBytes } from '../bodies.store.ts'
import { largeCaptures } from '../capture/large/spool.store.ts'
import { keyColumns, sightColumns } from '../event-row.ts'
import { uidRange } from '../event-uid.ts'

/** A stored event with all that its derived rows are made from. */
export type StoredEvent = {
  uid: string
  eventTime: string
  captureNumber: number
  position: number
  recordTime: string
  capturedBy: string
  declaredBy: string
  declaration: boolean
  eventID: string
  body: string | null
  tombstone: Tombstone | null
  contextText: string
}

/** What is left of an erased body: type, time and keys, and a commitment to the rest (see erase.ts). */
export type Tombstone = { facts: unknown; commitment: string }

const stored = `e.event_uid as uid, e.event_time as "eventTime", e.capture_number::float8 as "captureNumber",
  p.position::float8 as position, p.at as "recordTime", e.captured_by as "capturedBy", e.declared_by as "declaredBy",
  e.declaration, e.event_id as "eventID", e.body, e.tombstone, c.body as "contextText"`

const withContext = `join events.context c on c.context_id = e.context_id ${positionJoin('e')}`

/** Events after a place in the order of (uid, time), which is the key's own: some of so many, while there are any. */
export const selectEventsAfter = (
  reader: Reader,
  after: { uid: string; eventTime: string },
  limit: number,
): Promise<StoredEvent[]> =>
  selectWithinBytes<StoredEvent>(
    reader,
    {
      rows: `select ${stored} from events.event e ${withContext}
      where (e.event_uid, e.event_time) > ($1::uuid, $2::timestamptz) order by e.event_uid, e.event_time limit $3`,
      order: 'uid, "eventTime"',
    },
    [after.uid, after.eventTime, limit],
  )

/** Events of one capture after a uid: some of so many, while there are any. */
export const selectEventsOfCapture = (
  reader: Reader,
  number: number,
  after: string,
  limit: number,
): Promise<StoredEvent[]> =>
  selectWithinBytes<StoredEvent>(
    reader,
    {
      rows: `select ${stored} from events.event e ${withContext}
      where e.capture_number = $1 and e.event_uid > $2::uuid order by e.event_uid limit $3`,
      order: 'uid',
    },
    [number, after, limit],
  )

/** The first of these events by their uids. */
export const selectEvents = (reader: Reader, uids: string[]): Promise<StoredEvent[]> =>
  selectWithinBytes<StoredEvent>(
    reader,
    {
      rows: `select ${stored} from events.event e ${withContext}
      where e.event_uid = any($1::uuid[])`,
      order: 'uid',
    },
    [uids],
  )

/** Of these prefixes of keys those with which a key of any event begins: a spreadsheet brings thousands that none does. */
export const selectMentioned = async (reader: Reader, prefixes: readonly string[]): Promise<string[]> => {
  if (prefixes.length === 0) return []
  const rows = await reader.query<{ prefix: string }>(
    `select prefix from unnest($1::text[]) given (prefix) where exists (
       select from events.key where canonical ~>=~ prefix and canonical ~<~ (prefix || $2))`,
    [prefixes, '\uffff'],
  )
  return rows.map(({ prefix }) => prefix)
}

/** Uids of events that mention any key with the canonical prefix, after a uid. */
export const selectUidsByPrefix = async (
  reader: Reader,
  prefix: string,
  after: string,
  limit: number,
): Promise<string[]> => {
  const rows = await reader.query<{ uid: string }>(
    `select distinct k.event_uid as uid from events.event_key k
      where k.key = any(array(select key from events.key where canonical ~>=~ $1 and canonical ~<~ $4)) and k.event_uid > $2
      order by k.event_uid limit $3`,
    [prefix, after, limit, `${prefix}\uffff`],
  )
  return rows.map(({ uid }) => uid)
}

/** Uids of events that these parties told, in their own name or another's, after a uid. */
export const selectUidsOf = async (
  reader: Reader,
  parties: readonly string[],
  after: string,
  limit: number,
): Promise<string[]> => {
  const rows = await reader.query<{ uid: string }>(
    `select distinct event_uid as uid from events.event
      where (declared_by = any($1::uuid[]) or captured_by = any($1::uuid[])) and event_uid > $2
      order by event_uid limit $3`,
    [parties, after, limit],
  )
  return rows.map(({ uid }) => uid)
}

/** One derivation at a time: of two, the one that has read the newer registry writes last. */
export const lockDerivation = async (tx: Tx): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('events.derive', 0))`)
}

/** Puts the derived rows of some events in the place of those that stood there. */
export const replaceKeyRows = async (
  tx: Tx,
  uids: string[],
  times: string[],
  { keys, rows }: { keys: string[]; rows: CopyRows },
): Promise<void> => {
  await tx.query(
    `delete from events.event_key k using unnest($1::uuid[]) as u (uid)
      where k.event_uid = u.uid and k.event_time >= $2::timestamptz and k.event_time <= $3::timestamptz
        and k.key = any($4::uuid[])`,
    [uids, ...extent(times), keys],
  )
  await tx.copy({ table: 'events.event_key', columns: keyColumns, rows })
}

/** Puts who sees some events by what they say themselves in the place of who did. */
export const replaceSights = async (
  tx: Tx,
  events: readonly { uid: string; captureNumber: number }[],
  rows: CopyRows,
): Promise<void> => {
  await tx.query(
    `delete from events.sight s using unnest($1::bigint[], $2::uuid[]) as e (number, uid)
      where s.capture_number = e.number and s.event_uid = e.uid and s.opened_by = s.event_uid`,
    [events.map(({ captureNumber }) => captureNumber), events.map(({ uid }) => uid)],
  )
  await tx.copy({ table: 'events.sight', columns: sightColumns, rows })
}

const extent = (times: string[]): [string | undefined, string | undefined] => {
  const sorted = times.toSorted()
  return [sorted[0], sorted.at(-1)]
}

/** Deletes every trace of the parties' events. Returns the uids that are gone, for the modules below. */
export const deleteEventsOf = async (tx: Tx, parties: string[]): Promise<string[]> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('${largeCaptures}', 0))`)
  const rows = await tx.query<{ uid: string }>(
    'delete from events.event where declared_by = any($1::uuid[]) or captured_by = any($1::uuid[]) returning event_uid as uid',
    [parties],
  )
  const uids = rows.map(({ uid }) => uid)
  const named = await tx.query<{ key: string }>(
    'delete from events.event_key where declared_by = any($1::uuid[]) or captured_by = any($1::uuid[]) returning key',
    [parties],
  )
  await tx.query('delete from events.sight where event_uid = any($1::uuid[]) or opened_by = any($1::uuid[])', [uids])
  await tx.query('delete from events.sight_place where uids <@ $1::uuid[]', [uids])
  await tx.query('delete from events.hand_over where event_uid = any($1::uuid[])', [uids])
  await tx.query('delete from events.share where owner = any($1::uuid[]) or partner = any($1::uuid[])', [parties])
  await tx.query(
    `delete from events.audience where viewer = any($1::uuid[])
        or capture_number in (select number from events.capture_job where party_id = any($1::uuid[]))`,
    [parties],
  )
  await tx.query('delete from events.identity where event_uid = any($1::uuid[])', [uids])
  await tx.query(
    `delete from events.capture_part p using events.capture_job j where j.capture_id = p.capture_id and j.party_id = any($1::uuid[])`,
    [parties],
  )
  await tx.query(
    `delete from events.capture_spool s using events.capture_job j where j.number = s.number and j.party_id = any($1::uuid[])`,
    [parties],
  )
  await tx.query('delete from events.capture_job where party_id = any($1::uuid[])', [parties])
  await tx.query('delete from events.refusal where party_id = any($1::uuid[])', [parties])
  await tx.query('delete from events.vocabulary where party_id = any($1::uuid[])', [parties])
  // Captures that have noted a key go first, and their events are seen; those that come later note it again.
  await tx.query('lock table events.key in share row exclusive mode')
  // A lot that only the ILMD of its items names has no row in event_key: it goes with the other keys of its product.
  await tx.query(
    `delete from events.key k
      where not exists (select from events.event_key e where e.key = k.key)
        and left(k.canonical, $2) in (select left(canonical, $2) from events.key where key = any($1::uuid[]))`,
    [[...new Set(named.map(({ key }) => key))], '/01/'.length + 14],
  )
  return uids
}

/** Replaces a body for good. */
export const updateToTombstone = async (tx: Tx, uid: string, tombstone: Tombstone): Promise<void> => {
  await tx.query('update events.event set body = null, tombstone = $2 where event_uid = $1', [
    uid,
    JSON.stringify(tombstone),
  ])
}

export const insertErasure = async (tx: Tx, uid: string, decidedBy: string, basis: string): Promise<void> => {
  await tx.query('insert into events.erasure (event_uid, decided_by, basis) values ($1, $2, $3)', [
    uid,
    decidedBy,
    basis,
  ])
}

/** Whether anybody captured an event of this ID. */
export const hasEvent = async (reader: Reader, eventID: string): Promise<boolean> => {
  const rows = await reader.query<{ uid: string }>(
    'select event_uid as uid from events.event where event_uid between $1 and $2 and event_id = $3 limit 1',
    [...uidRange(eventID), eventID],
  )
  return rows.length > 0
}

/** Events by ID, whoever captured them, locked until the transaction ends. */
export const selectByIDForUpdate = (tx: Tx, range: [string, string]): Promise<StoredEvent[]> =>
  tx.query<StoredEvent>(
    `select ${stored} from events.event e ${withContext}
      where e.event_uid between $1 and $2 for update of e`,
    range,
  )
