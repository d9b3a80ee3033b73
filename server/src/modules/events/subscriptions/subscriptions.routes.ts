import type { BlockList } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Db } from '../../../platform/postgres/database.ts'
import { discovery } from '../discovery.ts'
import { negotiateFormat } from '../output-format.ts'
import { negotiateJson } from '../queries/json-only.ts'
import { findNamedQuery } from '../queries/named-queries.ts'
import { toInstant } from '../timestamp.ts'
import { scheduleFields, scheduleZone } from './schedule.ts'
import { findSubscription, listSubscriptions, subscribe, unsubscribe } from './subscribe.ts'
import type { Subscription } from './subscription.ts'

export type SubscriptionRouteDeps = { db: Db; publicUrl: string; networks: BlockList }

type OfQuery = { Params: { queryName: string }; Querystring: { perPage?: string; nextPageToken?: string } }
type One = { Params: { queryName: string; subscriptionID: string } }

const path = '/queries/:queryName/subscriptions'
const config = { permission: 'events.query' }

/** GET and POST /queries/{queryName}/subscriptions, GET and DELETE of one. */
export const subscriptionRoutes = (http: FastifyInstance, deps: SubscriptionRouteDeps): void => {
  http.get<OfQuery>(path, { schema: schemas.list, config }, async ({ actor, params, query, headers }, reply) => {
    reply.type(negotiateJson(headers))
    const { queryName } = params
    const { subscriptions, next } = await listSubscriptions(deps.db, actor, queryName, query)
    if (next !== undefined) {
      const more = new URLSearchParams({ ...query, nextPageToken: next })
      reply.header('link', `<${urlOf(deps, queryName)}?${more}>; rel="next"`)
    }
    return reply.send(JSON.stringify(subscriptions.map(toView)))
  })
  http.post<OfQuery>(path, { schema: schemas.make, config }, async (request, reply) => {
    const { queryName } = request.params
    const made = await subscribe(deps, {
      ...{ actor: request.actor, queryName, body: request.body, language: request.lang },
      format: negotiateFormat(request.headers),
    })
    return reply
      .code(201)
      .headers({ location: `${urlOf(deps, made.queryName)}/${made.subscriptionID}`, ...recordTimeHeader(made) })
      .type('application/json')
      .send(JSON.stringify(toView(made)))
  })
  http.get<One>(`${path}/:subscriptionID`, { schema: schemas.one, config }, async (request, reply) => {
    reply.type(negotiateJson(request.headers))
    const subscription = await findSubscription(deps.db, request.actor, request.params)
    return reply.headers(recordTimeHeader(subscription)).send(JSON.stringify(toView(subscription)))
  })
  http.delete<One>(`${path}/:subscriptionID`, { schema: schemas.remove, config }, async (request, reply) => {
    await unsubscribe(deps.db, request.actor, request.params)
    return reply.code(204).send()
  })
  discovery(http, path, ['GET', 'POST'], {
    find: ({ actor, params }) => findNamedQuery(deps.db, actor, params.queryName ?? ''),
  })
  discovery(http, `${path}/:subscriptionID`, ['GET', 'DELETE'], {
    find: ({ actor, params: { queryName = '', subscriptionID = '' } }) =>
      findSubscription(deps.db, actor, { queryName, subscriptionID }),
  })
}

const urlOf = ({ publicUrl }: SubscriptionRouteDeps, queryName: string): string =>
  `${publicUrl}/queries/${encodeURIComponent(queryName)}/subscriptions`

const recordTimeHeader = ({ minRecordTime }: Subscription) => ({
  'gs1-query-min-record-time': toInstant(minRecordTime),
})

/** As the standard's OpenAPI shows it; the signature token is never shown again. */
const toView = (subscription: Subscription) => ({
  subscriptionID: subscription.subscriptionID,
  queryName: subscription.queryName,
  dest: subscription.dest,
  createdAt: toInstant(subscription.createdAt),
  ...(subscription.lastNotifiedAt === null ? {} : { lastNotifiedAt: toInstant(subscription.lastNotifiedAt) }),
  ...(subscription.initialRecordTime === null ? {} : { initialRecordTime: toInstant(subscription.initialRecordTime) }),
  minRecordTime: toInstant(subscription.minRecordTime),
  reportIfEmpty: subscription.reportIfEmpty,
  ...(subscription.schedule === null ? { stream: true } : { schedule: subscription.schedule }),
  epcFormat: subscription.format.epc,
})

const tags = ['EPCIS 2.0']
const ofQuery = Type.Object({ queryName: Type.String() })
const ofOne = Type.Object({ queryName: Type.String(), subscriptionID: Type.String() })

// What is wrong with a body is said by subscribe.ts, in the standard's exceptions; this only describes it.
const body = {
  type: 'object',
  properties: {
    dest: { description: 'http or https, on the public Internet' },
    signatureToken: { description: 'A secret of the receiver, by which it knows that we sent it' },
    initialRecordTime: { description: 'Tell of what was recorded from then on; now, if left out' },
    reportIfEmpty: { description: 'Tell of an execution of the schedule that found nothing, too' },
    stream: { description: '`true`: tell of events as they are captured; or else a schedule' },
    schedule: {
      description: `${scheduleFields.join(', ')}: \`*\`, numbers and ranges \`[a-b]\`, joined by commas; in ${scheduleZone}`,
    },
  },
}

const schemas = {
  list: {
    tags,
    summary: "List a query's webhooks",
    params: ofQuery,
    querystring: Type.Object({ perPage: Type.Optional(Type.String()), nextPageToken: Type.Optional(Type.String()) }),
  },
  make: {
    tags,
    summary: 'Subscribe a webhook to a named query',
    description: [
      'Results are posted to `dest` in batches, each under a `webhook-id` that stays the same however often it is sent,',
      'with `GS1-Signature: sha256=…`, the HMAC-SHA256 under `signatureToken` over `<webhook-id>.<webhook-timestamp>.<body>`.',
      'Accept, GS1-EPC-Format and GS1-CBV-XML-Format say how results are written.',
    ].join(' '),
    params: ofQuery,
    body,
  },
  one: { tags, summary: 'Read a webhook', params: ofOne },
  remove: { tags, summary: 'Unsubscribe a webhook', params: ofOne },
}
