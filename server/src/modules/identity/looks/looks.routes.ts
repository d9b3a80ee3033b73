import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { type CaseFile, selectCases } from './case-file.store.ts'
import { closeCase, delayCase, findCase, type LooksDeps, openCase } from './case-file.ts'
import { selectLooks } from './look.store.ts'

const tags = ['identity']
const uuid = Type.String({ format: 'uuid' })
const Page = Type.Object(
  {
    after: Type.Optional(Type.String({ format: 'uuid', description: 'The `next` of the page before' })),
    limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d?|1\\d\\d|200)$', description: '1 to 200; 50' })),
  },
  { additionalProperties: false },
)
type Page = { after?: string; limit?: string }

const Look = Type.Object({
  id: uuid,
  at: Type.String(),
  party: uuid,
  route: Type.String({ description: 'By which address they were told' }),
  case: Type.Optional(Type.String({ description: 'The public number of the case under which it was looked' })),
  events: Type.Integer({ description: 'How many of your events the answer told' }),
  eventIDs: Type.Array(Type.String(), { description: 'The first hundred of them' }),
})

const Day = Type.String({ format: 'date', pattern: '^[12]\\d{3}-' })
const Reason = Type.String({ minLength: 1, maxLength: 1000 })
const Delay = Type.Object({ until: Day, reason: Reason }, { additionalProperties: false })
const NewCase = Type.Object(
  { subject: Type.String({ minLength: 1, maxLength: 500 }), delay: Delay },
  { additionalProperties: false },
)
const Case = Type.Object({
  number: Type.String(),
  subject: Type.String(),
  openedAt: Type.String(),
  closedAt: Type.Optional(Type.String()),
  delay: Delay,
})
const Numbered = Type.Object({ number: Type.String({ maxLength: 100 }) })
type Numbered = { Params: { number: string } }

/** GET /api/looks · POST, GET /api/cases · GET /api/cases/{number} · POST …/delay, …/close */
export const looksRoutes = (http: FastifyInstance, deps: LooksDeps): void => {
  const { db, partiesOf } = deps
  http.get<{ Querystring: Page }>(
    '/api/looks',
    {
      config: { permission: 'identity.read-looks' },
      schema: {
        tags,
        summary: 'Who looked at your events by virtue of office, newest first',
        description:
          'Each answer that told an authority, or the operator, of events declared in your name, or in that of a party that was merged into yours. What was looked at under an open case shows once the case is closed or its delay has ended.',
        querystring: Page,
        response: { 200: Type.Object({ items: Type.Array(Look), next: Type.Optional(uuid) }) },
      },
    },
    async ({ actor, query }) => {
      const limit = Number(query.limit ?? 50)
      const owners = await partiesOf(db, actor.partyID ?? '')
      const rows = await selectLooks(db, owners, query.after, limit + 1)
      return cut(rows, limit, ({ caseNumber, ...look }) => ({ ...look, ...(caseNumber && { case: caseNumber }) }))
    },
  )
  casesRoutes(http, deps)
}

const casesRoutes = (http: FastifyInstance, deps: LooksDeps): void => {
  const { db, partiesOf } = deps
  const config = { permission: 'identity.keep-cases' }
  http.post<{ Body: { subject: string; delay: { until: string; reason: string } } }>(
    '/api/cases',
    {
      config,
      schema: {
        tags,
        summary: 'Open a case',
        description:
          'Calls that send its number as `Nguon-Case` are told to the owners of what they show only when the case is closed or its delay has ended.',
        body: NewCase,
        response: { 201: Case },
      },
    },
    async ({ actor, body }, reply) => {
      const file = await openCase(db, actor, body.subject, body.delay)
      return reply.code(201).header('location', `/api/cases/${file.number}`).send(toView(file))
    },
  )
  http.get<{ Querystring: Page }>(
    '/api/cases',
    {
      config,
      schema: {
        tags,
        summary: "List your agency's cases, newest first",
        querystring: Page,
        response: { 200: Type.Object({ items: Type.Array(Case), next: Type.Optional(uuid) }) },
      },
    },
    async ({ actor, query }) => {
      const limit = Number(query.limit ?? 50)
      const agencies = await partiesOf(db, actor.partyID ?? '')
      return cut(await selectCases(db, agencies, query.after, limit + 1), limit, toView)
    },
  )
  http.get<Numbered>(
    '/api/cases/:number',
    { config, schema: { tags, summary: 'Read a case', params: Numbered, response: { 200: Case } } },
    async ({ actor, params }) => toView(await findCase(db, partiesOf, actor, params.number)),
  )
  http.post<Numbered & { Body: { until: string; reason: string } }>(
    '/api/cases/:number/delay',
    {
      config,
      schema: {
        tags,
        summary: 'Say until when the looks of an open case are kept back, and why',
        params: Numbered,
        body: Delay,
        response: { 200: Case },
      },
    },
    async ({ actor, params, body }) => toView(await delayCase(deps, actor, params.number, body)),
  )
  http.post<Numbered>(
    '/api/cases/:number/close',
    { config, schema: { tags, summary: 'Close a case', params: Numbered, response: { 200: Case } } },
    async ({ actor, params }) => toView(await closeCase(deps, actor, params.number)),
  )
}

const toView = ({ number, subject, openedAt, closedAt, delayUntil, delayReason }: CaseFile) => ({
  number,
  subject,
  openedAt,
  ...(closedAt !== null && { closedAt }),
  delay: { until: delayUntil, reason: delayReason },
})

const cut = <T extends { id: string }, V>(rows: readonly T[], limit: number, toItem: (row: T) => V) => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(toItem), ...(rows.length > limit && last !== undefined && { next: last.id }) }
}
