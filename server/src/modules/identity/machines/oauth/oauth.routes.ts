import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Say } from '../../../../platform/messages.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { isProblem } from '../../../../platform/problem.ts'
import { createRateLimit } from '../../../../platform/rate-limit.ts'
import { rights } from '../../rights/rights.ts'
import { assertionAlgorithms } from '../public-keys.ts'
import { authenticateClient, type Client } from './authenticate-client.ts'
import { readClientProof } from './client-proof.ts'
import { type Form, need, readForm } from './form.ts'
import { type ActsFor, grantToken } from './grant-token.ts'
import { oauthError, toOauthAnswer } from './oauth-error.ts'
import { revokeToken } from './revoke-token.ts'

export type OauthDeps = { db: Db; say: Say; publicUrl: string; actsFor: ActsFor }

/** Wrong proofs that a client at one address may bring in a minute. */
const guessesPerMinute = 10

const tags = ['oauth']
const text = Type.Optional(Type.String())
const proofFields = { client_id: text, client_secret: text, client_assertion_type: text, client_assertion: text }
const consumes = ['application/x-www-form-urlencoded']
const Refusal = Type.Object({ error: Type.String(), error_description: Type.Optional(Type.String()) })
const refusals = { 400: Refusal, 401: Refusal, 429: Refusal }
/** A client's proof stands where a caller's key stands elsewhere: the endpoint reads it itself. */
const config = { permission: 'public', ownAuthorization: true }

/** POST /oauth/token · POST /oauth/revoke · GET /.well-known/oauth-authorization-server */
export const oauthRoutes = (http: FastifyInstance, deps: OauthDeps): void => {
  const { db, publicUrl } = deps
  const audiences = [publicUrl, `${publicUrl}/oauth/token`]
  const clients = { db, audiences, guesses: createRateLimit(guessesPerMinute) }
  const authenticate = ({ ip, headers }: FastifyRequest, form: Form): Promise<Client> =>
    authenticateClient(clients, ip, readClientProof(headers.authorization, form))

  http.register(async (scope) => {
    speakForms(scope, deps)
    scope.post<{ Body: Form }>(
      '/oauth/token',
      {
        config,
        schema: {
          tags,
          summary:
            'Get an access token for a client (RFC 6749 §4.4); act_for: for a party whose mandate its party holds',
          consumes,
          body: Type.Object({ grant_type: text, scope: text, act_for: text, ...proofFields }),
          response: {
            200: Type.Object({
              access_token: Type.String(),
              token_type: Type.String(),
              expires_in: Type.Integer(),
              scope: Type.String(),
            }),
            ...refusals,
          },
        },
      },
      async (request, reply) => {
        const form = request.body ?? {}
        const grantType = need(form, 'grant_type')
        const client = await authenticate(request, form)
        if (grantType !== 'client_credentials') throw oauthError('oauth.grant-type-unsupported')
        return noStore(reply).send(await grantToken(deps, request.actor, client, form))
      },
    )
    scope.post<{ Body: Form }>(
      '/oauth/revoke',
      {
        config,
        schema: {
          tags,
          summary: 'Give up an access token (RFC 7009)',
          consumes,
          body: Type.Object({ token: text, token_type_hint: text, ...proofFields }),
          response: { 200: Type.Null(), ...refusals },
        },
      },
      async (request, reply) => {
        const form = request.body ?? {}
        await revokeToken(db, request.actor, await authenticate(request, form), need(form, 'token'))
        return noStore(reply).send()
      },
    )
  })
  describeServer(http, deps)
}

/** Bodies are forms, and refusals what RFC 6749 §5.2 says; what is no refusal of ours goes to the server's own writer. */
const speakForms = (scope: FastifyInstance, { say }: OauthDeps): void => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser<string>(consumes, { parseAs: 'string', bodyLimit: 65_536 }, (_request, body, done) => {
    try {
      done(null, readForm(body))
    } catch (error) {
      done(error as Error)
    }
  })
  scope.setErrorHandler((error, request, reply) => {
    const answer = toOauthAnswer(isOtherMedia(error) ? oauthError('oauth.form-expected') : error)
    if (answer === undefined) throw error
    request.refused = answer.code
    const headers = isProblem(error) ? (error.headers ?? {}) : {}
    return noStore(reply)
      .code(answer.status)
      .headers(headers)
      .send({ error: answer.error, error_description: say('en', answer.code, answer.params) })
  })
}

const isOtherMedia = (error: unknown): boolean =>
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'FST_ERR_CTP_EMPTY_JSON_BODY', 'FST_ERR_VALIDATION'].includes(
    (error as { code?: string }).code ?? '',
  )

const noStore = (reply: FastifyReply): FastifyReply =>
  reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })

/** Of the server as clients discover it (RFC 8414). */
const describeServer = (http: FastifyInstance, { publicUrl }: OauthDeps): void => {
  const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt']
  const metadata = {
    issuer: publicUrl,
    token_endpoint: `${publicUrl}/oauth/token`,
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: [...new Set(rights.map(({ permission }) => permission))],
    service_documentation: `${publicUrl}/api/docs`,
  }
  http.get(
    '/.well-known/oauth-authorization-server',
    { config: { permission: 'public' }, schema: { tags, summary: 'Where tokens come from (RFC 8414)' } },
    async () => metadata,
  )
}
