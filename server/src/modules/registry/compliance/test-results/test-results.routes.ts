import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { readClaimKey } from '../../keys/claims/claim-key.ts'
import { viewerOf } from '../../rights/reach.ts'
import type { Moment } from '../../versions/moment.ts'
import type { MomentQuery, PageQuery, RegistryDeps, Routes } from '../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { Reason, standingOn } from '../attestation/attestation.ts'
import { turnClaim } from '../attestation/turn-claim.ts'
import { getResultStanding, stateTestResult } from './state-test-result.ts'
import { findResult, selectResults } from './test-result.store.ts'
import { NewTestResult, type TestResultRow, TestResultView } from './test-result.ts'

const tags = ['certificates']
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
type Named = { Params: { id: string } }
type ListQuery = MomentQuery & PageQuery & { key?: string }

/** POST, GET /api/test-results · GET, DELETE /api/test-results/{id} · POST …/attest, …/revoke */
export const testResultsRoutes: Routes = (http, deps) => {
  const { db } = deps
  http.post<{ Body: NewTestResult }>(
    '/api/test-results',
    {
      config: { permission: 'registry.write-own' },
      schema: { tags, summary: 'State what a test came to', body: NewTestResult, response: { 201: TestResultView } },
    },
    async ({ actor, body }, reply) => {
      const id = await stateTestResult(db, actor, body)
      return reply
        .code(201)
        .header('location', `/api/test-results/${id}`)
        .send(await viewOne(db, actor, id, {}))
    },
  )
  http.get<{ Querystring: ListQuery }>(
    '/api/test-results',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: 'List the test results that one holds or made',
        querystring: Type.Object({
          ...momentQuery,
          ...pageQuery,
          after: Type.Optional(partyID),
          key: Type.Optional(Type.String({ maxLength: 500 })),
        }),
        response: { 200: pageOf(TestResultView) },
      },
    },
    async ({ actor, query }) => {
      const limit = Number(query.limit ?? 50)
      const key = query.key === undefined ? undefined : readClaimKey({ key: query.key })
      const asked = { key, after: query.after ?? lowestID, limit: limit + 1 }
      const rows = await selectResults(db, viewerOf(actor), asked, readMoment(query))
      return cutPage(rows, limit, ({ id }) => id, toView)
    },
  )
  http.get<Named & { Querystring: MomentQuery }>(
    '/api/test-results/:id',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: 'Read a test result',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: TestResultView },
      },
    },
    ({ actor, params, query }) => viewOne(db, actor, params.id, readMoment(query)),
  )
  turnRoutes(http, deps)
}

const turnRoutes = (http: FastifyInstance, { db }: RegistryDeps): void => {
  http.post<Named>(
    '/api/test-results/:id/attest',
    {
      config: { permission: 'registry.attest' },
      schema: { tags, summary: 'Attest a test that one made', params: Params, response: { 200: TestResultView } },
    },
    async ({ actor, params }) => {
      await turnClaim(db, actor, params.id, 'attested', getResultStanding)
      return viewOne(db, actor, params.id, {})
    },
  )
  http.post<Named & { Body: { reason: string } }>(
    '/api/test-results/:id/revoke',
    {
      config: { permission: 'registry.attest' },
      schema: {
        tags,
        summary: 'Revoke a test result that one issued',
        params: Params,
        body: Reason,
        response: { 200: TestResultView },
      },
    },
    async ({ actor, params, body }) => {
      await turnClaim(db, actor, params.id, 'revoked', getResultStanding, body.reason)
      return viewOne(db, actor, params.id, {})
    },
  )
  http.delete<Named>(
    '/api/test-results/:id',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Withdraw a test result that one stated',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params }, reply) => {
      await turnClaim(db, actor, params.id, 'withdrawn', getResultStanding)
      return reply.code(204).send()
    },
  )
}

async function viewOne(reader: Reader, actor: Actor, id: string, moment: Moment) {
  const row = await findResult(reader, id, moment)
  const own = viewerOf(actor)
  if (row === undefined || !(own === null || row.holder === own || row.laboratory === own))
    throw problem('registry.test-result-unknown', { result: id })
  return toView(row)
}

/** A result is of its day for good: it does not expire. */
const toView = ({ attestedAt, revokedAt, withdrawnAt, position: _position, ...row }: TestResultRow) => ({
  ...(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Pick<
    TestResultRow,
    'id' | 'holder' | 'key' | 'parameter' | 'value' | 'testedOn'
  >),
  state: standingOn({ attestedAt, revokedAt, withdrawnAt }, row.testedOn, row.testedOn, row.testedOn),
})
