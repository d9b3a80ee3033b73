import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { recordDeed } from '../../../platform/audit.ts'
import { lowestID } from '../../../platform/ids.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { present } from '../present.ts'
import { findHold, type HoldRow, selectHolds } from './hold.store.ts'
import { type Planned, planRetention } from './plan-retention.ts'
import { selectRules, updateRule } from './rule.store.ts'
import { liftHold, setHold } from './set-hold.ts'

const tags = ['retention']
const read = { permission: 'retention.read' }
const decide = { permission: 'retention.decide' }
const uuid = Type.String({ format: 'uuid' })
const words = (least: number, most: number) => Type.String({ minLength: least, maxLength: most })
const count = Type.Union([Type.Integer(), Type.Null()])
const Rule = Type.Object({
  id: Type.String(),
  sector: Type.String(),
  goods: Type.String(),
  monthsAfterExpiry: count,
  monthsWithoutExpiry: count,
  source: Type.String(),
  status: Type.String(),
  groups: Type.Array(Type.String()),
  active: Type.Boolean(),
})
const Effect = Type.Object(
  {
    active: Type.Boolean(),
    groups: Type.Array(words(1, 100), {
      maxItems: 500,
      description: "Product groups it is for, with those below them; '*': those of no other rule",
    }),
    basis: words(4, 500),
  },
  { additionalProperties: false },
)
const Hold = Type.Object({
  id: Type.String(),
  partyID: Type.Optional(Type.String()),
  key: Type.Optional(Type.String()),
  eventID: Type.Optional(Type.String()),
  reason: Type.String(),
  basis: Type.String(),
  setBy: Type.String(),
  setAt: Type.String(),
  liftedAt: Type.Optional(Type.String()),
  liftReason: Type.Optional(Type.String()),
})
const NewHold = Type.Object(
  {
    party: Type.Optional(uuid),
    key: Type.Optional({ ...words(3, 500), description: 'A Digital Link or EPC URN; it holds what lies below it too' }),
    event: Type.Optional(words(3, 500)),
    reason: words(5, 1000),
    basis: words(4, 500),
  },
  { additionalProperties: false },
)
const Item = Type.Object({
  eventID: Type.String(),
  capturedBy: Type.String(),
  eventTime: Type.String(),
  verdict: Type.Enum(['erase', 'held', 'keep']),
  keptUntil: Type.Optional(Type.String()),
  rule: Type.Optional(Type.String()),
  hold: Type.Optional(Type.String()),
})
const toHold = (row: HoldRow) => present(row) as Static<typeof Hold>

/** GET /api/retention/rules, PUT …/rules/{id} · GET …/preview · GET, POST …/holds · POST …/holds/{id}/lift */
export const retentionRoutes = (http: FastifyInstance, deps: { db: Db }): void => {
  rulesRoutes(http, deps)
  previewRoutes(http, deps)
  holdsRoutes(http, deps)
}

const rulesRoutes = (http: FastifyInstance, { db }: { db: Db }): void => {
  const response = { 200: Type.Object({ items: Type.Array(Rule) }) }
  http.get(
    '/api/retention/rules',
    { config: read, schema: { tags, summary: 'List for how long events are kept, sector by sector', response } },
    async () => ({ items: await selectRules(db) }),
  )

  http.put<{ Params: { id: string }; Body: Static<typeof Effect> }>(
    '/api/retention/rules/:id',
    {
      config: decide,
      schema: {
        tags,
        summary: 'Put a rule into effect for product groups, or out of effect',
        params: Type.Object({ id: Type.String({ pattern: '^[a-z-]{1,60}$' }) }),
        body: Effect,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body }, reply) => {
      if (body.active && body.groups.length === 0) throw problem('privacy.groups-needed')
      await db.transaction(async (tx) => {
        if (!(await updateRule(tx, params.id, body))) throw problem('privacy.rule-unknown', { rule: params.id })
        await recordDeed(tx, actor, { action: 'retention.decide-rule', subject: params.id, details: body })
      })
      return reply.code(204).send()
    },
  )
}

