import { positionTable } from '../../../platform/positions.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import type { Cursor, Subscription } from './subscription.ts'

type Row = Omit<Subscription, 'after'> & { afterPosition: number; afterUid: string }

const columns = `s.party_id as "partyID", s.subscription_id as "subscriptionID", s.query_name as "queryName", s.dest,
  s.signature_token as "signatureToken", s.report_if_empty as "reportIfEmpty",
  s.initial_record_time as "initialRecordTime", s.schedule, s.format, s.language, s.sees_all as "seesAll",
  s.created_at as "createdAt", s.last_notified_at as "lastNotifiedAt", s.min_record_time as "minRecordTime",
  s.after_position::float8 as "afterPosition", s.after_uid as "afterUid", s.until_position::float8 as until,
  s.report_owed as "reportOwed", s.due_at as "dueAt", s.batch_events as "batchEvents"`

const toSubscription = ({ afterPosition, afterUid, ...row }: Row): Subscription => ({
  ...row,
  after: { position: afterPosition, uid: afterUid },
})

export const insertSubscription = async (tx: Tx, row: Omit<Subscription, 'createdAt'>): Promise<void> => {
  await tx.query(
    `insert into events.subscription (party_id, subscription_id, query_name, dest, signature_token, report_if_empty,
       initial_record_time, schedule, format, language, sees_all, min_record_time, after_position, after_uid, due_at,
       batch_events)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      row.partyID,
      row.subscriptionID,
      row.queryName,
      row.dest,
      row.signatureToken,
      row.reportIfEmpty,
      row.initialRecordTime,
      row.schedule === null ? null : JSON.stringify(row.schedule),
      JSON.stringify(row.format),
      row.language,
      row.seesAll,
      row.minRecordTime,
      row.after.position,
      row.after.uid,
      row.dueAt,
      row.batchEvents,
    ],
  )
}

export const countSubscriptions = async (reader: Reader, partyID: string): Promise<number> => {
  const [row] = await reader.query<{ count: number }>(
    'select count(*)::float8 as count from events.subscription where party_id = $1',
    [partyID],
  )
  return row?.count ?? 0
}

/** The last position whose captures were recorded before a time. */
export const positionBefore = async (reader: Reader, time: string): Promise<number> => {
  const [row] = await reader.query<{ position: number }>(
    `select coalesce(max(position), 0)::float8 as position from ${positionTable} where at < $1`,
    [time],
  )
  return row?.position ?? 0
}

/** A subscription by its ID; `partyID` null asks whoever's. */
export const selectSubscription = async (
  reader: Reader,
  partyID: string | null,
  subscriptionID: string,
): Promise<Subscription | undefined> => {
  const [row] = await reader.query<Row>(
    `select ${columns} from events.subscription s
      where s.subscription_id = $2 and ($1::uuid is null or s.party_id = $1)`,
    [partyID, subscriptionID],
  )
  return row && toSubscription(row)
}

/** Of one query, in the order of their making, those after one. */
export const selectSubscriptions = async (
  reader: Reader,
  { partyID, queryName }: { partyID: string; queryName: string },
  after: string,
  limit: number,
): Promise<Subscription[]> => {
  const rows = await reader.query<Row>(
    `select ${columns} from events.subscription s
      where s.party_id = $1 and s.query_name = $2 and s.subscription_id > $3 order by s.subscription_id limit $4`,
    [partyID, queryName, after, limit],
  )
  return rows.map(toSubscription)
}

/** With all that was to be told. Says whether there was one. */
export const deleteSubscription = async (tx: Tx, partyID: string, subscriptionID: string): Promise<boolean> => {
  const rows = await tx.query(
    `with gone as (delete from events.subscription where party_id = $1 and subscription_id = $2 returning 1)
     , untold as (delete from events.delivery where party_id = $1 and subscription_id = $2)
     select 1 from gone`,
    [partyID, subscriptionID],
  )
  return rows.length > 0
}

/** Those of a query, and all that they were to be told; answers how many. */
export const deleteSubscriptionsOfQuery = async (tx: Tx, partyID: string, queryName: string): Promise<number> => {
  const rows = await tx.query<{ id: string }>(
    'delete from events.subscription where party_id = $1 and query_name = $2 returning subscription_id as id',
    [partyID, queryName],
  )
  await tx.query('delete from events.delivery where party_id = $1 and subscription_id = any($2::uuid[])', [
    partyID,
    rows.map(({ id }) => id),
  ])
  return rows.length
}

export const deleteSubscriptionsOf = async (tx: Tx, partyIDs: readonly string[]): Promise<void> => {
  await tx.query('delete from events.delivery where party_id = any($1::uuid[])', [partyIDs])
  await tx.query('delete from events.subscription where party_id = any($1::uuid[])', [partyIDs])
}

/** Scheduled subscriptions whose time has come. */
export const selectDue = async (reader: Reader, now: string): Promise<Subscription[]> => {
  const rows = await reader.query<Row>(
    `select ${columns} from events.subscription s where s.due_at <= $1 order by s.due_at limit 1000`,
    [now],
  )
  return rows.map(toSubscription)
}

/** Begins an execution: everything up to a position is to be reported. */
export const beginExecution = async (
  reader: Reader,
  { partyID, subscriptionID }: Subscription,
  { until, now, dueAt }: { until: number; now: string; dueAt: string | null },
): Promise<void> => {
  await reader.query(
    `update events.subscription set until_position = $3, report_owed = report_if_empty, due_at = $5,
            min_record_time = greatest(min_record_time, $4)
      where party_id = $1 and subscription_id = $2`,
    [partyID, subscriptionID, until, now, dueAt],
  )
}

/** A subscription with something to do: send a message that waits, or look for more events. */
export type Busy = { subscription: Subscription; waiting: boolean }

/**
 * Who has something to do now: a message that may be sent again, or, where none waits, events up to the last position or
 * an execution that is not done.
 */
export const selectBusy = async (reader: Reader, head: number, now: string): Promise<Busy[]> => {
  const rows = await reader.query<Row & { waiting: boolean }>(
    `select ${columns}, d.next_attempt_at is not null as waiting from events.subscription s left join lateral
       (select d.next_attempt_at from events.delivery d
         where d.party_id = s.party_id and d.subscription_id = s.subscription_id and d.state = 'waiting'
         order by d.to_position, d.to_uid, d.delivery_id limit 1) d on true
      where case when d.next_attempt_at is not null then d.next_attempt_at <= $2
                 when s.schedule is null then s.after_position < $1
                 else s.until_position is not null end`,
    [head, now],
  )
  return rows.map(({ waiting, ...row }) => ({ subscription: toSubscription(row), waiting }))
}

/** Nothing up to the cursor is left to report; `done`: the execution is at its end. */
export const updateCursor = async (
  reader: Reader,
  { partyID, subscriptionID }: Pick<Subscription, 'partyID' | 'subscriptionID'>,
  after: Cursor,
  done: boolean,
): Promise<void> => {
  await reader.query(
    `update events.subscription set after_position = $3, after_uid = $4, min_record_time = greatest(min_record_time,
            case when schedule is null then (select at from ${positionTable} where position = $3) end),
            until_position = case when $5 and until_position <= $3 then null else until_position end
      where party_id = $1 and subscription_id = $2 and (after_position, after_uid) <= ($3::bigint, $4::uuid)`,
    [partyID, subscriptionID, after.position, after.uid, done],
  )
}

/** An execution has said something. */
export const settleReport = async (
  tx: Tx,
  { partyID, subscriptionID }: Pick<Subscription, 'partyID' | 'subscriptionID'>,
): Promise<void> => {
  await tx.query(
    'update events.subscription set report_owed = false where party_id = $1 and subscription_id = $2 and report_owed',
    [partyID, subscriptionID],
  )
}

export const updateBatch = async (
  tx: Tx,
  { partyID, subscriptionID }: Pick<Subscription, 'partyID' | 'subscriptionID'>,
  events: number,
): Promise<void> => {
  await tx.query('update events.subscription set batch_events = $3 where party_id = $1 and subscription_id = $2', [
    partyID,
    subscriptionID,
    events,
  ])
}

export const touchNotified = async (
  tx: Tx,
  { partyID, subscriptionID }: Pick<Subscription, 'partyID' | 'subscriptionID'>,
): Promise<void> => {
  await tx.query(
    'update events.subscription set last_notified_at = clock_timestamp() where party_id = $1 and subscription_id = $2',
    [partyID, subscriptionID],
  )
}

/** Holds a subscription until the transaction ends, and says how far it has come; undefined where it is gone. */
export const lockCursor = async (
  tx: Tx,
  { partyID, subscriptionID }: Pick<Subscription, 'partyID' | 'subscriptionID'>,
): Promise<Cursor | undefined> => {
  const [row] = await tx.query<Cursor>(
    `select after_position::float8 as position, after_uid as uid from events.subscription
      where party_id = $1 and subscription_id = $2 for update`,
    [partyID, subscriptionID],
  )
  return row
}
