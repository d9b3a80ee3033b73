import Type from 'typebox'
import { lowestID } from '../../../../platform/ids.ts'
import { problem } from '../../../../platform/problem.ts'
import type { MomentQuery, PageQuery, Routes } from '../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { PartyCard } from '../party.ts'
import { partyCards } from '../party-card.ts'
import { refuseUnknown } from '../refuse-unknown.ts'
import { selectBarcodeUses } from './barcode-use.store.ts'
import type { BarcodeStanding } from './barcode-use.ts'
import { BarcodeUse, barcodeStandings, NewBarcodeUse } from './barcode-use.ts'
import { barcodeUsers, countBarcodeUse } from './count-barcode-use.ts'
import { stateBarcodeUse } from './state-barcode-use.ts'
import { readAsked, Statistics, type StatisticsQuery, statisticsQuery } from './statistics.ts'

const Params = Type.Object({ id: partyID })

/** POST, GET /api/parties/{id}/barcode-use · GET /api/statistics/barcode-use, /api/statistics/barcode-use/parties */
export const barcodeUseRoutes: Routes = (http, deps) => {
  statementRoutes(http, deps)
  statisticsRoutes(http, deps)
}

const statementRoutes: Routes = (http, { db }) => {
  const tags = ['parties']
  http.post<{ Params: { id: string }; Body: NewBarcodeUse }>(
    '/api/parties/:id/barcode-use',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Say whether a party uses barcodes, since when, and who says so',
        params: Params,
        body: NewBarcodeUse,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params, body }, reply) => {
      await stateBarcodeUse(db, actor, params.id, body)
      return reply.code(204).send()
    },
  )

  http.get<{ Params: { id: string }; Querystring: MomentQuery }>(
    '/api/parties/:id/barcode-use',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: "Everybody's words on whether a party uses barcodes",
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: Type.Object({ items: Type.Array(BarcodeUse) }) },
      },
    },
    async ({ actor, params: { id }, query }) => {
      if (actor.partyID !== id && !actor.can('registry.administer')) throw problem('registry.not-yours')
      await refuseUnknown(db, id)
      const rows = await selectBarcodeUses(db, [id], readMoment(query))
      return { items: rows.map(({ validTo, ...row }) => ({ ...row, ...(validTo !== 'infinity' && { validTo }) })) }
    },
  )
}

const statisticsRoutes: Routes = (http, { db }) => {
  const tags = ['statistics']
  http.get<{ Querystring: StatisticsQuery }>(
    '/api/statistics/barcode-use',
    {
      config: { permission: 'registry.read-statistics' },
      schema: {
        tags,
        summary: 'How many parties use barcodes, and of how many nobody knows',
        querystring: Type.Object(statisticsQuery),
        response: { 200: Statistics },
      },
    },
    async ({ actor, query }) => {
      const asked = await readAsked(db, actor, query)
      const { kinds, unit, at, asOf } = asked
      const counted = countBarcodeUse(await barcodeUsers(db, asked))
      return { at, kinds, ...(asOf !== undefined && { asOf }), ...(unit !== undefined && { unit }), ...counted }
    },
  )

  const Listed = Type.Object({ standing: Type.String(), placed: Type.String(), party: PartyCard })
  http.get<{ Querystring: StatisticsQuery & PageQuery & { standing?: BarcodeStanding } }>(
    '/api/statistics/barcode-use/parties',
    {
      config: { permission: 'registry.read-statistics' },
      schema: {
        tags,
        summary: 'The parties behind the number',
        querystring: Type.Object({
          ...statisticsQuery,
          ...pageQuery,
          after: Type.Optional(partyID),
          standing: Type.Optional(Type.Enum([...barcodeStandings])),
        }),
        response: { 200: pageOf(Listed) },
      },
    },
    async ({ actor, query }) => {
      const asked = await readAsked(db, actor, query)
      const limit = Number(query.limit ?? 50)
      const fits = (standing: BarcodeStanding) => query.standing === undefined || query.standing === standing
      const users = (await barcodeUsers(db, asked)).filter(
        ({ id, standing }) => id > (query.after ?? lowestID) && fits(standing),
      )
      const page = users.slice(0, limit + 1)
      const cards = await partyCards(
        db,
        page.map(({ id }) => id),
        asked.asOf,
        asked.at,
      )
      return cutPage(
        page,
        limit,
        ({ id }) => id,
        ({ id, standing, placed }) => ({ standing, placed, party: cards.get(id) }),
      )
    },
  )
}
