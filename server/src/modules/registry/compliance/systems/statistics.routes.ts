import Type from 'typebox'
import { readAsked, Statistics, type StatisticsQuery, statisticsQuery } from '../../parties/barcode-use/statistics.ts'
import type { Routes } from '../../wire.ts'
import { countSystems } from './count-systems.ts'

const orNull = Type.Union([Type.Number(), Type.Null()])
const Share = Type.Object({
  count: Type.Integer(),
  share: Type.Object(
    { least: orNull, most: orNull },
    { description: 'Per cent of the most, and of the least, that can be using barcodes; null of nobody' },
  ),
})
const { at, asOf, unit, kinds, ...barcodes } = Statistics.properties

/** GET /api/statistics/traceability-systems */
export const systemStatisticsRoutes: Routes = (http, { db }) => {
  http.get<{ Querystring: StatisticsQuery }>(
    '/api/statistics/traceability-systems',
    {
      config: { permission: 'registry.read-statistics' },
      schema: {
        tags: ['statistics'],
        summary:
          'Of those that use barcodes, how many have a system that applies standards, and how many one that may be connected',
        querystring: Type.Object(statisticsQuery),
        response: {
          200: Type.Object({
            at,
            asOf,
            unit,
            kinds,
            barcodes: Type.Object(barcodes),
            withSystem: Share,
            appliesStandards: Share,
            eligibleForConnection: Share,
          }),
        },
      },
    },
    async ({ actor, query }) => {
      const asked = await readAsked(db, actor, query)
      const { asOf, unit, ...told } = asked
      return {
        ...told,
        ...(asOf !== undefined && { asOf }),
        ...(unit !== undefined && { unit }),
        ...(await countSystems(db, asked)),
      }
    },
  )
}
