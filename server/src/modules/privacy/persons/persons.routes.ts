import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { recordDeed } from '../../../platform/audit.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { discloseField } from '../../registry/index.ts'
import { numberOf } from '../requests/requests.routes.ts'
import { getSubject } from '../subject.ts'
import { erasePerson } from './erase-person.ts'
import { exportPerson } from './export-person.ts'

const tags = ['personal data']
const handle = { permission: 'privacy.handle' }
const words = (least: number, most: number) => Type.String({ minLength: least, maxLength: most })
const Erasure = Type.Object(
  {
    basis: words(10, 1000),
    answer: words(10, 8000),
    party: Type.Optional(
      Type.String({ format: 'uuid', description: 'Who asked, where the request was made without signing in' }),
    ),
  },
  { additionalProperties: false },
)
const Duty = Type.Object(
  {
    field: Type.Enum(['name', 'address']),
    open: Type.Boolean(),
    reference: { ...words(4, 300), description: 'The clause that asks for it, or the decision that ends it' },
  },
  { additionalProperties: false },
)
const anything = Type.Object({}, { additionalProperties: true })

/** GET /api/privacy/export · POST /api/privacy/requests/{number}/erasure · POST /api/parties/{id}/legal-disclosures */
export const personsRoutes = (http: FastifyInstance, { db }: { db: Db }): void => {
  http.get(
    '/api/privacy/export',
    {
      config: { permission: 'privacy.own' },
      schema: { tags, summary: "Take away all of one's personal data, as JSON", response: { 200: anything } },
    },
    async ({ actor }, reply) => {
      const subject = await getSubject(db, actor)
      const exported = await exportPerson(db, subject)
      await db.transaction((tx) => recordDeed(tx, actor, { action: 'privacy.export', subject: subject.id }))
      return reply
        .headers({ 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="personal-data.json"' })
        .send(exported)
    },
  )

  http.post<{ Params: { number: string }; Body: Static<typeof Erasure> }>(
    '/api/privacy/requests/:number/erasure',
    {
      config: handle,
      schema: {
        tags,
        summary: "Delete a person's fields on its request, and answer with what is kept and why",
        params: Type.Object({ number: Type.String({ maxLength: 60 }) }),
        body: Erasure,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body }, reply) => {
      await erasePerson(db, actor, numberOf(params.number), body)
      return reply.code(204).send()
    },
  )

  http.post<{ Params: { id: string }; Body: Static<typeof Duty> }>(
    '/api/parties/:id/legal-disclosures',
    {
      config: handle,
      schema: {
        tags,
        summary: 'Record that the law asks to show a field of a household or an individual, or no longer does',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        body: Duty,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body }, reply) => {
      await db.transaction((tx) => discloseField(tx, actor, params.id, { ...body, ground: 'law' }))
      return reply.code(204).send()
    },
  )
}
