import Type from 'typebox'
import type { Reader } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import type { Moment } from '../../../versions/moment.ts'
import type { MomentQuery, Routes } from '../../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, readMoment } from '../../../wire.ts'
import { pathName, productKey } from '../../product-key.ts'
import { GroupID } from '../product-group.ts'
import { selectEntries, selectLists } from './list.store.ts'
import { ListMatch, listsNaming, toMatchView } from './lists-naming.ts'
import type { ListKind, ProductList } from './product-list.ts'
import { EntryView, ListInput, ListView, listKinds, toEntryView, toListView } from './product-list.ts'
import { stateList } from './state-list.ts'

const tags = ['product lists']
const Params = Type.Object({ list: GroupID })
const entryPage = { after: Type.Optional(Type.String({ pattern: '^\\d{1,6}$' })), limit: pageQuery.limit }

type KindQuery = MomentQuery & { kind?: ListKind }
type EntriesQuery = MomentQuery & { after?: string; limit?: string }

/** GET /api/product-lists · GET, PUT /api/product-lists/{list} · GET …/entries · GET /api/products/{gtin}/lists */
export const listsRoutes: Routes = (http, { db }) => {
  http.get<{ Querystring: KindQuery }>(
    '/api/product-lists',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'List the lists of goods that hold on a day: of risk, of priority, mandatory',
        querystring: Type.Object({ ...momentQuery, kind: Type.Optional(Type.Enum([...listKinds])) }),
        response: { 200: Type.Object({ items: Type.Array(ListView) }) },
      },
    },
    async ({ query: { kind, ...moment } }) => ({
      items: (await selectLists(db, readMoment(moment), { kind })).map(toListView),
    }),
  )

  http.get<{ Params: { list: string }; Querystring: MomentQuery }>(
    '/api/product-lists/:list',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read a list of goods as it holds on a day',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: ListView },
      },
    },
    async ({ params, query }) => toListView(await findList(db, params.list, readMoment(query))),
  )

  http.put<{ Params: { list: string }; Body: ListInput }>(
    '/api/product-lists/:list',
    {
      config: { permission: 'registry.write-lists' },
      schema: {
        tags,
        summary: 'State a list of goods: a version that replaces the one before from its first day on',
        params: Params,
        body: ListInput,
        response: { 200: ListView },
      },
    },
    async ({ actor, params, body }) => {
      await stateList(db, actor, params.list, body)
      return toListView(await findList(db, params.list, { at: body.validFrom }))
    },
  )

  http.get<{ Params: { list: string }; Querystring: EntriesQuery }>(
    '/api/product-lists/:list/entries',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read what a list of goods names',
        params: Params,
        querystring: Type.Object({ ...momentQuery, ...entryPage }),
        response: { 200: pageOf(EntryView) },
      },
    },
    async ({ params, query: { after = '0', limit = '50', ...moment } }) => {
      const list = await findList(db, params.list, readMoment(moment))
      const rows = await selectEntries(db, list, Number(after), Number(limit) + 1)
      return cutPage(rows, Number(limit), ({ entry }) => String(entry), toEntryView)
    },
  )

  http.get<{ Params: { gtin: string }; Querystring: MomentQuery }>(
    '/api/products/:gtin/lists',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read which lists name a product, by which entry, and what they ask for',
        params: Type.Object({ gtin: Type.String({ maxLength: 40, description: 'GTIN, or the id of one without' }) }),
        querystring: Type.Object(momentQuery),
        response: { 200: Type.Object({ items: Type.Array(ListMatch) }) },
      },
    },
    async ({ params, query }) => {
      const key = productKey(params.gtin)
      const namings = (await listsNaming(db, [key], readMoment(query))).get(key)
      if (namings === undefined) throw problem('registry.product-unknown', { key: pathName(key) })
      return { items: namings.map(toMatchView) }
    },
  )
}

async function findList(reader: Reader, id: string, moment: Moment): Promise<ProductList> {
  const [list] = await selectLists(reader, moment, { ids: [id] })
  if (list === undefined) throw problem('registry.list-unknown', { list: id })
  return list
}
