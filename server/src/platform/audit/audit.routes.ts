import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Actor } from '../actor.ts'
import type { Db } from '../postgres/database.ts'
import { problem } from '../problem.ts'
import { type DeedRow, selectDeeds } from './audit.store.ts'

const uuid = (description: string) => Type.Optional(Type.String({ format: 'uuid', description }))
const time = (description: string) => Type.Optional(Type.String({ format: 'date-time', maxLength: 40, description }))
const querystring = Type.Object({
  party: uuid('Deeds done for this organisation; of whoever reads its own alone, its own'),
  subject: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'What was acted upon' })),
  action: Type.Optional(Type.String({ pattern: '^[a-z-]+\\.[a-z-]+$', maxLength: 100 })),
  from: time('Not before this instant'),
  to: time('Before this instant'),
  before: uuid('`next` of the page before'),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9]\\d?|1\\d\\d|200)$', description: '1 to 200; 50 where not named' }),
  ),
})
const id = Type.Optional(Type.String())
const Deed = Type.Object({
  number: Type.Optional(Type.String({ description: 'For who reads all of them: it counts the deeds of everybody' })),
  deedID: Type.String(),
  at: Type.String(),
  actorKind: Type.String(),
  partyID: id,
  accountID: id,
  delegateID: id,
  credentialID: id,
  origin: Type.Optional(Type.String({ description: 'The network it came from' })),
  action: Type.String(),
  subject: Type.String(),
  details: Type.Optional(Type.Object({}, { additionalProperties: true })),
  sealed: Type.Boolean(),
})
const Page = Type.Object({ items: Type.Array(Deed), next: Type.Optional(Type.String()) })

/** GET /api/audit */
export const auditRoutes = (http: FastifyInstance, { db }: { db: Db }): void => {
  http.get<{ Querystring: Static<typeof querystring> }>(
    '/api/audit',
    {
      config: { permission: 'audit.read' },
      schema: {
        tags: ['audit'],
        summary: 'Read who did what to which key, when, from where: the newest first',
        description: "An organisation's administrator reads the deeds done for it, an administrator of the system all.",
        querystring,
        response: { 200: Page },
      },
    },
    async ({ actor, query }, reply) => {
      const limit = Number(query.limit ?? 50)
      const { subject = null, action = null, from = null, to = null, before = null } = query
      const party = partyWithin(actor, query.party)
      const rows = await selectDeeds(db, { party, subject, action, from, to, before, limit: limit + 1 })
      const shown = rows.slice(0, limit)
      reply.header('cache-control', 'no-store')
      const items = shown.map((row) => toView(readsAll(actor) ? row : { ...row, number: null }))
      return { items, ...(rows.length > limit && { next: shown.at(-1)?.deedID }) }
    },
  )
}

const readsAll = (actor: Actor): boolean => actor.reach('audit.read').some(({ kind }) => kind === 'system')

/** Whose deeds: everybody's for whom the right reaches over the system; else the caller's own organisation's. */
const partyWithin = (actor: Actor, asked: string | undefined): string | null => {
  if (readsAll(actor)) return asked ?? null
  if (actor.partyID === null || (asked !== undefined && asked !== actor.partyID))
    throw problem('platform.forbidden', { permission: 'audit.read' })
  return actor.partyID
}

const toView = (row: Omit<DeedRow, 'number'> & { number: string | null }) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
