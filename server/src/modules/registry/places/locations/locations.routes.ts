import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { anonymous } from '../../../identity/index.ts'
import { pathName } from '../../products/product-key.ts'
import { selectSubjectKeys, subjectExists } from '../../statements/attributes/statement.store.ts'
import { dayOf, type Moment } from '../../versions/moment.ts'
import type { MomentQuery, PageQuery, RegistryDeps, Routes } from '../../wire.ts'
import { momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { refuseBeyond } from '../units/reach.ts'
import { gazetteerFor, getUnit, unitCode } from '../units/units.routes.ts'
import { LocationInput, LocationView, locationKey, locationKinds } from './location.ts'
import { locationCards } from './location-card.ts'
import { aboutPlace, locationViews, readPlaces } from './location-views.ts'
import { pageInUnit } from './locations-in-unit.ts'
import { describeLocation, registerOwnLocation } from './register-location.ts'

const tags = ['locations']
const gln = Type.String({ maxLength: 40, description: 'GLN, or the id of a place without one' })
const extension = Type.String({ minLength: 1, maxLength: 20, description: 'GLN extension (AI 254): a plot, a line' })
const paths = [
  { path: '/api/locations/:gln', Params: Type.Object({ gln }) },
  { path: '/api/locations/:gln/:extension', Params: Type.Object({ gln, extension }) },
]

type Named = { gln: string; extension?: string }
type ListQuery = MomentQuery & PageQuery & { q?: string; declaredBy?: string; unit?: string; kind?: string }

/** GET, POST /api/locations · GET, PUT /api/locations/{gln}[/{extension}] · GET /api/units/{code}/locations */
export const locationsRoutes: Routes = (http, deps) => {
  const { db } = deps
  const filters = {
    q: Type.Optional(Type.String({ maxLength: 100 })),
    declaredBy: Type.Optional(partyID),
    unit: Type.Optional({ ...unitCode, description: 'Places in this unit, as of `at`; without `q` and `declaredBy`' }),
    kind: Type.Optional(Type.Enum([...locationKinds], { description: 'With `unit`: shops, for one' })),
  }
  http.get<{ Querystring: ListQuery }>(
    '/api/locations',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'List places',
        querystring: Type.Object({ ...momentQuery, ...pageQuery, ...filters }),
        response: { 200: pageOf(LocationView) },
      },
    },
    (request) => listLocations(db, request.query),
  )

  http.post<{ Body: LocationInput }>(
    '/api/locations',
    {
      config: { permission: 'registry.write-own' },
      schema: { tags, summary: 'Register a place without GLN', body: LocationInput, response: { 201: LocationView } },
    },
    async (request, reply) => {
      const key = await registerOwnLocation(db, request.actor, request.body)
      const view = await viewLocation(db, request.actor, key, {})
      return reply
        .code(201)
        .header('location', `/api/locations/${pathName(key)}`)
        .send(view)
    },
  )
  for (const { path, Params } of paths) namedLocation(http, deps, path, Params)
  locationsOfUnit(http, deps)
}

/** What an authority sees of the places in its reach: with their land. */
function locationsOfUnit(http: FastifyInstance, { db }: RegistryDeps): void {
  http.get<{ Params: { code: string }; Querystring: MomentQuery & PageQuery & { kind?: string } }>(
    '/api/units/:code/locations',
    {
      config: { permission: readPlaces },
      schema: {
        tags,
        summary: 'List the places of a unit in the caller’s reach, with their land, as of a day',
        params: Type.Object({ code: unitCode }),
        querystring: Type.Object({ ...momentQuery, ...pageQuery, kind: Type.Optional(Type.Enum([...locationKinds])) }),
        response: { 200: pageOf(LocationView) },
      },
    },
    async ({ actor, params, query }) => {
      const { kind, after = '', limit = '50' } = query
      const unit = getUnit(await gazetteerFor(db, query), params.code, query.at ?? dayOf(new Date()))
      await refuseBeyond(db, actor, readPlaces, unit)
      return pageInUnit(db, actor, { unit: params.code, kind, after, limit: Number(limit) }, query)
    },
  )
}

function namedLocation(http: FastifyInstance, { db }: RegistryDeps, path: string, Params: Type.TObject): void {
  http.get<{ Params: Named; Querystring: MomentQuery }>(
    path,
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read a place',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: LocationView },
      },
    },
    ({ actor, params, query }) => viewLocation(db, actor, locationKey(params.gln, params.extension), readMoment(query)),
  )
  http.put<{ Params: Named; Body: LocationInput }>(
    path,
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Register or change a place: a new version of it',
        params: Params,
        body: LocationInput,
        response: { 200: LocationView },
      },
    },
    async ({ actor, params, body }) => {
      const key = locationKey(params.gln, params.extension)
      await describeLocation(db, actor, key, body)
      return viewLocation(db, actor, key, { at: body.validFrom })
    },
  )
}

async function listLocations(reader: Reader, query: ListQuery) {
  const moment = readMoment(query)
  const limit = Number(query.limit ?? 50)
  const { q, declaredBy, kind, unit, after = '' } = query
  if (unit !== undefined) return pageInUnit(reader, anonymous, { unit, kind, after, limit }, query)
  if (kind !== undefined) throw problem('registry.unit-needed')
  const keys = await selectSubjectKeys(reader, { kind: 'location', after, limit: limit + 1, q, declaredBy }, moment)
  const cards = await locationCards(reader, keys.slice(0, limit), moment.asOf, moment.at)
  const empty = { names: {}, sample: false, others: [] }
  const shown = keys.slice(0, limit).map((key) => cards.get(key) ?? { key, ...empty })
  const items = await locationViews(reader, anonymous, shown, moment)
  return { items, ...(keys.length > limit && { next: keys[limit - 1] }) }
}

async function viewLocation(reader: Reader, actor: Actor, key: string, moment: Moment) {
  const card = (await subjectExists(reader, key, moment))
    ? (await locationCards(reader, [key], moment.asOf, moment.at)).get(key)
    : undefined
  if (!card) throw problem('registry.location-unknown', { key: pathName(key) })
  const [view] = await locationViews(reader, actor, [card], moment)
  const about = await aboutPlace(reader, card, moment)
  return { ...(about && { about }), ...card, identifiers: [], ...view }
}