const querystring = Type.Object({
  rule: Type.Optional(
    Type.String({ pattern: '^[a-z-]{1,60}$', description: 'As if this rule were in effect for whatever has no other' }),
  ),
  after: Type.Optional(Type.String({ maxLength: 100, description: '`next` of the page before' })),
  limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d?|1\\d\\d|200)$' })),
})

const previewRoutes = (http: FastifyInstance, { db }: { db: Db }): void => {
  const page = Type.Object({
    items: Type.Array(Item),
    counts: Type.Record(Type.String(), Type.Integer()),
    next: Type.Optional(Type.String()),
  })
  http.get<{ Querystring: Static<typeof querystring> }>(
    '/api/retention/preview',
    {
      config: read,
      schema: {
        tags,
        summary: 'Show what a run would erase, hold and keep, without doing it',
        querystring,
        response: { 200: page },
      },
    },
    async ({ query }) => {
      const limit = Number(query.limit ?? 100)
      const rules = await selectRules(db)
      const asked = rules.find(({ id }) => id === query.rule)
      if (query.rule !== undefined && asked === undefined) throw problem('privacy.rule-unknown', { rule: query.rule })
      const supposed = rules.map((rule) =>
        rule === asked ? { ...rule, active: true, groups: [...rule.groups, '*'] } : rule,
      )
      const planned = await planRetention(db, supposed, { after: readPlace(query.after), limit })
      const last = planned.at(-1)
      return {
        items: planned.map(toItem),
        counts: Object.fromEntries(
          ['erase', 'held', 'keep'].map((verdict) => [
            verdict,
            planned.filter((each) => each.verdict === verdict).length,
          ]),
        ),
        ...(planned.length === limit && last && { next: `${last.event.place.eventTime}_${last.event.place.uid}` }),
      }
    },
  )
}

const place = /^(\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

const readPlace = (after: string | undefined) => {
  if (after === undefined) return { eventTime: '-infinity', uid: lowestID }
  const [, eventTime, uid] = place.exec(after) ?? []
  if (eventTime === undefined || uid === undefined || Number.isNaN(Date.parse(`${eventTime}:00`)))
    throw problem('privacy.cursor-malformed')
  return { eventTime, uid }
}

const toItem = ({ event, verdict, keeping, hold }: Planned) => ({
  eventID: event.eventID,
  capturedBy: event.capturedBy,
  eventTime: new Date(event.place.eventTime).toISOString(),
  verdict,
  ...(keeping && { keptUntil: keeping.until, rule: keeping.rule }),
  ...(hold && { hold: hold.id }),
})

const holdsRoutes = (http: FastifyInstance, { db }: { db: Db }): void => {
  const query = Type.Object({
    all: Type.Optional(Type.Enum(['true', 'false'])),
    after: Type.Optional(uuid),
    limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d?|100)$' })),
  })
  const page = Type.Object({ items: Type.Array(Hold), next: Type.Optional(Type.String()) })
  http.get<{ Querystring: Static<typeof query> }>(
    '/api/retention/holds',
    { config: read, schema: { tags, summary: 'List legal holds', querystring: query, response: { 200: page } } },
    async ({ query: { all, after, limit: asked } }) => {
      const limit = Number(asked ?? 50)
      const rows = await selectHolds(db, {
        all: all === 'true',
        after: after ?? lowestID,
        limit: limit + 1,
      })
      const shown = rows.slice(0, limit)
      return { items: shown.map(toHold), ...(rows.length > limit && { next: shown.at(-1)?.id }) }
    },
  )

  http.post<{ Body: Static<typeof NewHold> }>(
    '/api/retention/holds',
    { config: decide, schema: { tags, summary: 'Set a legal hold', body: NewHold, response: { 201: Hold } } },
    async ({ actor, body }, reply) => {
      const hold = await findHold(db, await setHold(db, actor, body))
      return reply.code(201).send(hold && toHold(hold))
    },
  )

  http.post<{ Params: { id: string }; Body: { reason: string } }>(
    '/api/retention/holds/:id/lift',
    {
      config: decide,
      schema: {
        tags,
        summary: 'Lift a legal hold',
        params: Type.Object({ id: uuid }),
        body: Type.Object({ reason: words(5, 1000) }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body }, reply) => {
      await liftHold(db, actor, params.id, body.reason)
      return reply.code(204).send()
    },
  )
}
