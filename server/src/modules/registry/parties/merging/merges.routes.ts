import Type from 'typebox'
import { problem } from '../../../../platform/problem.ts'
import { selectIdentifiers } from '../../keys/identifiers/identifier.store.ts'
import type { Routes } from '../../wire.ts'
import { cutPage, pageOf, pageQuery, partyID } from '../../wire.ts'
import { findContact, selectParties } from '../party.store.ts'
import { PartyCard } from '../party.ts'
import { partyCards } from '../party-card.ts'
import { likelyDuplicates } from './duplicates.ts'
import { findMerge, type MergeRow, selectAlikeGroups, selectMerges } from './merge.store.ts'
import { Duplicate, Merge, NewMerge } from './merge.ts'
import { mergeParties, unmergeParties } from './merge-parties.ts'

const tags = ['parties']
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
type Params = { id: string }
const permission = 'registry.merge'

/** POST, GET /api/merges · GET /api/merges/{id} · POST /api/merges/{id}/undoing · GET /api/duplicates, /api/parties/{id}/duplicates */
export const mergesRoutes: Routes = (http, deps) => {
  mergeRoutes(http, deps)
  readRoutes(http, deps)
  duplicateRoutes(http, deps)
}

const mergeRoutes: Routes = (http, { db }) => {
  http.post<{ Body: NewMerge }>(
    '/api/merges',
    {
      config: { permission },
      schema: {
        tags,
        summary: 'Merge two parties that are one',
        body: NewMerge,
        response: { 201: Merge },
      },
    },
    async ({ actor, body }, reply) => {
      const merge = await mergeParties(db, actor, body)
      return reply.code(201).header('location', `/api/merges/${merge.id}`).send(toView(merge))
    },
  )

  http.post<{ Params: Params; Body: { basis: string } }>(
    '/api/merges/:id/undoing',
    {
      config: { permission },
      schema: {
        tags,
        summary: 'Part two parties again, where nothing has been built on their merge',
        params: Params,
        body: Type.Object({ basis: NewMerge.properties.basis }, { additionalProperties: false }),
        response: { 200: Merge },
      },
    },
    async ({ actor, params, body }) => toView(await unmergeParties(db, actor, params.id, body.basis)),
  )
}

const readRoutes: Routes = (http, { db }) => {
  http.get<{ Querystring: { party?: string; after?: string; limit?: string } }>(
    '/api/merges',
    {
      config: { permission },
      schema: {
        tags,
        summary: 'The merges of parties, undone ones too, the latest first',
        querystring: Type.Object({
          ...pageQuery,
          after: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
          party: Type.Optional(partyID),
        }),
        response: { 200: pageOf(Merge) },
      },
    },
    async ({ query }) => {
      const limit = Number(query.limit ?? 50)
      const before = Number(query.after ?? Number.MAX_SAFE_INTEGER)
      const rows = await selectMerges(db, { party: query.party ?? null, before, limit: limit + 1 })
      return cutPage(rows, limit, ({ position }) => String(position), toView)
    },
  )

  http.get<{ Params: Params }>(
    '/api/merges/:id',
    { config: { permission }, schema: { tags, summary: 'Read a merge', params: Params, response: { 200: Merge } } },
    async ({ params }) => {
      const merge = await findMerge(db, params.id)
      if (!merge) throw problem('registry.merge-unknown', { merge: params.id })
      return toView(merge)
    },
  )
}

const duplicateRoutes: Routes = (http, { db }) => {
  http.get<{ Params: Params }>(
    '/api/parties/:id/duplicates',
    {
      config: { permission },
      schema: {
        tags,
        summary: 'Parties that may be the same as this one',
        params: Params,
        response: { 200: Type.Object({ items: Type.Array(Duplicate) }) },
      },
    },
    async ({ params: { id } }) => {
      const [party] = await selectParties(db, [id], {})
      if (!party) throw problem('registry.party-unknown', { party: id })
      const identifiers = await selectIdentifiers(db, [id], {})
      const taxCodes = identifiers.filter(({ scheme }) => scheme === 'tax-code').map(({ value }) => value)
      const phone = (await findContact(db, id))?.phone
      const described = { names: party.names, taxCodes, phones: phone ? [phone] : [] }
      return { items: await likelyDuplicates(db, described, id) }
    },
  )

  const Group = Type.Object({ reason: Type.Enum(['name', 'phone']), parties: Type.Array(PartyCard) })
  http.get<{ Querystring: { after?: string; limit?: string } }>(
    '/api/duplicates',
    {
      config: { permission },
      schema: {
        tags,
        summary: 'Groups of parties that may be one, all over the register',
        querystring: Type.Object(pageQuery),
        response: { 200: pageOf(Group) },
      },
    },
    async ({ query }) => {
      const limit = Number(query.limit ?? 50)
      const groups = await selectAlikeGroups(db, query.after ?? '', limit + 1)
      const cards = await partyCards(
        db,
        groups.flatMap(({ ids }) => ids),
      )
      return cutPage(
        groups,
        limit,
        ({ key }) => key,
        ({ reason, ids }) => ({
          reason,
          parties: ids.flatMap((id) => cards.get(id) ?? []),
        }),
      )
    },
  )
}

const toView = (row: MergeRow) => {
  const { id, merged, into, basis, at, position, declaredBy, undoneAt, undonePosition, undoneBy, undoneBasis } = row
  const undone = undoneAt !== null && {
    at: undoneAt,
    position: undonePosition,
    declaredBy: undoneBy,
    basis: undoneBasis,
  }
  return { id, merged, into, basis, at, position, declaredBy, ...(undone && { undone }) }
}
