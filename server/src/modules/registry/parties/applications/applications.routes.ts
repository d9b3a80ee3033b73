import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { lowestID } from '../../../../platform/ids.ts'
import { readCaseNumber } from '../../../../platform/numbers/index.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { RateLimit } from '../../../../platform/rate-limit.ts'
import { scopeOf } from '../../rights/scope.ts'
import type { PageQuery, Routes } from '../../wire.ts'
import { cutPage, pageOf, pageQuery, partyID } from '../../wire.ts'
import { likelyDuplicates } from '../merging/duplicates.ts'
import { Duplicate } from '../merging/merge.ts'
import { maskNumber } from '../tax-code/tax-code.ts'
import { findByNumber, findContent, selectApplications } from './application.store.ts'
import type { ApplicationContent, ApplicationRow, ApplicationState, NewApplication } from './application.ts'
import { ApplicationStatus, applicationStates, NewApplication as Body, toStatus } from './application.ts'
import { applyForRegistration } from './apply.ts'
import { type Approval, approveApplication, getApplication, refuseApplication } from './decide.ts'

const tags = ['applications']
const Params = Type.Object({ number: Type.String({ maxLength: 60 }) })
type Params = { number: string }
const schemes = Type.Array(Type.Enum(['tax-code', 'gs1-company-prefix']), { maxItems: 2, uniqueItems: true })

const Content = Type.Object({
  ...ApplicationStatus.properties,
  kind: Type.String(),
  productGroups: Type.Array(Type.String()),
  usesBarcodes: Type.Optional(Type.Boolean()),
  barcodesSince: Type.Optional(Type.String()),
  party: Type.Optional(Type.String()),
  names: Type.Optional(Type.Record(Type.String(), Type.String())),
  publicName: Type.Optional(Type.Record(Type.String(), Type.String())),
  taxCode: Type.Optional(Type.String({ description: "A person's number in part" })),
  companyPrefix: Type.Optional(Type.String()),
  address: Type.Optional(Body.properties.address),
  contact: Type.Optional(Body.properties.contact),
})

/** Few organisations are registered from one address in an hour; who tries many is kept waiting. */
export const takeTurn = (limit: RateLimit, request: FastifyRequest) => (): void => {
  const wait = limit.take(request.ip)
  if (wait > 0) throw problem('platform.too-many-requests', { wait }, { headers: { 'retry-after': String(wait) } })
}

/** The state of an application, for whoever has its number. */
export async function applicationStatus(reader: Reader, typed: string): Promise<ApplicationStatus> {
  const number = readCaseNumber(typed)
  const row = number === undefined ? undefined : await findByNumber(reader, number)
  if (!row) throw problem('registry.application-unknown', { number: typed })
  return toStatus(row)
}

const toView = (row: ApplicationRow, content: ApplicationContent | null | undefined) => ({
  ...toStatus(row),
  kind: row.kind,
  productGroups: row.productGroups,
  ...(row.usesBarcodes !== null && { usesBarcodes: row.usesBarcodes }),
  ...(row.barcodesSince !== null && { barcodesSince: row.barcodesSince }),
  ...(row.partyID !== null && { party: row.partyID }),
  ...(content && { ...content, taxCode: maskNumber(content.taxCode) }),
})

/** POST /api/applications · GET /api/applications/{number} */
export const applyRoutes: Routes = (http, { db, applications }) => {
  http.post<{ Body: NewApplication }>(
    '/api/applications',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Ask for an organisation to be registered',
        body: Body,
        response: { 201: ApplicationStatus },
      },
    },
    async (request, reply) => {
      const admit = takeTurn(applications, request)
      const number = await applyForRegistration(db, request.actor, request.body, admit)
      const status = await applicationStatus(db, number)
      return reply
        .code(201)
        .header('location', `/api/applications/${number}`)
        .header('cache-control', 'no-store')
        .send(status)
    },
  )

  http.get<{ Params: Params }>(
    '/api/applications/:number',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Ask what has become of an application, by its number',
        params: Params,
        response: { 200: ApplicationStatus },
      },
    },
    async ({ params }, reply) => {
      reply.header('cache-control', 'no-store')
      return applicationStatus(db, params.number)
    },
  )
}

