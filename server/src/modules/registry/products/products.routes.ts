import Type from 'typebox'
import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { publicIdentifiers } from '../keys/identifiers/identifier-view.ts'
import { privateWords } from '../statements/attributes/private-words.ts'
import { selectSubjectKeys, subjectExists } from '../statements/attributes/statement.store.ts'
import type { Moment } from '../versions/moment.ts'
import type { MomentQuery, PageQuery, Routes } from '../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../wire.ts'
import { ProductInput, ProductView } from './product.ts'
import { productCards } from './product-card.ts'
import { pathName, productKey } from './product-key.ts'
import { describeProduct, registerOwnProduct } from './register-product.ts'

const tags = ['products']
const Params = Type.Object({ gtin: Type.String({ maxLength: 40, description: 'GTIN, or the id of one without' }) })
const More = Type.Object({
  attribute: Type.String(),
  language: Type.String(),
  value: Type.Unknown(),
  declaredBy: Type.String(),
})
const FullProduct = Type.Object({ ...ProductView.properties, more: Type.Optional(Type.Array(More)) })

type ListQuery = MomentQuery & PageQuery & { q?: string; declaredBy?: string }

/** GET, POST /api/products · GET, PUT /api/products/{gtin} */
export const productsRoutes: Routes = (http, { db }) => {
  const filters = { q: Type.Optional(Type.String({ maxLength: 100 })), declaredBy: Type.Optional(partyID) }
  http.get<{ Querystring: ListQuery }>(
    '/api/products',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'List products',
        querystring: Type.Object({ ...momentQuery, ...pageQuery, ...filters }),
        response: { 200: pageOf(ProductView) },
      },
    },
    (request) => listProducts(db, request.query),
  )

  http.post<{ Body: ProductInput }>(
    '/api/products',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Register a product that has no GTIN',
        body: ProductInput,
        response: { 201: FullProduct },
      },
    },
    async (request, reply) => {
      const key = await registerOwnProduct(db, request.actor, request.body)
      const location = `/api/products/${pathName(key)}`
      return reply
        .code(201)
        .header('location', location)
        .send(await viewProduct(db, request.actor, key, {}))
    },
  )

  http.get<{ Params: { gtin: string }; Querystring: MomentQuery }>(
    '/api/products/:gtin',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read a product',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: FullProduct },
      },
    },
    (request) => viewProduct(db, request.actor, productKey(request.params.gtin), readMoment(request.query)),
  )

  http.put<{ Params: { gtin: string }; Body: ProductInput }>(
    '/api/products/:gtin',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Register or change a product: a new version of it',
        params: Params,
        body: ProductInput,
        response: { 200: FullProduct },
      },
    },
    async (request) => {
      const key = productKey(request.params.gtin)
      await describeProduct(db, request.actor, key, request.body)
      return viewProduct(db, request.actor, key, { at: request.body.validFrom })
    },
  )
}

async function listProducts(reader: Reader, query: ListQuery) {
  const moment = readMoment(query)
  const limit = Number(query.limit ?? 50)
  const asked = { kind: 'product' as const, after: query.after ?? '', limit: limit + 1, ...query }
  const keys = await selectSubjectKeys(reader, { ...asked, limit: limit + 1 }, moment)
  const cards = await productCards(reader, keys.slice(0, limit), moment)
  const identifiersOf = await publicIdentifiers(reader, keys.slice(0, limit), moment)
  return cutPage(
    keys,
    limit,
    (key) => key,
    (key) => ({
      key,
      names: {},
      images: [],
      sample: false,
      others: [],
      ...cards.get(key),
      identifiers: identifiersOf(key),
    }),
  )
}

async function viewProduct(reader: Reader, actor: Actor, key: string, moment: Moment) {
  const card = (await subjectExists(reader, key, moment))
    ? (await productCards(reader, [key], moment)).get(key)
    : undefined
  if (!card) throw problem('registry.product-unknown', { key: pathName(key) })
  const identifiersOf = await publicIdentifiers(reader, [key], moment)
  const more = (await privateWords(reader, actor, key, moment)).map(({ attribute, language, value, declaredBy }) => ({
    attribute,
    language,
    value,
    declaredBy,
  }))
  return { ...card, identifiers: identifiersOf(key), ...(more.length > 0 && { more }) }
}
