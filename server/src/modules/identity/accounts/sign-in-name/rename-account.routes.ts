import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { AccountsDeps } from '../deps.ts'
import { type Renaming, renameAccount } from './rename-account.ts'

const Name = Type.String({ minLength: 1, maxLength: 200 })
const Body = Type.Object(
  { from: Name, to: Name, basis: Type.String({ maxLength: 500, pattern: '\\S' }) },
  { additionalProperties: false },
)

/** POST /api/accounts/renaming */
export const renamingRoutes = (http: FastifyInstance, { db }: Pick<AccountsDeps, 'db'>): void => {
  http.post<{ Body: Renaming }>(
    '/api/accounts/renaming',
    {
      config: { permission: 'identity.rename-accounts' },
      schema: {
        tags: ['accounts'],
        summary: 'Free a sign-in name that somebody has taken who it does not belong to',
        description:
          'Whoever signs in by `from` signs in by `to` from now on, and its sessions end. Links given out for `from` open nothing any more: its owner is invited anew. `basis` is the document by which it was decided; it is kept in the record of deeds.',
        body: Body,
      },
    },
    async ({ actor, body }, reply) => {
      await renameAccount(db, actor, body)
      return reply.code(204).send()
    },
  )
}
