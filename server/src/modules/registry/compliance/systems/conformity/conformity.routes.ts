import Type from 'typebox'
import { momentValues } from '../../../versions/moment.ts'
import type { MomentQuery, Routes } from '../../../wire.ts'
import { momentQuery, readMoment } from '../../../wire.ts'
import { getSystem } from '../register-system.ts'
import { selectConformities, selectExaminations } from './conformity.store.ts'
import { Conformity, Examination, NewConformity, NewExamination } from './conformity.ts'
import { declareConformity, endConformity, examineSystem } from './declare-conformity.ts'

const tags = ['systems']
const id = Type.String({ format: 'uuid' })
const Params = Type.Object({ id })
type Params = { id: string }
const Made = Type.Object({ id: Type.String() })

/** POST, GET /api/systems/{id}/conformities · DELETE …/{conformity} · POST, GET /api/systems/{id}/examinations */
export const conformityRoutes: Routes = (http, deps) => {
  declarationRoutes(http, deps)
  examinationRoutes(http, deps)
}

const declarationRoutes: Routes = (http, { db }) => {
  const config = { permission: 'registry.write-own' }
  http.post<{ Params: Params; Body: NewConformity }>(
    '/api/systems/:id/conformities',
    {
      config,
      schema: {
        tags,
        summary: 'Declare that a system conforms with a standard',
        params: Params,
        body: NewConformity,
        response: { 201: Made },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(201).send({ id: await declareConformity(db, actor, params.id, body) }),
  )

  http.delete<{ Params: Params & { conformity: string }; Querystring: { reason?: string } }>(
    '/api/systems/:id/conformities/:conformity',
    {
      config,
      schema: {
        tags,
        summary: 'Take a declaration of conformity back',
        params: Type.Object({ id, conformity: id }),
        querystring: Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })) }),
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, query }, reply) => {
      await endConformity(db, actor, params.id, params.conformity, query.reason ?? null)
      return reply.code(204).send()
    },
  )

  http.get<{ Params: Params; Querystring: MomentQuery }>(
    '/api/systems/:id/conformities',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: 'The declarations of conformity of a system, those taken back too',
        params: Params,
        querystring: Type.Object({ asOf: momentQuery.asOf }),
        response: { 200: Type.Object({ items: Type.Array(Conformity) }) },
      },
    },
    async ({ actor, params, query }) => {
      await getSystem(db, actor, params.id)
      const rows = await selectConformities(db, [params.id], momentValues(readMoment(query))[0])
      return { items: rows.map(withoutNull) }
    },
  )
}

const examinationRoutes: Routes = (http, { db }) => {
  http.post<{ Params: Params; Body: NewExamination }>(
    '/api/systems/:id/examinations',
    {
      config: { permission: 'registry.examine-systems' },
      schema: {
        tags,
        summary: 'Say what was found of a system: that it exchanges data, or that it is ready to be connected',
        params: Params,
        body: NewExamination,
        response: { 201: Made },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(201).send({ id: await examineSystem(db, actor, params.id, body) }),
  )

  http.get<{ Params: Params; Querystring: MomentQuery }>(
    '/api/systems/:id/examinations',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: 'What authorities found of a system',
        params: Params,
        querystring: Type.Object({ asOf: momentQuery.asOf }),
        response: { 200: Type.Object({ items: Type.Array(Examination) }) },
      },
    },
    async ({ actor, params, query }) => {
      await getSystem(db, actor, params.id)
      const rows = await selectExaminations(db, [params.id], momentValues(readMoment(query))[0])
      return { items: rows.map(withoutNull) }
    },
  )
}

/** Rows as they are shown: what is not known, or has no last day, is left out. */
const withoutNull = <T extends object>(row: T) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== 'infinity'))
