import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { problem } from '../../../../platform/problem.ts'
import {
  type CredentialInput,
  type CredentialKind,
  issueCredential,
  listCredentials,
  PublicKeys,
  renewSecret,
  revokeCredential,
} from '../../../identity/index.ts'
import type { Routes } from '../../wire.ts'
import { partyID } from '../../wire.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

const tags = ['machines']
const config = { permission: 'identity.manage-machines' }
const PartyParams = Type.Object({ id: partyID })
const Params = Type.Object({ id: partyID, credentialID: Type.String({ format: 'uuid' }) })
type Params = { id: string; credentialID: string }

const orNull = Type.Union([Type.String(), Type.Null()])
const View = Type.Object({
  id: Type.String(),
  label: Type.String(),
  scopes: Type.Union([Type.Array(Type.String()), Type.Null()]),
  createdAt: Type.String(),
  expiresAt: orNull,
  formerUntil: orNull,
  lastUsedAt: orNull,
  revokedAt: orNull,
})

const common = {
  label: Type.String({ minLength: 1, maxLength: 100 }),
  scopes: Type.Optional(
    Type.Array(Type.String({ maxLength: 100 }), {
      minItems: 1,
      maxItems: 100,
      description:
        "Permissions it is limited to. Where not named: all of the party's but those kept to persons (GET /api/rights)",
    }),
  ),
  expiresAt: Type.Optional(Type.String({ format: 'date-time' })),
}

/** For how long the secret before stays good beside the new one: a week at most. */
const Renewal = Type.Object(
  { overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 168, description: '24 where not named' })) },
  { additionalProperties: false },
)
const usualOverlap = 24

/** What differs between the two: where they are found, what is sent to make one, how its secret is called in the answer. */
const kinds = {
  key: {
    path: '/api/parties/:id/keys',
    name: 'API key',
    body: Type.Object(common, { additionalProperties: false }),
    Issued: Type.Object({ id: Type.String(), key: Type.String() }),
    issued: (id: string, key: string | undefined) => ({ id, key }),
  },
  client: {
    path: '/api/parties/:id/clients',
    name: 'OAuth client',
    body: Type.Object({ ...common, publicKeys: Type.Optional(PublicKeys) }, { additionalProperties: false }),
    Issued: Type.Object({ clientID: Type.String(), clientSecret: Type.Optional(Type.String()) }),
    issued: (clientID: string, clientSecret: string | undefined) => ({ clientID, clientSecret }),
  },
} as const satisfies Record<CredentialKind, object>

/** POST, GET /api/parties/{id}/keys, …/clients · DELETE …/{credentialID} · POST …/{credentialID}/secret */
export const credentialsRoutes: Routes = (http, deps) => {
  for (const kind of ['key', 'client'] as const) {
    makeRoutes(http, deps, kind)
    keepRoutes(http, deps, kind)
  }
}

const makeRoutes = (http: Parameters<Routes>[0], { db }: Parameters<Routes>[1], kind: CredentialKind): void => {
  const { path, name, body, Issued, issued } = kinds[kind]
  http.post<{ Params: { id: string }; Body: CredentialInput }>(
    path,
    {
      config,
      schema: {
        tags,
        summary: `Make an ${name}; its secret is answered this once`,
        params: PartyParams,
        body,
        response: { 201: Issued },
      },
    },
    async ({ actor, params: { id }, body }, reply) => {
      refuseOthers(actor, id)
      await refuseUnknown(db, id)
      const made = await db.transaction((tx) => issueCredential(tx, actor, { kind, partyID: id }, body))
      return reply.code(201).header('cache-control', 'no-store').send(issued(made.id, made.secret))
    },
  )
  http.get<{ Params: { id: string } }>(
    path,
    {
      config,
      schema: {
        tags,
        summary: `List a party's ${name}s, without their secrets`,
        params: PartyParams,
        response: { 200: Type.Object({ items: Type.Array(View) }) },
      },
    },
    async ({ actor, params: { id } }) => {
      refuseOthers(actor, id)
      await refuseUnknown(db, id)
      return { items: await listCredentials(db, kind, id) }
    },
  )
}

const keepRoutes = (http: Parameters<Routes>[0], { db }: Parameters<Routes>[1], kind: CredentialKind): void => {
  const { path, name, Issued, issued } = kinds[kind]
  http.post<{ Params: Params; Body: { overlapHours?: number } }>(
    `${path}/:credentialID/secret`,
    {
      config,
      schema: {
        tags,
        summary: `Give an ${name} a new secret; the one before stays good for a while, and then ends by itself`,
        params: Params,
        body: Renewal,
        response: { 201: Type.Interface([Issued], { formerUntil: orNull }) },
      },
    },
    async ({ actor, params: { id, credentialID }, body }, reply) => {
      refuseOthers(actor, id)
      const overlap = (body.overlapHours ?? usualOverlap) * 3600
      const key = { kind, partyID: id, id: credentialID }
      const { secret, formerUntil } = await db.transaction((tx) => renewSecret(tx, actor, key, overlap))
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...issued(credentialID, secret), formerUntil })
    },
  )
  http.delete<{ Params: Params }>(
    `${path}/:credentialID`,
    { config, schema: { tags, summary: `Revoke an ${name}`, params: Params, response: { 204: Type.Null() } } },
    async ({ actor, params: { id, credentialID } }, reply) => {
      refuseOthers(actor, id)
      await db.transaction((tx) => revokeCredential(tx, actor, { kind, partyID: id, id: credentialID }))
      return reply.code(204).send()
    },
  )
}

/**
 * A party's machines are its own affair, and the operator's. Refused before anything is looked up: the answer is the same
 * whether there is such a party or not.
 */
function refuseOthers(actor: Actor, id: string): void {
  const runsTheSystem = actor.reach(config.permission).some(({ kind }) => kind === 'system')
  if (actor.partyID !== id && !runsTheSystem) throw problem('registry.not-yours')
}
