import Type from 'typebox'
import { lowestID } from '../../../../platform/ids.ts'
import { selectProviderPage } from '../../parties/party.store.ts'
import { PartyCard } from '../../parties/party.ts'
import { toCard } from '../../parties/party-card.ts'
import { momentValues } from '../../versions/moment.ts'
import type { MomentQuery, PageQuery, Routes } from '../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { selectConformities } from './conformity/conformity.store.ts'
import { selectSystemsAmong } from './system.store.ts'

const Offer = Type.Object({
  names: Type.Record(Type.String(), Type.String()),
  release: Type.Optional(Type.String()),
  standards: Type.Array(Type.String()),
  conformities: Type.Array(
    Type.Object({
      standard: Type.String(),
      basis: Type.String(),
      declaredOn: Type.String(),
      validTo: Type.Optional(Type.String()),
    }),
    { description: 'Declarations of conformity in force' },
  ),
})

/** GET /api/providers: who provides traceability solutions, with the systems that are its own (Decree 37/2026 art. 27). */
export const providersRoutes: Routes = (http, { db }) => {
  http.get<{ Querystring: MomentQuery & PageQuery }>(
    '/api/providers',
    {
      config: { permission: 'public' },
      schema: {
        tags: ['systems'],
        summary: 'The register of providers of traceability solutions',
        querystring: Type.Object({ ...momentQuery, ...pageQuery, after: Type.Optional(partyID) }),
        response: { 200: pageOf(Type.Object({ party: PartyCard, systems: Type.Array(Offer) })) },
      },
    },
    async ({ query }) => {
      const moment = readMoment(query)
      const [asOf, day] = momentValues(moment)
      const limit = Number(query.limit ?? 50)
      const rows = await selectProviderPage(db, { after: query.after ?? lowestID, limit: limit + 1 }, moment)
      const systems = await selectSystemsAmong(db, { owners: rows.map(({ id }) => id) }, moment)
      const declared = await selectConformities(
        db,
        systems.map(({ id }) => id),
        asOf,
      )
      const offers = Map.groupBy(systems, ({ owner }) => owner)
      return cutPage(
        rows,
        limit,
        ({ id }) => id,
        (row) => ({
          party: toCard(row),
          systems: (offers.get(row.id) ?? []).map(({ id, names, release, standards }) => ({
            names,
            ...(release !== null && { release }),
            standards,
            conformities: declared
              .filter((each) => each.system === id && !each.ended && each.declaredOn <= day && each.validTo >= day)
              .map(({ standard, basis, declaredOn, validTo }) => ({
                standard,
                basis,
                declaredOn,
                ...(validTo !== 'infinity' && { validTo }),
              })),
          })),
        }),
      )
    },
  )
}
