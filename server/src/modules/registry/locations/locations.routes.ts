import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { privateWords } from '../attributes/private-words.ts'
import { selectSubjectKeys, subjectExists } from '../attributes/statement.store.ts'
import { publicIdentifiers } from '../identifiers/identifier-view.ts'
import type { Moment } from '../moment.ts'
import { pathName } from '../products/product-key.ts'
import { withToday } from '../units/address/unit-today.ts'
import type { MomentQuery, PageQuery, RegistryDeps, Routes } from '../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../wire.ts'
import { LocationInput, LocationView, locationContent, locationKey } from './location.ts'
import { locationCards } from './location-card.ts'
import { describeLocation, registerOwnLocation } from './register-location.ts'

const tags = ['locations']
const gln = Type.String({ maxLength: 40, description: 'GLN, or the id of a place without one' })
const extension = Type.String({ minLength: 1, maxLength: 20, description: 'GLN extension (AI 254): a plot, a line' })
const paths = [
  { path: '/api/locations/:gln', Params: Type.Object({ gln }) },
  { path: '/api/locations/:gln/:extension', Params: Type.Object({ gln, extension }) },
]

type Named = { gln: string; extension?: string }
type ListQuery = MomentQuery & PageQuery & { q?: string; declaredBy?: string }

/** GET, POST /api/locations · GET, PUT /api/locations/{gln}[/{extension}] */
export const locationsRoutes: Routes = (http, deps) => {
  const { db } = deps
  const filters = { q: Type.Optional(Type.String({ maxLength: 100 })), declaredBy: Type.Optional(partyID) }
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
  const { q, declaredBy, after = '' } = query
  const keys = await selectSubjectKeys(reader, { kind: 'location', after, limit: limit + 1, q, declaredBy }, moment)
  const cards = await locationCards(reader, keys.slice(0, limit), moment.asOf, moment.at)
  const identifiersOf = await publicIdentifiers(reader, keys.slice(0, limit), moment)
  const empty = { names: {}, sample: false, others: [] }
  const toView = (key: string) => ({ key, ...empty, ...cards.get(key), identifiers: identifiersOf(key) })
  return cutPage(keys, limit, (key) => key, toView)
}

/** The public card, and for its owner and the operator the address as printed and the coordinates. */
async function viewLocation(reader: Reader, actor: Actor, key: string, moment: Moment) {
  const card = (await subjectExists(reader, key, moment))
    ? (await locationCards(reader, [key], moment.asOf, moment.at)).get(key)
    : undefined
  if (!card) throw problem('registry.location-unknown', { key: pathName(key) })
  const identifiersOf = await publicIdentifiers(reader, [key], moment)
  const words = await privateWords(reader, actor, key, moment)
  const owners = words.filter(({ declaredBy }) => declaredBy === card.owner?.id)
  const { address, coordinates } = locationContent(owners.length > 0 ? owners : words)
  const [told] = address ? await withToday(reader, [{ address }], moment) : []
  return {
    ...card,
    ...told,
    ...(coordinates && { coordinates }),
    identifiers: identifiersOf(key),
  }
}
