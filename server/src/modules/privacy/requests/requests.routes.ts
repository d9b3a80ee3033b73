import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { dayOf } from '../../../platform/days.ts'
import { lowestID } from '../../../platform/ids.ts'
import type { Language, Say } from '../../../platform/messages.ts'
import { readCaseNumber } from '../../../platform/numbers/index.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { present } from '../present.ts'
import { findAsking } from '../subject.ts'
import { answerRequest, extendRequest } from './answer-request.ts'
import { makeRequest } from './make-request.ts'
import {
  findRequest,
  outcomes,
  type RequestRow,
  requestKinds,
  selectOpen,
  selectRetainedKinds,
  selectTurns,
} from './request.store.ts'

export type RequestsDeps = { db: Db; say: Say }

const tags = ['personal data']
const open = { permission: 'public' }
const handle = { permission: 'privacy.handle' }
const words = (least: number, most: number) => Type.String({ minLength: least, maxLength: most, pattern: '\\S' })
const Params = Type.Object({ number: Type.String({ maxLength: 60 }) })
const NewRequest = Type.Object(
  {
    kind: Type.Enum([...requestKinds]),
    details: words(5, 4000),
    contact: Type.Optional({
      ...words(3, 300),
      description: 'How the person wants to be reached; deleted with the answer',
    }),
  },
  { additionalProperties: false },
)
const Extension = Type.Object(
  { workingDays: Type.Integer({ minimum: 1, maximum: 20 }), reason: words(10, 1000), basis: words(4, 300) },
  { additionalProperties: false },
)
const Answer = Type.Object(
  {
    outcome: Type.Enum([...outcomes]),
    answer: words(10, 8000),
    retained: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20 })),
  },
  { additionalProperties: false },
)
const RetainedView = Type.Object({
  kind: Type.String(),
  text: Type.String(),
  source: Type.String(),
  status: Type.String(),
})
const Turn = Type.Object({
  at: Type.String(),
  turn: Type.String(),
  dueOn: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  basis: Type.Optional(Type.String()),
})
const view = {
  number: Type.String(),
  kind: Type.String(),
  state: Type.String(),
  receivedOn: Type.String(),
  dueOn: Type.String({ description: 'The last day for the answer, in Asia/Ho_Chi_Minh' }),
  overdue: Type.Boolean(),
  outcome: Type.Optional(Type.String()),
  answer: Type.Optional(Type.String()),
  answeredAt: Type.Optional(Type.String()),
  retained: Type.Optional(Type.Array(RetainedView)),
}
const View = Type.Object({ ...view, turns: Type.Array(Turn) })
const Listed = Type.Object({
  ...view,
  details: Type.Optional(Type.String()),
  contact: Type.Optional(Type.String()),
  subjectKind: Type.Optional(Type.String()),
  subjectID: Type.Optional(Type.String()),
})

/** What is kept, with the clause that asks for it. */
const inWords = <T extends { kind: string }>(kept: T, say: Say, language: Language) => ({
  ...kept,
  text: say(language, `privacy.retained.${kept.kind}`),
  source: say(language, `privacy.retained.${kept.kind}.source`),
})

/** What whoever has the number reads of it: never the person's own words or how to reach it. */
export const toView = (request: RequestRow, say: Say, language: Language) => {
  const { id: _, details: _d, contact: _c, subjectID: _s, subjectKind: _k, retained, ...told } = request
  return {
    ...(present(told) as typeof told),
    overdue: told.state !== 'answered' && told.dueOn < dayOf(new Date()),
    ...(retained && {
      retained: retained.map((each) => inWords(each, say, language)),
    }),
  }
}

/** A request with its turns; the number is taken in any spelling. */
export const viewRequest = async ({ db, say }: RequestsDeps, typed: string, language: Language) => {
  const number = readCaseNumber(typed)
  const row = number === undefined ? undefined : await findRequest(db, number)
  if (row === undefined) throw problem('privacy.request-unknown', { number: typed.slice(0, 60) })
  return { ...toView(row, say, language), turns: (await selectTurns(db, row.id)).map(present) }
}

