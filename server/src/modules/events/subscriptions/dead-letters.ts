import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { isID } from '../../../platform/ids.ts'
import type { Db, Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { pageSize } from '../query/page.ts'
import { visibleParty } from '../visibility/sight.ts'
import {
  type DeadLetter,
  reviveDelivery,
  selectDeadLetters,
  selectDeliveries,
  selectDelivery,
} from './delivery.store.ts'
import type { Delivery } from './delivery.ts'
import { selectSubscription } from './subscription.store.ts'

type Paging = { perPage?: string; nextPageToken?: string }
type Page<T> = { items: T[]; next?: string }

const page = async <T extends Delivery>(
  { perPage, nextPageToken }: Paging,
  select: (before: string | null, limit: number) => Promise<T[]>,
): Promise<Page<T>> => {
  const limit = pageSize(perPage)
  if (nextPageToken !== undefined && !isID(nextPageToken)) throw problem('events.page-token-invalid')
  const rows = await select(nextPageToken ?? null, limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return rows.length > limit && last !== undefined ? { items, next: last.deliveryID } : { items }
}

/** Messages that were tried in vain: the actor's own, or everybody's to the operator. Newest first. */
export const listDeadLetters = (reader: Reader, actor: Actor, paging: Paging): Promise<Page<DeadLetter>> =>
  page(paging, (before, limit) => selectDeadLetters(reader, visibleParty(actor), before, limit))

/** What a subscription of the actor's was told lately, newest first. */
export const listDeliveries = async (
  reader: Reader,
  actor: Actor,
  subscriptionID: string,
  paging: Paging,
): Promise<Page<Delivery>> => {
  const subscription = isID(subscriptionID)
    ? await selectSubscription(reader, visibleParty(actor), subscriptionID)
    : undefined
  if (subscription === undefined)
    throw problem('events.subscription-unknown', { subscriptionID: subscriptionID.slice(0, 100) })
  return page(paging, (before, limit) => selectDeliveries(reader, subscription, before, limit))
}

/** Sends a dead letter again, under the ID that it had. */
export const resendDeadLetter = async (db: Db, actor: Actor, deliveryID: string): Promise<void> =>
  db.transaction(async (tx) => {
    const delivery = isID(deliveryID) ? await selectDelivery(tx, visibleParty(actor), deliveryID) : undefined
    if (delivery === undefined) throw problem('events.delivery-unknown', { deliveryID: deliveryID.slice(0, 100) })
    if (!(await reviveDelivery(tx, delivery))) throw problem('events.delivery-not-dead', { deliveryID })
    await recordDeed(tx, actor, {
      action: 'events.resend-dead-letter',
      subject: delivery.partyID,
      details: { delivery: deliveryID, subscription: delivery.subscriptionID },
    })
  })
