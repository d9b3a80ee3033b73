import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { AccountsDeps } from '../deps.ts'
import { signOut } from '../own/person.ts'
import { passkeyRequest } from '../second-factor/passkey.ts'
import { createDoor } from '../visitor.ts'
import { completeSignIn, type Proof, signIn, signInByPasskey } from './sign-in.ts'

const tags = ['sign-in']
const open = { permission: 'public' }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const SignedIn = Type.Object({
  secondFactor: Type.Array(Type.Enum(['totp', 'passkey', 'recovery-code']), {
    description: 'One of these is asked for next; none: the sign-in is complete',
  }),
})
const Credentials = Type.Object({ signInName: Text(200), password: Text(1000) }, { additionalProperties: false })
const SecondProof = Type.Union([
  Type.Object({ code: Text(20) }, { additionalProperties: false }),
  Type.Object({ recoveryCode: Text(60) }, { additionalProperties: false }),
])
const Signed = Type.Object({ response: Type.Object({ id: Text(2000) }) }, { additionalProperties: false })

/** POST /api/sign-in · /api/sign-in/second-factor · /api/sign-out */
export const signInRoutes = (http: FastifyInstance, deps: AccountsDeps): void => {
  const { db, publicUrl } = deps
  const door = createDoor(publicUrl)
  http.post<{ Body: { signInName: string; password: string } }>(
    '/api/sign-in',
    {
      config: open,
      schema: { tags, summary: 'Sign in with name and password', body: Credentials, response: { 200: SignedIn } },
    },
    async (request, reply) => {
      const visitor = door.visitor(request)
      const { session, secondFactor } = await signIn(db, visitor, request.body)
      door.letIn(reply, visitor, session)
      return reply.header('cache-control', 'no-store').send({ secondFactor })
    },
  )
  http.post<{ Body: Proof }>(
    '/api/sign-in/second-factor',
    {
      config: open,
      schema: { tags, summary: 'Complete a sign-in with a code', body: SecondProof, response: { 200: SignedIn } },
    },
    async (request, reply) => {
      const visitor = door.visitor(request)
      door.letIn(reply, visitor, await completeSignIn(deps, visitor, request.body))
      return reply.header('cache-control', 'no-store').send({ secondFactor: [] })
    },
  )
  http.post(
    '/api/sign-out',
    { config: { permission: 'signed-in' }, schema: { tags, summary: 'End this session' } },
    async (request, reply) => {
      await signOut(db, request.actor)
      door.letOut(reply)
      return reply.code(204).send()
    },
  )
  passkeyRoutes(http, deps)
}

/** POST /api/sign-in/passkey/options, /api/sign-in/passkey */
const passkeyRoutes = (http: FastifyInstance, { db, publicUrl, origins }: AccountsDeps): void => {
  const door = createDoor(publicUrl)
  http.post(
    '/api/sign-in/passkey/options',
    { config: open, schema: { tags, summary: 'What a browser needs to show a passkey' } },
    async (_request, reply) => reply.header('cache-control', 'no-store').send(await passkeyRequest(db, origins)),
  )
  http.post<{ Body: { response: { id: string } } }>(
    '/api/sign-in/passkey',
    {
      config: open,
      schema: { tags, summary: 'Sign in with a passkey', body: Signed, response: { 200: SignedIn } },
    },
    async (request, reply) => {
      const visitor = door.visitor(request)
      door.letIn(reply, visitor, await signInByPasskey(db, visitor, origins, request.body.response))
      return reply.header('cache-control', 'no-store').send({ secondFactor: [] })
    },
  )
}
