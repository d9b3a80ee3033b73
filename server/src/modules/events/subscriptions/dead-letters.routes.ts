import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Db } from '../../../platform/postgres/database.ts'
import { toInstant } from '../timestamp.ts'
import { listDeadLetters, listDeliveries, resendDeadLetter } from './dead-letters.ts'
import type { Delivery } from './delivery.ts'

type Paging = { perPage?: string; nextPageToken?: string }

const config = { permission: 'events.query' }

/** GET /api/dead-letters, POST /api/dead-letters/{id}/resend, GET /api/subscriptions/{id}/deliveries. */
export const deadLetterRoutes = (http: FastifyInstance, { db }: { db: Db }): void => {
  http.get<{ Querystring: Paging }>('/api/dead-letters', { schema: schemas.dead, config }, async ({ actor, query }) => {
    const { items, next } = await listDeadLetters(db, actor, query)
    const letters = items.map((letter) => ({ ...toView(letter), queryName: letter.queryName, dest: letter.dest }))
    return { items: letters, ...(next === undefined ? {} : { nextPageToken: next }) }
  })
  http.post<{ Params: { id: string } }>(
    '/api/dead-letters/:id/resend',
    { schema: schemas.resend, config },
    async ({ actor, params }, reply) => {
      await resendDeadLetter(db, actor, params.id)
      return reply.code(202).send()
    },
  )
  http.get<{ Params: { id: string }; Querystring: Paging }>(
    '/api/subscriptions/:id/deliveries',
    { schema: schemas.deliveries, config },
    async ({ actor, params, query }) => {
      const { items, next } = await listDeliveries(db, actor, params.id, query)
      return { items: items.map(toView), ...(next === undefined ? {} : { nextPageToken: next }) }
    },
  )
}

const toView = (delivery: Delivery) => ({
  deliveryID: delivery.deliveryID,
  subscriptionID: delivery.subscriptionID,
  state: delivery.state,
  eventCount: delivery.eventCount,
  ...(delivery.problem === null ? {} : { problem: delivery.problem.code }),
  createdAt: toInstant(delivery.createdAt),
  attempts: delivery.attempts,
  ...(delivery.state === 'waiting' ? { nextAttemptAt: toInstant(delivery.nextAttemptAt) } : {}),
  ...(delivery.finishedAt === null ? {} : { finishedAt: toInstant(delivery.finishedAt) }),
  ...(delivery.lastStatus === null ? {} : { lastStatus: delivery.lastStatus }),
  ...(delivery.lastError === null ? {} : { lastError: delivery.lastError }),
})

const tags = ['subscriptions']
const text = Type.String()
const View = Type.Object(
  {
    deliveryID: Type.String({ description: 'The `webhook-id` under which it is sent' }),
    subscriptionID: text,
    state: Type.Union(['waiting', 'sent', 'dead'].map((word) => Type.Literal(word))),
    eventCount: Type.Integer(),
    problem: Type.Optional(text),
    createdAt: text,
    attempts: Type.Integer(),
    nextAttemptAt: Type.Optional(text),
    finishedAt: Type.Optional(text),
    lastStatus: Type.Optional(Type.Integer()),
    lastError: Type.Optional(text),
  },
  { additionalProperties: true },
)
const querystring = Type.Object({ perPage: Type.Optional(text), nextPageToken: Type.Optional(text) })
const response = { 200: Type.Object({ items: Type.Array(View), nextPageToken: Type.Optional(text) }) }
const params = Type.Object({ id: text })

const schemas = {
  dead: {
    tags,
    summary: 'List messages to receivers that were tried in vain',
    description: "One's own; the operator reads everybody's.",
    querystring,
    response,
  },
  resend: {
    tags,
    summary: 'Send a dead letter again, under the ID that it had',
    params,
    response: { 202: Type.Null() },
  },
  deliveries: { tags, summary: 'List what a subscription was told lately', params, querystring, response },
}
