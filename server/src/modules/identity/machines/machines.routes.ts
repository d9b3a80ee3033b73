import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type Say, wordsIn } from '../../../platform/messages.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import type { Pages } from '../pages/pages.ts'
import type { CredentialKind, CredentialView } from './credential.store.ts'
import { listCredentials, revokeCredential } from './credentials.ts'
import { machinesContent } from './machines.page.ts'

export type MachinesDeps = { db: Db; say: Say; pages: Pages }

const tags = ['pages']
const config = { permission: 'identity.manage-machines' }
const kinds = ['key', 'client'] as const
const Params = Type.Object({ kind: Type.Enum([...kinds]), id: Type.String({ format: 'uuid' }) })

/** GET /account/machines · POST /account/machines/{kind}/{id}/revoke */
export const machinePages = (http: FastifyInstance, deps: MachinesDeps): Promise<void> =>
  deps.pages.routes(http, (scope) => {
    scope.get(
      '/account/machines',
      { config, schema: { tags, summary: 'Keys and clients of the organisation’s machines' } },
      (request, reply) => sendMachines(deps, request, reply),
    )
    scope.post<{ Params: { kind: CredentialKind; id: string } }>(
      '/account/machines/:kind/:id/revoke',
      { config, schema: { tags, summary: 'End one of them at once', params: Params } },
      async ({ actor, params: { kind, id } }, reply) => {
        const partyID = actor.partyID ?? ''
        await deps.db.transaction((tx) => revokeCredential(tx, actor, { kind, partyID, id }))
        return reply.redirect('/account/machines', 303)
      },
    )
  })

async function sendMachines(
  { db, say: speak, pages }: MachinesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const language = pages.language(request)
  const say = wordsIn(speak, language)
  const machines = await Promise.all(
    kinds.map(async (kind) => {
      const all = await listCredentials(db, kind, request.actor.partyID ?? '')
      return [kind, all.filter(isInForce)] as const
    }),
  )
  const body = machinesContent(say, { csrf: pages.field(request, reply), language, machines })
  return pages.send(request, reply, { title: say('machines.page.title'), body })
}

const isInForce = ({ revokedAt, expiresAt }: CredentialView): boolean =>
  revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > Date.now())
