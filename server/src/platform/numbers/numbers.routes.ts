import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Actor } from '../actor.ts'
import { dayOf } from '../days.ts'
import type { Db } from '../postgres/database.ts'
import { type ProblemTable, problem } from '../problem.ts'
import { type DocumentNumberRow, selectNumbers } from './document-number.store.ts'
import { takeDocumentNumber, voidDocumentNumber } from './document-number.ts'

/** What the register of document numbers refuses. */
export const numbersProblems: ProblemTable = {
  'numbers.document-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'numbers.agency-needed': { status: 403, exception: 'SecurityException' },
}

const tags = ['document numbers']
const config = { permission: 'numbers.write' }
/** Capitals, and D with stroke: the abbreviations of Annex III of Decree 30/2020/ND-CP. */
const Kind = Type.String({ pattern: '^[A-Z\u0110]{1,10}$', description: 'Abbreviation of the kind of document' })
const View = Type.Object({
  documentID: Type.String(),
  kind: Type.String(),
  year: Type.Integer(),
  number: Type.Integer(),
  subject: Type.String(),
  takenOn: Type.String(),
  voidedAt: Type.Optional(Type.String()),
  voidReason: Type.Optional(Type.String()),
})
const Listed = Type.Object({ items: Type.Array(View), next: Type.Optional(Type.String()) })
const text = (most: number) => Type.String({ minLength: 3, maxLength: most })
const NewNumber = Type.Object({ kind: Kind, subject: text(300) }, { additionalProperties: false })
const Voiding = Type.Object({ reason: text(500) }, { additionalProperties: false })
const querystring = Type.Object({
  kind: Kind,
  year: Type.Optional(Type.String({ pattern: '^20\\d\\d$' })),
  after: Type.Optional(Type.String({ pattern: '^\\d{1,9}$' })),
  limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d?|1\\d\\d|200)$' })),
})

const toView = ({ agency: _, voidedAt, voidReason, ...row }: DocumentNumberRow) => ({
  ...row,
  ...(voidedAt && { voidedAt }),
  ...(voidReason && { voidReason }),
})

const agencyOf = ({ partyID }: Actor): string => {
  if (partyID === null) throw problem('numbers.agency-needed')
  return partyID
}

/** POST, GET /api/document-numbers · POST /api/document-numbers/{id}/void: of the caller's own agency. */
export const numbersRoutes = (http: FastifyInstance, { db }: { db: Db }): void => {
  http.post<{ Body: Static<typeof NewNumber> }>(
    '/api/document-numbers',
    {
      config,
      schema: { tags, summary: 'Take the next number for a document', body: NewNumber, response: { 201: View } },
    },
    async ({ actor, body }, reply) => {
      const numbered = { ...body, agency: agencyOf(actor) }
      return reply.code(201).send(toView(await db.transaction((tx) => takeDocumentNumber(tx, actor, numbered))))
    },
  )

  http.get<{ Querystring: Static<typeof querystring> }>(
    '/api/document-numbers',
    {
      config,
      schema: { tags, summary: 'List the numbers of a kind and year', querystring, response: { 200: Listed } },
    },
    async ({ actor, query }) => {
      const limit = Number(query.limit ?? 50)
      const series = {
        agency: agencyOf(actor),
        kind: query.kind,
        year: Number(query.year ?? dayOf(new Date()).slice(0, 4)),
      }
      const rows = await selectNumbers(db, series, { after: Number(query.after ?? 0), limit: limit + 1 })
      const shown = rows.slice(0, limit)
      return { items: shown.map(toView), ...(rows.length > limit && { next: String(shown.at(-1)?.number) }) }
    },
  )

  http.post<{ Params: { id: string }; Body: Static<typeof Voiding> }>(
    '/api/document-numbers/:id/void',
    {
      config,
      schema: {
        tags,
        summary: 'Void a document; its number stays taken',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        body: Voiding,
        response: { 200: View },
      },
    },
    async ({ actor, params, body }) => {
      const voiding = { agency: agencyOf(actor), documentID: params.id, reason: body.reason }
      return toView(await db.transaction((tx) => voidDocumentNumber(tx, actor, voiding)))
    },
  )
}