/** POST, GET /api/privacy/requests · GET /api/privacy/requests/{number} · POST …/extension, …/answer */
export const requestsRoutes = (http: FastifyInstance, deps: RequestsDeps): void => {
  const { db } = deps
  http.post<{ Body: Static<typeof NewRequest> }>(
    '/api/privacy/requests',
    {
      config: open,
      schema: {
        tags,
        summary: "Ask to see, correct or delete one's personal data",
        description: 'Answered within two working days. Keep the number: it alone leads to the answer.',
        body: NewRequest,
        response: { 201: Type.Object({ number: Type.String(), receivedOn: Type.String(), dueOn: Type.String() }) },
      },
    },
    async ({ actor, body, lang }, reply) => {
      const made = await makeRequest(db, actor, { ...body, language: lang }, await findAsking(db, actor))
      return reply.code(201).header('cache-control', 'no-store').send(made)
    },
  )

  http.get<{ Params: Static<typeof Params> }>(
    '/api/privacy/requests/:number',
    { config: open, schema: { tags, summary: 'Read how a request stands', params: Params, response: { 200: View } } },
    async ({ params, lang }, reply) => {
      reply.header('cache-control', 'no-store')
      return viewRequest(deps, params.number, lang)
    },
  )
  handlingRoutes(http, deps)
}

const firstPlace = { dueOn: '-infinity', id: lowestID }
const place = /^(\d{4}-\d\d-\d\d)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

const readPlace = (after: string | undefined) => {
  if (after === undefined) return firstPlace
  const [, dueOn, id] = place.exec(after) ?? []
  if (dueOn === undefined || id === undefined) throw problem('privacy.cursor-malformed')
  return { dueOn, id }
}

/** For those who answer. */
const handlingRoutes = (http: FastifyInstance, { db, say }: RequestsDeps): void => {
  const querystring = Type.Object({
    after: Type.Optional(Type.String({ maxLength: 60 })),
    limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d?|100)$' })),
  })
  const page = Type.Object({ items: Type.Array(Listed), next: Type.Optional(Type.String()) })
  http.get<{ Querystring: Static<typeof querystring> }>(
    '/api/privacy/requests',
    {
      config: handle,
      schema: {
        tags,
        summary: 'List open requests, those first that are due first',
        querystring,
        response: { 200: page },
      },
    },
    async ({ query, lang }, reply) => {
      const limit = Number(query.limit ?? 50)
      const rows = await selectOpen(db, readPlace(query.after), limit + 1)
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      reply.header('cache-control', 'no-store')
      return {
        items: shown.map((row) => {
          const { details, contact, subjectKind, subjectID } = row
          return { ...toView(row, say, lang), ...present({ details, contact, subjectKind, subjectID }) }
        }),
        ...(rows.length > limit && last && { next: `${last.dueOn}_${last.id}` }),
      }
    },
  )

  http.post<{ Params: Static<typeof Params>; Body: Static<typeof Extension> }>(
    '/api/privacy/requests/:number/extension',
    {
      config: handle,
      schema: {
        tags,
        summary: 'Take more time, with a reason',
        params: Params,
        body: Extension,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body }, reply) => {
      await extendRequest(db, actor, numberOf(params.number), body)
      return reply.code(204).send()
    },
  )

  http.post<{ Params: Static<typeof Params>; Body: Static<typeof Answer> }>(
    '/api/privacy/requests/:number/answer',
    {
      config: handle,
      schema: { tags, summary: 'Answer a request', params: Params, body: Answer, response: { 204: Type.Null() } },
    },
    async ({ actor, params, body }, reply) => {
      await answerRequest(db, actor, numberOf(params.number), body)
      return reply.code(204).send()
    },
  )

  const response = { 200: Type.Object({ items: Type.Array(RetainedView) }) }
  http.get(
    '/api/privacy/retained-kinds',
    { config: open, schema: { tags, summary: 'List what is kept when a person asks for deletion, and why', response } },
    async ({ lang }) => ({
      items: (await selectRetainedKinds(db)).map((row) => inWords(row, say, lang)),
    }),
  )
}

/** The number as it is stored; one that cannot be is of no request. */
export const numberOf = (typed: string): string => {
  const number = readCaseNumber(typed)
  if (number === undefined) throw problem('privacy.request-unknown', { number: typed.slice(0, 60) })
  return number
}
