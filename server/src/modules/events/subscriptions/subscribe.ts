import type { BlockList } from 'node:net'
import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { isID, lowestID, newID } from '../../../platform/ids.ts'
import type { Language } from '../../../platform/messages.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { type ProblemDetail, problem } from '../../../platform/problem.ts'
import type { OutputFormat } from '../output-format.ts'
import { findNamedQuery, namespaceOf } from '../queries/named-queries.ts'
import { lockNamedQuery } from '../queries/named-query.store.ts'
import { unknownName } from '../queries/named-query.ts'
import { pageSize } from '../query/page.ts'
import { visibleParty } from '../visibility/sight.ts'
import { type Controls, readControls } from './controls.ts'
import { isInner, readDestination } from './destination.ts'
import { nextTime } from './schedule.ts'
import {
  countSubscriptions,
  deleteSubscription,
  insertSubscription,
  positionBefore,
  selectSubscription,
  selectSubscriptions,
} from './subscription.store.ts'
import { type Cursor, endOf, mostEvents, type Subscription } from './subscription.ts'

/** What a webhook is made of. */
export type SubscribeRequest = {
  actor: Actor
  queryName: string
  body: unknown
  format: OutputFormat
  language: Language
}

const mostOfParty = 1000

/**
 * Subscribes a receiver to a named query of the actor's. It would go on after a mandate was taken back, so that who acts for
 * another cannot.
 */
export const subscribe = async (
  { db, networks }: { db: Db; networks: BlockList },
  request: SubscribeRequest,
): Promise<Subscription> => {
  const { actor } = request
  if (actor.delegateID !== null) throw problem('events.subscription-by-delegate')
  const query = await findNamedQuery(db, actor, request.queryName)
  const { dest, url, signatureToken, controls } = readSubscription(request.body)
  if (await isInner(networks, url)) throw invalid([{ code: 'destination-inner', field: '/dest' }])
  const partyID = namespaceOf(actor)
  const subscriptionID = newID()
  return db.transaction(async (tx) => {
    if (!(await lockNamedQuery(tx, partyID, query.name))) throw unknownName(query.name)
    if ((await countSubscriptions(tx, partyID)) >= mostOfParty)
      throw problem('events.subscriptions-too-many', { limit: mostOfParty })
    await insertSubscription(tx, {
      ...(await begin(tx, controls, new Date())),
      ...{ partyID, subscriptionID, queryName: query.name, dest, signatureToken },
      ...{ format: request.format, language: request.language, seesAll: visibleParty(actor) === null },
    })
    await recordDeed(tx, actor, {
      action: 'events.subscribe',
      subject: partyID,
      details: { query: query.name, subscription: subscriptionID, host: url.host },
    })
    return found(await selectSubscription(tx, partyID, subscriptionID), subscriptionID)
  })
}

/** Where a subscription begins. What was captured before it was asked for is told only from an initialRecordTime on. */
const begin = async (tx: Tx, { reportIfEmpty, initialRecordTime, schedule, timetable }: Controls, now: Date) => {
  const dueAt = timetable === undefined ? undefined : nextTime(timetable, now.getTime())
  return {
    reportIfEmpty,
    initialRecordTime: initialRecordTime ?? null,
    schedule: schedule ?? null,
    lastNotifiedAt: null,
    minRecordTime: initialRecordTime ?? now.toISOString(),
    after: await firstCursor(tx, initialRecordTime),
    until: null,
    reportOwed: false,
    dueAt: dueAt === undefined ? null : new Date(dueAt).toISOString(),
    batchEvents: mostEvents,
  }
}

/** Before everything recorded from a time on, and in any case not beyond now. */
export const firstCursor = async (reader: Reader, initialRecordTime: string | undefined): Promise<Cursor> =>
  endOf(
    initialRecordTime === undefined ? await currentPosition(reader) : await positionBefore(reader, initialRecordTime),
  )

type Read = { dest: string; url: URL; signatureToken: string | null; controls: Controls }

const longestToken = 1000

/** Reads the body of POST …/subscriptions. `secret` is the official artefact's other name of the signatureToken. */
const readSubscription = (body: unknown): Read => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid([{ code: 'json-object-expected', field: '/' }])
  const stated = body as Record<string, unknown>
  const destination = readDestination(stated.dest)
  const token = stated.signatureToken ?? stated.secret ?? null
  const faults: ProblemDetail[] = 'url' in destination ? [] : [{ ...destination, field: '/dest' }]
  if (token !== null && (typeof token !== 'string' || token === '' || token.length > longestToken))
    faults.push({ code: 'signature-token-invalid', field: '/signatureToken', params: { limit: longestToken } })
  if (!('url' in destination) || faults.length > 0) throw invalid(faults)
  const { controls, faults: wrong } = readControls(stated)
  if (wrong.length > 0) throw controlsInvalid(wrong)
  return { dest: String(stated.dest), url: destination.url, signatureToken: token as string | null, controls }
}

const invalid = (errors: ProblemDetail[]): Error => problem('events.subscription-invalid', {}, { errors })

/** What is wrong with the controls of a subscription, by field. */
export const controlsInvalid = (errors: ProblemDetail[]): Error =>
  problem('events.subscription-controls-invalid', {}, { errors })

const found = (subscription: Subscription | undefined, subscriptionID: string): Subscription => {
  if (subscription === undefined)
    throw problem('events.subscription-unknown', { subscriptionID: subscriptionID.slice(0, 100) })
  return subscription
}

type Which = { queryName: string; subscriptionID: string }

/** A subscription of a query of the actor's own. */
export const findSubscription = async (
  reader: Reader,
  actor: Actor,
  { queryName, subscriptionID }: Which,
): Promise<Subscription> => {
  const query = await findNamedQuery(reader, actor, queryName)
  const known = isID(subscriptionID) ? await selectSubscription(reader, namespaceOf(actor), subscriptionID) : undefined
  return found(known?.queryName === query.name ? known : undefined, subscriptionID)
}

/** A page of a query's subscriptions, oldest first, and the token of the next. */
export const listSubscriptions = async (
  reader: Reader,
  actor: Actor,
  queryName: string,
  { perPage, nextPageToken }: { perPage?: string; nextPageToken?: string },
): Promise<{ subscriptions: Subscription[]; next?: string }> => {
  const { name } = await findNamedQuery(reader, actor, queryName)
  const limit = pageSize(perPage)
  const after = nextPageToken ?? lowestID
  if (!isID(after)) throw problem('events.page-token-invalid')
  const rows = await selectSubscriptions(reader, { partyID: namespaceOf(actor), queryName: name }, after, limit + 1)
  const subscriptions = rows.slice(0, limit)
  const last = subscriptions.at(-1)
  return rows.length > limit && last !== undefined ? { subscriptions, next: last.subscriptionID } : { subscriptions }
}

/** Ends a subscription; what it was still to be told is not told any more. */
export const unsubscribe = async (db: Db, actor: Actor, which: Which): Promise<void> => {
  const { partyID, subscriptionID, queryName } = await findSubscription(db, actor, which)
  await db.transaction(async (tx) => {
    if (!(await deleteSubscription(tx, partyID, subscriptionID))) return
    await recordDeed(tx, actor, {
      action: 'events.unsubscribe',
      subject: partyID,
      details: { query: queryName, subscription: subscriptionID },
    })
  })
}