/** GET /api/applications · GET …/{number}/examination · POST …/{number}/approval, …/{number}/refusal: as far as an official's reach goes. */
export const applicationsRoutes: Routes = (http, deps) => {
  applyRoutes(http, deps)
  examinationRoutes(http, deps)
  decisionRoutes(http, deps)
}

type ListQuery = PageQuery & { state?: ApplicationState }

const examinationRoutes: Routes = (http, { db }) => {
  http.get<{ Querystring: ListQuery }>(
    '/api/applications',
    {
      config: { permission: 'registry.approve' },
      schema: {
        tags,
        summary: "List the applications within the official's reach",
        querystring: Type.Object({
          ...pageQuery,
          after: Type.Optional(partyID),
          state: Type.Optional(Type.Enum([...applicationStates])),
        }),
        response: { 200: pageOf(Type.Object({ id: Type.String(), ...Content.properties })) },
      },
    },
    async ({ actor, query }) => {
      const limit = Number(query.limit ?? 50)
      const scope = await scopeOf(db, actor, 'registry.approve')
      const asked = { state: query.state, after: query.after ?? lowestID, limit: limit + 1 }
      const rows = await selectApplications(db, scope, asked)
      return cutPage(
        rows,
        limit,
        ({ id }) => id,
        (row) => ({ id: row.id, ...toView(row, row.content) }),
      )
    },
  )

  http.get<{ Params: Params }>(
    '/api/applications/:number/examination',
    {
      config: { permission: 'registry.approve' },
      schema: {
        tags,
        summary: 'Read an application with the parties that may be the same',
        params: Params,
        response: { 200: Type.Object({ ...Content.properties, duplicates: Type.Array(Duplicate) }) },
      },
    },
    async ({ actor, params }) => {
      const row = await getApplication(db, actor, params.number)
      const content = await findContent(db, row.id)
      const duplicates = content
        ? await likelyDuplicates(db, {
            names: content.names,
            taxCodes: [content.taxCode],
            phones: [content.contact.phone],
          })
        : []
      return { ...toView(row, content), duplicates }
    },
  )
}

const decisionRoutes: Routes = (http, { db, publicUrl }) => {
  http.post<{ Params: Params; Body: Approval }>(
    '/api/applications/:number/approval',
    {
      config: { permission: 'registry.approve' },
      schema: {
        tags,
        summary: 'Register the organisation, and invite its first administrator',
        params: Params,
        body: Type.Object(
          {
            basis: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
            verified: Type.Optional({ ...schemes, description: 'Identifiers of which the proof was seen' }),
            without: Type.Optional({ ...schemes, description: 'Identifiers that are not taken over' }),
          },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({
            party: Type.String(),
            invitation: Type.Object({ id: Type.String(), link: Type.String(), expiresAt: Type.String() }),
          }),
        },
      },
    },
    async ({ actor, params, body }, reply) => {
      const approved = await approveApplication({ db, publicUrl }, actor, params.number, body)
      return reply
        .code(201)
        .header('location', `/api/parties/${approved.party}`)
        .header('cache-control', 'no-store')
        .send(approved)
    },
  )

  http.post<{ Params: Params; Body: { reason: string } }>(
    '/api/applications/:number/refusal',
    {
      config: { permission: 'registry.approve' },
      schema: {
        tags,
        summary: 'Refuse an application with a reason, which the applicant reads',
        params: Params,
        body: Type.Object(
          { reason: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }) },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body }, reply) => {
      await refuseApplication(db, actor, params.number, body.reason)
      return reply.code(204).send()
    },
  )
}
