import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import type { Delivery } from './delivery.ts'

type Row = Omit<Delivery, 'from' | 'to'> & { fromPosition: number; fromUid: string; toPosition: number; toUid: string }

const columns = `d.party_id as "partyID", d.delivery_id as "deliveryID", d.subscription_id as "subscriptionID", d.state,
  d.from_position::float8 as "fromPosition", d.from_uid as "fromUid", d.to_position::float8 as "toPosition",
  d.to_uid as "toUid", d.event_count as "eventCount", d.problem, d.created_at as "createdAt", d.attempts,
  d.next_attempt_at as "nextAttemptAt", d.finished_at as "finishedAt", d.last_status as "lastStatus",
  d.last_error as "lastError"`

const toDelivery = ({ fromPosition, fromUid, toPosition, toUid, ...row }: Row): Delivery => ({
  ...row,
  from: { position: fromPosition, uid: fromUid },
  to: { position: toPosition, uid: toUid },
})

/** What is written down before anything is sent. */
export type NewDelivery = Pick<
  Delivery,
  'partyID' | 'deliveryID' | 'subscriptionID' | 'from' | 'to' | 'eventCount' | 'problem' | 'nextAttemptAt'
>

export const insertDelivery = async (tx: Tx, row: NewDelivery): Promise<void> => {
  await tx.query(
    `insert into events.delivery (party_id, delivery_id, subscription_id, state, from_position, from_uid, to_position,
                                  to_uid, event_count, problem, next_attempt_at)
     values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, $10)`,
    [
      row.partyID,
      row.deliveryID,
      row.subscriptionID,
      row.from.position,
      row.from.uid,
      row.to.position,
      row.to.uid,
      row.eventCount,
      row.problem === null ? null : JSON.stringify(row.problem),
      row.nextAttemptAt,
    ],
  )
}

/** The message of a subscription that must go out before all others. */
export const selectFirstWaiting = async (
  reader: Reader,
  { partyID, subscriptionID }: { partyID: string; subscriptionID: string },
): Promise<Delivery | undefined> => {
  const [row] = await reader.query<Row>(
    `select ${columns} from events.delivery d
      where d.party_id = $1 and d.subscription_id = $2 and d.state = 'waiting'
      order by d.to_position, d.to_uid, d.delivery_id limit 1`,
    [partyID, subscriptionID],
  )
  return row && toDelivery(row)
}

/** How an attempt ended. */
export type Attempt = {
  state: Delivery['state']
  status: number | null
  error: string | null
  nextAttemptAt: string | null
}

/** Notes an attempt; false where somebody else has noted one meanwhile, or the delivery is gone. */
export const noteAttempt = async (
  tx: Tx,
  { partyID, deliveryID, attempts }: Delivery,
  end: Attempt,
): Promise<boolean> => {
  const rows = await tx.query(
    `update events.delivery set state = $4, attempts = attempts + 1, last_status = $5, last_error = $6,
            next_attempt_at = coalesce($7, next_attempt_at),
            finished_at = case when $4 <> 'waiting' then clock_timestamp() end
      where party_id = $1 and delivery_id = $2 and state = 'waiting' and attempts = $3 returning 1`,
    [partyID, deliveryID, attempts, end.state, end.status, end.error, end.nextAttemptAt],
  )
  return rows.length > 0
}

/** For one that is replaced by smaller ones. False where it is gone. */
export const deleteWaiting = async (tx: Tx, { partyID, deliveryID, attempts }: Delivery): Promise<boolean> => {
  const rows = await tx.query(
    `delete from events.delivery where party_id = $1 and delivery_id = $2 and state = 'waiting' and attempts = $3
     returning 1`,
    [partyID, deliveryID, attempts],
  )
  return rows.length > 0
}

/** A dead letter with whom it was for. */
export type DeadLetter = Delivery & { queryName: string; dest: string }

/** Dead letters, newest first, those before one; `partyID` null: everybody's. */
export const selectDeadLetters = async (
  reader: Reader,
  partyID: string | null,
  before: string | null,
  limit: number,
): Promise<DeadLetter[]> => {
  const rows = await reader.query<Row & { queryName: string; dest: string }>(
    `select ${columns}, s.query_name as "queryName", s.dest from events.delivery d
       join events.subscription s on s.party_id = d.party_id and s.subscription_id = d.subscription_id
      where d.state = 'dead' and ($1::uuid is null or d.party_id = $1) and ($2::uuid is null or d.delivery_id < $2)
      order by d.delivery_id desc limit $3`,
    [partyID, before, limit],
  )
  return rows.map((row) => toDelivery(row) as DeadLetter)
}

/** Messages of a subscription, newest first, those before one. */
export const selectDeliveries = async (
  reader: Reader,
  { partyID, subscriptionID }: { partyID: string; subscriptionID: string },
  before: string | null,
  limit: number,
): Promise<Delivery[]> => {
  const rows = await reader.query<Row>(
    `select ${columns} from events.delivery d
      where d.party_id = $1 and d.subscription_id = $2 and ($3::uuid is null or d.delivery_id < $3)
      order by d.delivery_id desc limit $4`,
    [partyID, subscriptionID, before, limit],
  )
  return rows.map(toDelivery)
}

export const selectDelivery = async (
  reader: Reader,
  partyID: string | null,
  deliveryID: string,
): Promise<Delivery | undefined> => {
  const [row] = await reader.query<Row>(
    `select ${columns} from events.delivery d where d.delivery_id = $2 and ($1::uuid is null or d.party_id = $1)`,
    [partyID, deliveryID],
  )
  return row && toDelivery(row)
}

/** Lets a dead letter be tried again, as often as a new one. False where it is not dead. */
export const reviveDelivery = async (
  tx: Tx,
  { partyID, deliveryID }: { partyID: string; deliveryID: string },
): Promise<boolean> => {
  const rows = await tx.query(
    `update events.delivery set state = 'waiting', attempts = 0, next_attempt_at = clock_timestamp(), finished_at = null
      where party_id = $1 and delivery_id = $2 and state = 'dead' returning 1`,
    [partyID, deliveryID],
  )
  return rows.length > 0
}

/** Forgets what was sent, but for a subscription's last messages, and dead letters that nobody has asked for in so many days. */
export const deleteOldDeliveries = async (reader: Reader, keep: { sent: number; deadDays: number }): Promise<void> => {
  await reader.query(
    `delete from events.delivery d using events.subscription s cross join lateral
       (select o.delivery_id from events.delivery o
         where o.party_id = s.party_id and o.subscription_id = s.subscription_id
         order by o.delivery_id desc offset $1 limit 1) oldest
      where d.party_id = s.party_id and d.subscription_id = s.subscription_id and d.state = 'sent'
        and d.delivery_id <= oldest.delivery_id`,
    [keep.sent],
  )
  await reader.query(
    `delete from events.delivery where state = 'dead' and finished_at < clock_timestamp() - make_interval(days => $1)`,
    [keep.deadDays],
  )
}
