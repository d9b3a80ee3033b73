import type { BlockList } from 'node:net'
import { newID } from '../../../platform/ids.ts'
import type { Log } from '../../../platform/log.ts'
import type { Say } from '../../../platform/messages.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { isProblem, type ProblemTable } from '../../../platform/problem.ts'
import { toInstant } from '../timestamp.ts'
import { composeMessage, type Message } from './compose-message.ts'
import { type Attempt, deleteWaiting, insertDelivery, noteAttempt, selectFirstWaiting } from './delivery.store.ts'
import { type Delivery, pauseAfter } from './delivery.ts'
import { placeOf } from './next-batch.ts'
import { planNext, type Searched } from './plan.ts'
import { type Outcome, postCallback } from './post-callback.ts'
import { lockCursor, selectSubscription, touchNotified, updateBatch, updateCursor } from './subscription.store.ts'
import { endOf, isAfter, mostEvents, type Subscription } from './subscription.ts'

export type DeliverDeps = {
  db: Db
  log: Log
  say: Say
  problems: ProblemTable
  networks: BlockList
  /** How often a message is tried. */
  attempts: number
  now: () => number
  searched: Searched
  /** Aborted when the program stops: what is under way then is sent again, under its ID, by whoever goes on. */
  signal: AbortSignal
}

/** So many messages to one receiver before others have their turn. */
const mostInTurn = 20

/** Sends a subscription's messages one after the other, until there is none left or one must wait. */
export const serveSubscription = async (deps: DeliverDeps, first: Subscription): Promise<void> => {
  let subscription: Subscription | undefined = first
  for (let sent = 0; sent < mostInTurn && subscription !== undefined && !deps.signal.aborted; sent += 1) {
    const delivery = await selectFirstWaiting(deps.db, subscription)
    if (delivery === undefined) {
      if (!(await planNext(deps, subscription))) return
    } else if (
      Date.parse(toInstant(delivery.nextAttemptAt)) > deps.now() ||
      !(await attempt(deps, subscription, delivery))
    )
      return
    subscription = await selectSubscription(deps.db, subscription.partyID, subscription.subscriptionID)
  }
}

/** Sends one message, once, and writes down what became of it. True where the next one may follow. */
const attempt = async (deps: DeliverDeps, subscription: Subscription, delivery: Delivery): Promise<boolean> => {
  const message = await compose(deps, subscription, delivery)
  const outcome = await outcomeOf(deps, subscription, message)
  if (deps.signal.aborted && !isReceived(outcome)) return false
  if (isTooLarge(outcome) && message !== undefined && 'events' in message && message.events.length > 1) {
    await halve(deps, subscription, delivery, message)
    return true
  }
  return settle(deps, subscription, delivery, outcome)
}

const isReceived = (outcome: Outcome): boolean => 'status' in outcome && outcome.status >= 200 && outcome.status < 300

const isTooLarge = (outcome: Outcome): boolean => 'status' in outcome && outcome.status === 413

/** A text that cannot be made now is tried again like one that cannot be sent. */
const compose = (deps: DeliverDeps, subscription: Subscription, delivery: Delivery) =>
  composeMessage(deps, subscription, delivery).catch((error: Error) => {
    deps.log.error({ delivery: delivery.deliveryID, err: error }, 'a message could not be written')
    return { error: isProblem(error) ? error.problemCode : 'the message could not be written' }
  })

/** Where nothing is left to say, nothing is sent. */
const outcomeOf = async (
  { networks, signal }: DeliverDeps,
  { dest }: Subscription,
  message: Message | { error: string } | undefined,
): Promise<Outcome> => {
  if (message === undefined) return { status: 204 }
  if ('error' in message) return message
  const { headers, body } = message
  return postCallback({ url: new URL(dest), headers, body, networks, signal })
}

/** Two smaller messages in the place of one that the receiver finds too large; smaller ones from now on. */
const halve = async ({ db, now }: DeliverDeps, subscription: Subscription, delivery: Delivery, { events }: Message) => {
  const half = Math.ceil(events.length / 2)
  const middle = events[half - 1]
  if (middle === undefined) throw new Error('a message without events cannot be halved')
  const { partyID, subscriptionID } = subscription
  const rest = { partyID, subscriptionID, problem: null, nextAttemptAt: new Date(now()).toISOString() }
  const place = placeOf(middle)
  await db.transaction(async (tx) => {
    if (!(await lockCursor(tx, subscription)) || !(await deleteWaiting(tx, delivery))) return
    await insertDelivery(tx, { ...rest, deliveryID: newID(), from: delivery.from, to: place, eventCount: half })
    const left = { from: place, to: delivery.to, eventCount: events.length - half }
    await insertDelivery(tx, { ...rest, deliveryID: newID(), ...left })
    await updateBatch(tx, subscription, half)
  })
}

const settle = async (
  { db, log, attempts, now }: DeliverDeps,
  subscription: Subscription,
  delivery: Delivery,
  outcome: Outcome,
): Promise<boolean> => {
  const received = isReceived(outcome)
  const tried = delivery.attempts + 1
  const state = received ? 'sent' : tried >= attempts || isTooLarge(outcome) ? 'dead' : 'waiting'
  const end: Attempt = {
    state,
    status: 'status' in outcome ? outcome.status : null,
    error: 'error' in outcome ? outcome.error.slice(0, 500) : null,
    nextAttemptAt: state === 'waiting' ? new Date(now() + pauseAfter(tried)).toISOString() : null,
  }
  await db.transaction(async (tx) => {
    if (!(await lockCursor(tx, subscription)) || !(await noteAttempt(tx, delivery, end))) return
    if (state !== 'waiting') await advance(tx, subscription, delivery)
    if (received) await reward(tx, subscription, delivery)
  })
  const { deliveryID, subscriptionID } = delivery
  if (state === 'dead') log.warn({ subscription: subscriptionID, delivery: deliveryID }, 'a message is a dead letter')
  return state !== 'waiting'
}

const advance = (tx: Tx, subscription: Subscription, { to }: Delivery): Promise<void> => {
  const { schedule, until } = subscription
  return updateCursor(tx, subscription, to, schedule !== null && until !== null && !isAfter(endOf(until), to))
}

/** A receiver that takes what it is sent is sent a little more. */
const reward = async (tx: Tx, subscription: Subscription, { eventCount }: Delivery): Promise<void> => {
  await touchNotified(tx, subscription)
  const { batchEvents } = subscription
  if (eventCount < batchEvents || batchEvents === mostEvents) return
  await updateBatch(tx, subscription, Math.min(mostEvents, batchEvents + Math.ceil(batchEvents / 10)))
}
