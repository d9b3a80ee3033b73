import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Language, Say } from '../../../platform/messages.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { findPerson, getSpoken, getSubject, type Subject } from '../subject.ts'
import { type ConsentRow, selectConsents } from './consent.store.ts'
import { giveConsent, withdrawConsent } from './give-consent.ts'
import { purposes, wordingKey } from './purpose.ts'

export type ConsentsDeps = { db: Db; say: Say }

const tags = ['personal data']
const own = { permission: 'privacy.own' }
const handle = { permission: 'privacy.handle' }
const Params = Type.Object({ purpose: Type.String({ pattern: '^[a-z-]{1,40}$' }) })
const wording = Type.Integer({ minimum: 1, maximum: 9999, description: 'Number of the wording that was read' })
const Given = Type.Object({ wording }, { additionalProperties: false })
const GivenOnPaper = Type.Object(
  {
    wording,
    basis: Type.String({ minLength: 4, maxLength: 500, description: 'The signed paper: number, date, file' }),
  },
  { additionalProperties: false },
)
const Past = Type.Object({
  wording: Type.Integer(),
  text: Type.String(),
  givenAt: Type.String(),
  withdrawnAt: Type.Optional(Type.String()),
  basis: Type.Optional(Type.String()),
})
const View = Type.Object({
  purpose: Type.String(),
  wording: Type.Integer(),
  text: Type.String(),
  given: Type.Boolean(),
  history: Type.Array(Past),
})

/** Each purpose in its present wording, whether the person agreed, and all that was agreed to before. */
export const viewConsents = async ({ db, say }: ConsentsDeps, subject: Subject, language: Language) => {
  const rows = Map.groupBy(await selectConsents(db, subject), ({ purpose }) => purpose)
  return purposes
    .filter(({ of }) => of.includes(subject.kind))
    .map(({ id, wording }) => {
      const history = rows.get(id) ?? []
      return {
        purpose: id,
        wording,
        text: say(language, wordingKey(id, wording)),
        given: history.some(({ withdrawnAt }) => withdrawnAt === null),
        history: history.map((row) => toPast(row, say, language)),
      }
    })
}

const toPast = ({ purpose, wording, givenAt, withdrawnAt, basis }: ConsentRow, say: Say, language: Language) => ({
  wording,
  text: say(language, wordingKey(purpose, wording)),
  givenAt,
  ...(withdrawnAt !== null && { withdrawnAt }),
  ...(basis !== null && { basis }),
})

/** GET /api/consents · PUT, DELETE /api/consents/{purpose} · PUT, DELETE /api/parties/{id}/consents/{purpose} */
export const consentsRoutes = (http: FastifyInstance, deps: ConsentsDeps): void => {
  const { db } = deps
  http.get(
    '/api/consents',
    {
      config: own,
      schema: {
        tags,
        summary: 'Read what one agreed to, purpose by purpose; nothing by default',
        response: { 200: Type.Object({ items: Type.Array(View) }) },
      },
    },
    async ({ actor, lang }) => ({ items: await viewConsents(deps, await getSubject(db, actor), lang) }),
  )

  http.put<{ Params: Static<typeof Params>; Body: Static<typeof Given> }>(
    '/api/consents/:purpose',
    {
      config: own,
      schema: { tags, summary: 'Agree to one purpose', params: Params, body: Given, response: { 204: Type.Null() } },
    },
    async ({ actor, params, body, lang }, reply) => {
      const agreement = { ...params, ...body, language: lang }
      await giveConsent(db, actor, await getSpoken(db, actor), agreement)
      return reply.code(204).send()
    },
  )

  http.delete<{ Params: Static<typeof Params> }>(
    '/api/consents/:purpose',
    { config: own, schema: { tags, summary: 'Take a consent back', params: Params, response: { 204: Type.Null() } } },
    async ({ actor, params }, reply) => {
      await withdrawConsent(db, actor, await getSpoken(db, actor), params.purpose)
      return reply.code(204).send()
    },
  )
  paperRoutes(http, deps)
}

const PaperParams = Type.Object({ ...Params.properties, id: Type.String({ format: 'uuid' }) })

/** For people who signed a paper: an official writes down what they agreed to, or took back. */
const paperRoutes = (http: FastifyInstance, { db }: ConsentsDeps): void => {
  const path = '/api/parties/:id/consents/:purpose'
  const personOf = async (id: string): Promise<Subject> => {
    const person = await findPerson(db, id)
    if (person === undefined) throw problem('registry.party-unknown', { party: id })
    return person
  }

  http.put<{ Params: Static<typeof PaperParams>; Body: Static<typeof GivenOnPaper> }>(
    path,
    {
      config: handle,
      schema: {
        tags,
        summary: 'Write down a consent that a household or an individual signed on paper',
        params: PaperParams,
        body: GivenOnPaper,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body, lang }, reply) => {
      const agreement = { purpose: params.purpose, ...body, language: lang }
      await giveConsent(db, actor, await personOf(params.id), agreement)
      return reply.code(204).send()
    },
  )

  http.delete<{ Params: Static<typeof PaperParams> }>(
    path,
    {
      config: handle,
      schema: {
        tags,
        summary: 'Write down that it was taken back',
        params: PaperParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params }, reply) => {
      await withdrawConsent(db, actor, await personOf(params.id), params.purpose)
      return reply.code(204).send()
    },
  )
}
