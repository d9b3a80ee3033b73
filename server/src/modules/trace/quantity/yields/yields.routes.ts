import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { currentPosition } from '../../../../platform/positions.ts'
import { problem } from '../../../../platform/problem.ts'
import type { BalanceDeps } from '../balance/read-balance.ts'
import { readProduct, stateYield } from './state-yield.ts'
import { toStatedYield, toYieldView, YieldInput, YieldView } from './stated-yield.ts'
import { selectYields } from './yield.store.ts'

const tags = ['balance']

const query = Type.Object(
  {
    party: Type.Optional(Type.String({ format: 'uuid', description: "The caller's party where not named" })),
    product: Type.Optional(Type.String({ maxLength: 500 })),
    asOf: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
  },
  { additionalProperties: false },
)
const Params = Type.Object({ product: Type.String({ minLength: 1, maxLength: 500, description: 'GTIN, or a URI' }) })

/** PUT /api/balance/yields/{product} · GET /api/balance/yields */
export const yieldsRoutes = (http: FastifyInstance, { db }: BalanceDeps): void => {
  http.put<{ Params: { product: string }; Body: YieldInput }>(
    '/api/balance/yields/:product',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'State how much of a product comes out of what goes in: a new version',
        params: Params,
        body: YieldInput,
        response: { 200: YieldView },
      },
    },
    async ({ actor, params, body }) => toYieldView(await stateYield(db, actor, readProduct(params.product), body)),
  )

  http.get<{ Querystring: { party?: string; product?: string; asOf?: string } }>(
    '/api/balance/yields',
    {
      config: { permission: 'events.query' },
      schema: {
        tags,
        summary: 'List the yields that a party stated: every version, the newest first',
        querystring: query,
        response: { 200: Type.Object({ items: Type.Array(YieldView) }) },
      },
    },
    async ({ actor, query: { party = actor.partyID ?? '', product, asOf } }) => {
      if (actor.kind !== 'operator' && party !== actor.partyID) throw problem('balance.yields-of-another')
      const products = product === undefined ? null : [readProduct(product)]
      const rows = await selectYields(db, [party], products, Number(asOf ?? (await currentPosition(db))))
      return { items: rows.map(toStatedYield).map(toYieldView) }
    },
  )
}
