import type { Log } from '../../../platform/log.ts'
import type { Say } from '../../../platform/messages.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { type ProblemTable, problem } from '../../../platform/problem.ts'
import { type ProblemBody, toProblemBody } from '../../../platform/problem-body.ts'
import { toProblemXml } from '../../../platform/problem-xml.ts'
import { version } from '../../../platform/version.ts'
import { versionHeaders } from '../discovery.ts'
import type { OutputFormat } from '../output-format.ts'
import { problemElement } from '../problems.ts'
import type { StoredBody } from '../query/query.store.ts'
import { answerQueryDocument } from '../query/query-document.ts'
import { noteLooks } from '../visibility/note-looks.ts'
import { sightOf } from '../visibility/sight.ts'
import type { Delivery } from './delivery.ts'
import { eventsBetween } from './next-batch.ts'
import { listenerOf, queryOf } from './plan.ts'
import { signatureOf } from './signature.ts'
import { mostEvents, type Subscription } from './subscription.ts'

/** What a receiver is sent. */
export type Message = { headers: Record<string, string>; body: string; events: StoredBody[] }

type Deps = { db: Reader; log: Log; say: Say; problems: ProblemTable; now: () => number }

/** As many as one message's span may hold, should more events match now than when it was planned. */
const mostInSpan = 2 * mostEvents

/**
 * A delivery's text, made anew from its span: with what the owner may see now, and tombstones where events were erased.
 * Undefined where nothing is left of it to say.
 */
export const composeMessage = async (
  deps: Deps,
  subscription: Subscription,
  delivery: Delivery,
): Promise<Message | undefined> => {
  if (delivery.problem !== null) {
    const { code, params, errors } = delivery.problem
    const refusal = problem(code, params, errors === undefined ? {} : { errors })
    const body = toProblemBody(refusal, deps, subscription.language, delivery.deliveryID)
    return sign(deps, subscription, delivery, { ...writeProblem(body, subscription.format), events: [] })
  }
  const events = delivery.eventCount === 0 ? [] : await eventsOf(deps.db, subscription, delivery)
  if (events.length === 0 && delivery.eventCount > 0) return undefined
  const { queryName, subscriptionID, format } = subscription
  const stamp = { queryName, subscriptionID, createdAt: new Date(deps.now()).toISOString() }
  const body = await answerQueryDocument(deps.db, events, stamp, format)
  return sign(deps, subscription, delivery, { body, media: format.media, events })
}

/** A problem in the syntax in which results are told. */
export const writeProblem = (body: ProblemBody, { media }: OutputFormat): { media: string; body: string } =>
  /xml$/.test(media)
    ? { media: 'application/problem+xml', body: toProblemXml(body, problemElement) }
    : { media: 'application/problem+json', body: JSON.stringify(body) }

const subscribed = { route: 'subscription', caseNumber: undefined }

const eventsOf = async (db: Reader, subscription: Subscription, { from, to }: Delivery): Promise<StoredBody[]> => {
  const listener = await listenerOf(db, subscription)
  const events = await eventsBetween(
    db,
    { listener, query: await queryOf(db, subscription), after: from },
    to,
    mostInSpan,
  )
  await noteLooks(db, { ...listener, call: subscribed }, await sightOf(db, listener), events)
  return events
}

const sign = (
  { now }: Deps,
  { signatureToken, format, language }: Subscription,
  { deliveryID: id }: Delivery,
  { body, media, events }: { body: string; media: string; events: StoredBody[] },
): Message => {
  const timestamp = String(Math.floor(now() / 1000))
  return {
    body,
    events,
    headers: {
      ...versionHeaders,
      'content-type': `${media}; charset=utf-8`,
      'content-language': language,
      'user-agent': `nguon/${version}`,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'gs1-epc-format': format.epc,
      'gs1-cbv-xml-format': format.cbvXml,
      ...(signatureToken === null ? {} : { 'gs1-signature': signatureOf(signatureToken, { id, timestamp, body }) }),
    },
  }
}
