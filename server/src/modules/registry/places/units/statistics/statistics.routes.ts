import Type from 'typebox'
import { Day } from '../../../versions/day.ts'
import { dayOf } from '../../../versions/moment.ts'
import { type MomentQuery, momentQuery, type Routes, readMoment } from '../../../wire.ts'
import { refuseBeyond, territoryReached } from '../reach.ts'
import { UnitView, unitViews } from '../unit-view.ts'
import { gazetteerFor, getUnit, unitCode } from '../units.routes.ts'
import { countInUnit } from './count-in-unit.ts'
import { placingIn } from './placement.ts'
import { countUnplaced } from './statistics.store.ts'

const Count = Type.Object({
  total: Type.Integer(),
  undetermined: Type.Integer({ description: 'Perhaps in it: of a commune that was split, or known less finely' }),
  byKind: Type.Record(Type.String(), Type.Integer()),
})

const Statistics = Type.Object({
  unit: UnitView,
  boundariesOn: Day,
  registerOn: Day,
  complete: Type.Boolean({ description: 'Whether the register knows all that lies in the unit' }),
  parties: Count,
  locations: Count,
  products: Count,
  unknown: Type.Optional(
    Type.Object(
      { parties: Type.Integer(), locations: Type.Integer(), products: Type.Integer() },
      {
        description:
          'Of the whole register, those of which nobody said in which unit they are; for whoever reads the statistics of all units',
      },
    ),
  ),
})

type Query = MomentQuery & { boundaries?: string }

/** GET /api/units/{code}/statistics: what there is in a unit, as of the boundaries of a day. */
export const statisticsRoutes: Routes = (http, { db, say }) => {
  const views = unitViews(say)
  http.get<{ Params: { code: string }; Querystring: Query }>(
    '/api/units/:code/statistics',
    {
      config: { permission: 'registry.read-statistics' },
      schema: {
        tags: ['units'],
        summary: 'Count parties, places and products in a unit, as of the boundaries of a day',
        params: Type.Object({ code: unitCode }),
        querystring: Type.Object({
          ...momentQuery,
          boundaries: Type.Optional({
            ...Day,
            description: 'The day of the boundaries and the code; `at` where not named',
          }),
        }),
        response: { 200: Statistics },
      },
    },
    async ({ actor, params, query }) => {
      const registerOn = query.at ?? dayOf(new Date())
      const boundariesOn = query.boundaries ?? registerOn
      const gazetteer = await gazetteerFor(db, query)
      const unit = getUnit(gazetteer, params.code, boundariesOn)
      await refuseBeyond(db, actor, 'registry.read-statistics', unit)
      const moment = readMoment(query)
      const counts = await countInUnit(db, placingIn(gazetteer, unit, boundariesOn), moment)
      const readsAll = (await territoryReached(db, actor, 'registry.read-statistics')) === 'all'
      const view = views.unit(gazetteer, unit, boundariesOn)
      return {
        unit: view,
        boundariesOn,
        registerOn,
        complete: unit.complete,
        ...counts,
        ...(readsAll && { unknown: await countUnplaced(db, moment) }),
      }
    },
  )
}
