import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Say } from '../../../platform/messages.ts'
import type { Pages } from '../pages/pages.ts'
import { rightsTable } from './rights.page.ts'
import { keptToPersons, rights } from './rights.ts'
import { duties, roles } from './role.ts'

const Named = (keys: readonly string[]) => Type.Object({ id: Type.Enum([...keys]), name: Type.String() })
const Row = Type.Object({
  permission: Type.String(),
  role: Type.Enum([...roles]),
  reach: Type.Enum(['own', 'members', 'sector', 'territory', 'province', 'system']),
  duty: Type.Optional(Type.Enum([...duties])),
})

/** GET /api/rights · /office/rights */
export const rightsRoutes = async (
  http: FastifyInstance,
  { say, pages }: { say: Say; pages: Pages },
): Promise<void> => {
  http.get(
    '/api/rights',
    {
      config: { permission: 'identity.read-rights' },
      schema: {
        tags: ['identity'],
        summary: 'Who may do what, and how far: the table that the server goes by',
        response: {
          200: Type.Object({
            roles: Type.Array(Named(roles)),
            duties: Type.Array(Named(duties)),
            rights: Type.Array(Row),
            keptToPersons: Type.Array(Type.String(), {
              description: 'Permissions that a machine has only by a scope that names them, which a person gave',
            }),
          }),
        },
      },
    },
    async ({ lang }) => ({
      roles: roles.map((id) => ({ id, name: say(lang, `identity.role.${id}`) })),
      duties: duties.map((id) => ({ id, name: say(lang, `identity.duty.${id}`) })),
      rights: [...rights],
      keptToPersons: [...keptToPersons],
    }),
  )
  await pages.routes(http, (scope) => {
    scope.get(
      '/office/rights',
      {
        config: { permission: 'identity.read-rights' },
        schema: { tags: ['pages'], summary: 'The table of rights as a page' },
      },
      (request, reply) => {
        const words = (key: string) => say(pages.language(request), key)
        return pages.send(request, reply, {
          title: words('identity.rights.title'),
          body: rightsTable(words),
          broad: true,
        })
      },
    )
  })
}
