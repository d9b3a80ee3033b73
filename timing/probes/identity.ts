import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { People } from '../people.ts'
import { byValue, end, get, networkOf, type Probe, post, type Values } from '../probe.ts'
import type { Things } from '../things.ts'
import type { World } from '../world.ts'

/** Organisations, people and machines of others. */
export const identityProbes = (world: World, things: Things, people: People): Probe[] => {
  const { rival, holder, values } = world
  const organisation: Values = { hidden: [holder.id], none: [holder.id.slice(0, -12) + '0'.repeat(12)] }
  const credentials = { client_id: people.client.clientID, client_secret: people.client.clientSecret }
  const own = (path: string, rest = '') => get(rival.key, (value) => `${path}${value}${rest}`)
  return [
    byValue('keys of an organisation', organisation, own('/api/parties/', '/keys')),
    byValue('roles of an organisation', organisation, own('/api/parties/', '/roles')),
    byValue('people of an organisation', organisation, own('/api/accounts?party=')),
    byValue(
      'recovery of a person',
      people.account,
      post(
        rival.key,
        (id) => `/api/accounts/${id}/recovery`,
        () => ({}),
      ),
    ),
    byValue('sessions of a person', people.account, own('/api/accounts/', '/sessions')),
    byValue(
      'invitation of a name',
      people.signInName,
      post(rival.key, () => '/api/accounts', invited),
    ),
    byValue(
      'used-up invitation',
      people.invitation,
      get(undefined, (token) => `/api/invitations/${token}`),
    ),
    byValue(
      'sign-in',
      people.signInName,
      post(undefined, () => '/api/sign-in', guess),
    ),
    byValue('API key', things.key, (id) => ({
      path: '/api/mandates',
      headers: {
        authorization: `Bearer ng_${id.replaceAll('-', '')}_${'0'.repeat(64)}`,
        'x-forwarded-for': networkOf(),
      },
    })),
    byValue('OAuth client', things.client, (id) => token({ client_id: id, client_secret: '0'.repeat(64) })),
    byValue('OAuth client that signs', things.signer, (id) => token(signedBy(forger, id, world.url))),
    byValue(
      'end of a key',
      things.key,
      end(rival.key, (id) => `/api/parties/${rival.id}/keys/${id}`),
    ),
    byValue(
      'new secret of a client',
      things.client,
      post(
        rival.key,
        (id) => `/api/parties/${rival.id}/clients/${id}/secret`,
        () => ({}),
      ),
    ),
    byValue('delegation', organisation, (party) => token({ ...credentials, act_for: party })),
    byValue('obligations of an organisation', values.party, own('/api/obligations?party=')),
  ]
}

const invited = (signInName: string): object => ({ signInName, name: 'Trần Thị Mẫu', duties: ['reader'] })
const guess = (signInName: string): object => ({ signInName, password: 'một câu mà không ai đã chọn' })

const forger = generateKeyPairSync('ed25519').privateKey

/** An assertion in a client's name by somebody else's key (RFC 7523 §2.2). */
const signedBy = (key: KeyObject, id: string, audience: string): Record<string, string> => {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url')
  const claims = { iss: id, sub: id, aud: audience, jti: id, exp: Math.floor(Date.now() / 1000) + 60 }
  const signed = `${part({ alg: 'EdDSA' })}.${part(claims)}`
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`,
  }
}

const token = (fields: Record<string, string>) => ({
  method: 'POST' as const,
  path: '/oauth/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': networkOf() },
  body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
})
