import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { AccountsDeps } from '../deps.ts'
import { getAccount } from '../people/account.store.ts'
import { addPasskey, passkeyCreation, removePasskey } from '../second-factor/passkey.ts'
import { renewRecoveryCodes } from '../second-factor/recovery-codes.ts'
import { confirmTotp, removeTotp, startTotp } from '../second-factor/totp.ts'
import { checkFresh } from './person.ts'

const tags = ['account']
const signedIn = { permission: 'signed-in' }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const closed = { additionalProperties: false }
const Codes = Type.Object({
  recoveryCodes: Type.Array(Type.String(), {
    description: 'To keep on paper; shown this once, empty where one has some',
  }),
})
const Secret = Type.Object({
  secret: Type.String(),
  uri: Type.String({ description: 'otpauth: address for a QR code' }),
})
const Made = Type.Object({ label: Text(100), response: Type.Object({ id: Text(2000) }) }, closed)

/** By what one proves who one is besides the password. */
export const secondFactorRoutes = (http: FastifyInstance, deps: AccountsDeps): void => {
  totpRoutes(http, deps)
  passkeyRoutes(http, deps)
}

/** POST, PUT, DELETE /api/account/totp · POST /api/account/recovery-codes */
const totpRoutes = (http: FastifyInstance, deps: AccountsDeps): void => {
  const { db } = deps
  http.post(
    '/api/account/totp',
    {
      config: signedIn,
      schema: { tags, summary: 'Make a secret for an authenticator app', response: { 200: Secret } },
    },
    async (request, reply) => {
      const { accountID } = await checkFresh(db, request.actor)
      return reply.header('cache-control', 'no-store').send(await startTotp(deps, await getAccount(db, accountID)))
    },
  )
  http.put<{ Body: { code: string } }>(
    '/api/account/totp',
    {
      config: signedIn,
      schema: {
        tags,
        summary: 'Confirm the secret by a first code',
        body: Type.Object({ code: Text(20) }, closed),
        response: { 200: Codes },
      },
    },
    async (request, reply) => {
      const { accountID } = await checkFresh(db, request.actor)
      const recoveryCodes = await confirmTotp(deps, request.actor, accountID, request.body.code)
      return reply.header('cache-control', 'no-store').send({ recoveryCodes })
    },
  )
  http.delete(
    '/api/account/totp',
    { config: signedIn, schema: { tags, summary: 'Do without the authenticator app' } },
    async (request, reply) => {
      await removeTotp(db, request.actor, (await checkFresh(db, request.actor)).accountID)
      return reply.code(204).send()
    },
  )
  http.post(
    '/api/account/recovery-codes',
    {
      config: signedIn,
      schema: { tags, summary: 'New recovery codes in place of all before', response: { 200: Codes } },
    },
    async (request, reply) => {
      const { accountID } = await checkFresh(db, request.actor)
      const recoveryCodes = await renewRecoveryCodes(db, request.actor, accountID)
      return reply.header('cache-control', 'no-store').send({ recoveryCodes })
    },
  )
}

/** POST /api/account/passkeys/options, /api/account/passkeys · DELETE /api/account/passkeys/{id} */
const passkeyRoutes = (http: FastifyInstance, { db, origins }: AccountsDeps): void => {
  http.post(
    '/api/account/passkeys/options',
    { config: signedIn, schema: { tags, summary: 'What a browser needs to make a passkey' } },
    async (request, reply) => {
      const { accountID } = await checkFresh(db, request.actor)
      const options = await passkeyCreation(db, origins, await getAccount(db, accountID))
      return reply.header('cache-control', 'no-store').send(options)
    },
  )
  http.post<{ Body: { label: string; response: object } }>(
    '/api/account/passkeys',
    { config: signedIn, schema: { tags, summary: 'Keep a passkey', body: Made, response: { 200: Codes } } },
    async (request, reply) => {
      const { accountID } = await checkFresh(db, request.actor)
      const recoveryCodes = await addPasskey(db, request.actor, origins, { accountID, ...request.body })
      return reply.header('cache-control', 'no-store').send({ recoveryCodes })
    },
  )
  http.delete<{ Params: { id: string } }>(
    '/api/account/passkeys/:id',
    { config: signedIn, schema: { tags, summary: 'Do without a passkey', params: Type.Object({ id: Text(1500) }) } },
    async (request, reply) => {
      await removePasskey(db, request.actor, (await checkFresh(db, request.actor)).accountID, request.params.id)
      return reply.code(204).send()
    },
  )
}
