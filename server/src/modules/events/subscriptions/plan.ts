import type { Query } from '@nguon/epcis'
import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Db, Reader } from '../../../platform/postgres/database.ts'
import { isProblem, type Problem } from '../../../platform/problem.ts'
import { operatorActor, partyActor } from '../../identity/index.ts'
import { selectNamedQuery } from '../queries/named-query.store.ts'
import { toQuery, unknownName } from '../queries/named-query.ts'
import { toInstant } from '../timestamp.ts'
import { insertDelivery, selectFirstWaiting } from './delivery.store.ts'
import type { Delivery } from './delivery.ts'
import { isTooComplex, nextBatch, recordedFrom } from './next-batch.ts'
import { lockCursor, settleReport, updateCursor } from './subscription.store.ts'
import { type Cursor, endOf, isAfter, type Subscription } from './subscription.ts'

/** With whose rights a subscription is told: its party's as they are now, or the operator's where its key subscribed. */
export const listenerOf = async (
  reader: Reader,
  { partyID, seesAll }: Pick<Subscription, 'partyID' | 'seesAll'>,
): Promise<Actor> => (seesAll ? operatorActor : partyActor(reader, partyID))

/** The query that a subscription stands for, as it is kept now. */
export const queryOf = async (reader: Reader, subscription: Subscription): Promise<Query> => {
  const row = await selectNamedQuery(reader, subscription.partyID, subscription.queryName)
  if (row === undefined) throw unknownName(subscription.queryName)
  const query = toQuery(JSON.parse(row.query))
  const { initialRecordTime, createdAt } = subscription
  // One that lay in the past is where it began to read.
  return initialRecordTime === null || initialRecordTime <= createdAt
    ? query
    : recordedFrom(query, toInstant(initialRecordTime))
}

/** Where subscriptions were searched to in vain since they last had a row written; kept so that not every search writes one. */
export type Searched = Map<string, Cursor>

/** So many captures may be searched again after a restart. */
const mostSearchedAgain = 200

/**
 * Writes down the next message of a subscription that has none waiting. False where there is nothing to say up to the last
 * position, or to the end of the execution.
 */
export const planNext = async (
  { db, now, searched }: { db: Db; now: () => number; searched: Searched },
  subscription: Subscription,
): Promise<boolean> => {
  const until = subscription.schedule === null ? await currentPosition(db) : subscription.until
  if (until === null) return false
  const known = searched.get(subscription.subscriptionID) ?? subscription.after
  const after = isAfter(known, subscription.after) ? known : subscription.after
  const next = await findNext(db, subscription, after, until)
  if (next.eventCount > 0 || next.problem !== null || (subscription.reportOwed && isDone(next.to, until))) {
    return write(db, subscription, { ...next, from: after, nextAttemptAt: new Date(now()).toISOString() })
  }
  searched.set(subscription.subscriptionID, next.to)
  const done = subscription.schedule !== null && isDone(next.to, until)
  if (done || next.to.position - subscription.after.position > mostSearchedAgain)
    await updateCursor(db, subscription, next.to, done)
  return !isDone(next.to, until)
}

const isDone = (to: Cursor, until: number): boolean => !isAfter(endOf(until), to)

type Next = Pick<Delivery, 'to' | 'eventCount' | 'problem'>

/** What is to be said next. A query that cannot be answered is said, too, once for what it stands before. */
const findNext = async (db: Db, subscription: Subscription, after: Cursor, until: number): Promise<Next> => {
  if (isDone(after, until)) return { to: after, eventCount: 0, problem: null }
  try {
    const listener = await listenerOf(db, subscription)
    const span = { listener, query: await queryOf(db, subscription), after, upTo: until }
    const { events, to } = await nextBatch(db, span, subscription.batchEvents)
    return { to, eventCount: events.length, problem: null }
  } catch (error) {
    if (!isProblem(error)) throw error
    return { to: endOf(isTooComplex(error) ? after.position + 1 : until), eventCount: 0, problem: toKept(error) }
  }
}

const toKept = ({ problemCode, params, errors }: Problem): Delivery['problem'] => ({
  code: problemCode,
  params,
  ...(errors === undefined ? {} : { errors }),
})

type Planned = Next & Pick<Delivery, 'from' | 'nextAttemptAt'>

/** Unless somebody else, who believed to lead as well, has meanwhile written it, or sent it and gone on. */
const write = (db: Db, { partyID, subscriptionID }: Subscription, planned: Planned): Promise<boolean> =>
  db.transaction(async (tx) => {
    const after = await lockCursor(tx, { partyID, subscriptionID })
    if (after === undefined || isAfter(after, planned.from)) return false
    if ((await selectFirstWaiting(tx, { partyID, subscriptionID })) !== undefined) return false
    await insertDelivery(tx, { partyID, subscriptionID, deliveryID: newID(), ...planned })
    await settleReport(tx, { partyID, subscriptionID })
    return true
  })
