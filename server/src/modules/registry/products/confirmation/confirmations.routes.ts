import Type from 'typebox'
import { problem } from '../../../../platform/problem.ts'
import type { MomentQuery, PageQuery, Routes } from '../../wire.ts'
import { momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { productCards } from '../product-card.ts'
import { pathName, productKey } from '../product-key.ts'
import { confirmProduct } from './confirm-product.ts'
import { ConfirmationView } from './confirmation.ts'
import { confirmationsOf, listConfirmations } from './read-confirmations.ts'

const tags = ['products']
const Params = Type.Object({ gtin: Type.String({ maxLength: 40, description: 'GTIN, or the id of one without' }) })

type ListQuery = MomentQuery & PageQuery & { state?: string; party?: string }

/** POST /api/products/{gtin}/confirmations · GET /api/product-confirmations */
export const confirmationsRoutes: Routes = (http, { db }) => {
  http.post<{ Params: { gtin: string } }>(
    '/api/products/:gtin/confirmations',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: "Confirm that a product's data still hold: its owner's yearly word",
        params: Params,
        response: { 201: ConfirmationView },
      },
    },
    async ({ actor, params }, reply) => {
      const key = productKey(params.gtin)
      await confirmProduct(db, actor, key)
      const view = (await confirmationsOf(db, (await productCards(db, [key], {})).values(), {})).get(key)
      if (view === undefined) throw problem('registry.product-unknown', { key: pathName(key) })
      return reply.code(201).send(view)
    },
  )

  http.get<{ Querystring: ListQuery }>(
    '/api/product-confirmations',
    {
      config: { permission: 'registry.read-obligations' },
      schema: {
        tags,
        summary:
          'List when products were confirmed, and when that is due again: a party its own, an official those in reach',
        querystring: Type.Object({
          ...momentQuery,
          ...pageQuery,
          state: Type.Optional(Type.Enum(['confirmed', 'due', 'overdue'])),
          party: Type.Optional(partyID),
        }),
        response: { 200: pageOf(ConfirmationView) },
      },
    },
    ({ actor, query: { state, party, after = '', limit = '50', ...moment } }) =>
      listConfirmations(db, actor, { state, party, after, limit: Number(limit) }, readMoment(moment)),
  )
}
