import Type from 'typebox'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { Moment } from '../../versions/moment.ts'
import type { MomentQuery, PageQuery, Routes } from '../../wire.ts'
import { cutPage, momentQuery, pageOf, pageQuery, partyID, readMoment } from '../../wire.ts'
import { GroupID, GroupInput, GroupView } from './product-group.ts'
import { groupTree, toGroupView } from './read-groups.ts'
import { stateGroup } from './state-group.ts'

const tags = ['product groups']
const Params = Type.Object({ group: GroupID })

type ListQuery = MomentQuery & PageQuery & { agency?: string }

/** GET /api/product-groups · GET, PUT /api/product-groups/{group} */
export const groupsRoutes: Routes = (http, { db }) => {
  http.get<{ Querystring: ListQuery }>(
    '/api/product-groups',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'List product groups with the agencies competent for each',
        querystring: Type.Object({ ...momentQuery, ...pageQuery, agency: Type.Optional(partyID) }),
        response: { 200: pageOf(GroupView) },
      },
    },
    ({ query }) => listGroups(db, query),
  )

  http.get<{ Params: { group: string }; Querystring: MomentQuery }>(
    '/api/product-groups/:group',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Read a product group',
        params: Params,
        querystring: Type.Object(momentQuery),
        response: { 200: GroupView },
      },
    },
    ({ params, query }) => viewGroup(db, params.group, readMoment(query)),
  )

  http.put<{ Params: { group: string }; Body: GroupInput }>(
    '/api/product-groups/:group',
    {
      config: { permission: 'registry.write-lists' },
      schema: {
        tags,
        summary: 'State a product group, its place in the tree and its competent agencies: a new version',
        params: Params,
        body: GroupInput,
        response: { 200: GroupView, 204: Type.Null({ description: 'The group has ended' }) },
      },
    },
    async ({ actor, params, body }, reply) => {
      await stateGroup(db, actor, params.group, body)
      if (body.ended) return reply.code(204).send(null)
      return viewGroup(db, params.group, { at: body.validFrom ?? body.validTo })
    },
  )
}

async function listGroups(reader: Reader, { agency, after = '', limit = '50', ...moment }: ListQuery) {
  const tree = await groupTree(reader, readMoment(moment))
  const views = [...tree.values()].map((group) => toGroupView(tree, group))
  const asked = views.filter(({ id, agencies }) => id > after && (agency === undefined || agencies.includes(agency)))
  return cutPage(
    asked,
    Number(limit),
    ({ id }) => id,
    (view) => view,
  )
}

async function viewGroup(reader: Reader, id: string, moment: Moment): Promise<GroupView> {
  const tree = await groupTree(reader, moment)
  const group = tree.get(id)
  if (group === undefined) throw problem('registry.group-unknown', { group: id })
  return toGroupView(tree, group)
}
