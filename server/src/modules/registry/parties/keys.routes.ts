import Type from 'typebox'
import type { Actor } from '../../../platform/actor.ts'
import { problem } from '../../../platform/problem.ts'
import { issueApiKey, listApiKeys, revokeApiKey } from '../../identity/index.ts'
import type { Routes } from '../wire.ts'
import { partyID } from '../wire.ts'
import { refuseUnknown } from './refuse-unknown.ts'

const Params = Type.Object({ id: partyID })
const tags = ['parties']
const time = Type.Union([Type.String(), Type.Null()])
const Key = Type.Object({
  id: Type.String(),
  label: Type.String(),
  createdAt: Type.String(),
  lastUsedAt: time,
  revokedAt: time,
})

/** POST, GET /api/parties/{id}/keys · DELETE /api/parties/{id}/keys/{keyID} */
export const keysRoutes: Routes = (http, { db }) => {
  http.post<{ Params: { id: string }; Body: { label: string } }>(
    '/api/parties/:id/keys',
    {
      config: { permission: 'registry.administer' },
      schema: {
        tags,
        summary: 'Make an API key; its text is answered this once',
        params: Params,
        body: Type.Object({ label: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false }),
        response: { 201: Type.Object({ id: Type.String(), key: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await refuseUnknown(db, id)
      const made = await db.transaction((tx) => issueApiKey(tx, request.actor, id, request.body.label))
      return reply.code(201).header('cache-control', 'no-store').send(made)
    },
  )

  http.get<{ Params: { id: string } }>(
    '/api/parties/:id/keys',
    {
      config: { permission: 'registry.read-own' },
      schema: {
        tags,
        summary: "List a party's API keys, without their text",
        params: Params,
        response: { 200: Type.Object({ items: Type.Array(Key) }) },
      },
    },
    async (request) => {
      refuseOthers(request.actor, request.params.id)
      await refuseUnknown(db, request.params.id)
      return { items: await listApiKeys(db, request.params.id) }
    },
  )

  http.delete<{ Params: { id: string; keyID: string } }>(
    '/api/parties/:id/keys/:keyID',
    {
      config: { permission: 'registry.write-own' },
      schema: {
        tags,
        summary: 'Revoke an API key',
        params: Type.Object({ id: partyID, keyID: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id, keyID } = request.params
      refuseOthers(request.actor, id)
      await db.transaction((tx) => revokeApiKey(tx, request.actor, id, keyID))
      return reply.code(204).send()
    },
  )
}

/** Refused before anything is looked up: the answer is the same whether there is such a party or not. */
function refuseOthers(actor: Actor, id: string): void {
  if (actor.partyID !== id && !actor.can('registry.administer')) throw problem('registry.not-yours')
}
