import Type from 'typebox'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { askedDay } from '../../parties/barcode-use/count-barcode-use.ts'
import { type Moment, momentValues } from '../../versions/moment.ts'
import type { MomentQuery, PageQuery, Routes } from '../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { selectConformities, selectExaminations } from './conformity/conformity.store.ts'
import { appliesStandards, eligibleForConnection } from './conformity/conformity.ts'
import { getSystem, registerSystem, seerOf, updateSystem } from './register-system.ts'
import { selectSystems } from './system.store.ts'
import { NewSystem, System, type SystemRow, SystemUpdate } from './system.ts'

const tags = ['systems']
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
type Params = { id: string }

/** POST, GET /api/systems · GET, PUT /api/systems/{id}: its owner, its provider and officials as far as they reach see a system. */
export const systemsRoutes: Routes = (http, deps) => {
  writeRoutes(http, deps)
  readRoutes(http, deps)
}

const writeRoutes: Routes = (http, { db }) => {
  const config = { permission: 'registry.write-own' }
  http.post<{ Body: NewSystem }>(
    '/api/systems',
    { config, schema: { tags, summary: 'Register a traceability system', body: NewSystem, response: { 201: System } } },
    async ({ actor, body }, reply) => {
      const system = await registerSystem(db, actor, body)
      const [view] = await toViews(db, [system], {})
      return reply.code(201).header('location', `/api/systems/${system.id}`).send(view)
    },
  )

  http.put<{ Params: Params; Body: SystemUpdate }>(
    '/api/systems/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a traceability system: a new version of it',
        params: Params,
        body: SystemUpdate,
        response: { 200: System },
      },
    },
    async ({ actor, params, body }) => {
      const system = await updateSystem(db, actor, params.id, body)
      return (await toViews(db, [system], { at: body.validFrom }))[0]
    },
  )
}

type ListQuery = MomentQuery & PageQuery & { owner?: string }

const readRoutes: Routes = (http, { db }) => {
  const config = { permission: 'registry.read-own' }
  http.get<{ Querystring: ListQuery }>(
    '/api/systems',
    {
      config,
      schema: {
        tags,
        summary: 'List traceability systems',
        querystring: Type.Object({
          ...momentQuery,
          ...pageQuery,
          after: Type.Optional(partyID),
          owner: Type.Optional(partyID),
        }),
        response: { 200: pageOf(System) },
      },
    },
    async ({ actor, query }) => {
      const moment = readMoment(query)
      const limit = Number(query.limit ?? 50)
      const asked = { after: query.after ?? lowestID, limit: limit + 1, owner: query.owner }
      const page = cutPage(
        await selectSystems(db, await seerOf(db, actor), asked, moment),
        limit,
        ({ id }) => id,
        (row) => row,
      )
      return { ...page, items: await toViews(db, page.items, moment) }
    },
  )

  http.get<{ Params: Params; Querystring: MomentQuery }>(
    '/api/systems/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Read a traceability system with whether it applies standards, and whether it may be connected',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: System },
      },
    },
    async ({ actor, params, query }) => {
      const moment = readMoment(query)
      return (await toViews(db, [await getSystem(db, actor, params.id, moment)], moment))[0]
    },
  )
}

/** Systems with the two things that are asked of them, each by what it rests on: never one from the other. */
export async function toViews(reader: Reader, systems: readonly SystemRow[], moment: Moment) {
  const ids = systems.map(({ id }) => id)
  const day = askedDay(moment.at)
  const [asOf] = momentValues(moment)
  const declared = Map.groupBy(await selectConformities(reader, ids, asOf), ({ system }) => system)
  const examined = Map.groupBy(await selectExaminations(reader, ids, asOf), ({ system }) => system)
  return systems.map(
    ({ ownerUnit: _ownerUnit, provider, release, sharingModel, url, credentials, basis, ...system }) => ({
      ...system,
      ...(provider !== null && { provider }),
      ...(release !== null && { release }),
      ...(sharingModel !== null && { sharingModel }),
      ...(url !== null && { url }),
      ...(credentials.length > 0 && { credentials }),
      ...(basis !== null && { basis }),
      appliesStandards: appliesStandards(declared.get(system.id) ?? [], examined.get(system.id) ?? [], day),
      eligibleForConnection: eligibleForConnection(examined.get(system.id) ?? [], day),
    }),
  )
}
