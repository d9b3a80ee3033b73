import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import Provider from 'oidc-provider'
import { freePort } from './app.ts'

const clientID = 'nguon'
export const clientSecret = 'secret-of-the-tests'

const folder = mkdtempSync(join(tmpdir(), 'nguon-oidc-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** How the settings name a provider of the tests. */
export const settingOf = (id: string, issuer: string, more: object = {}): object => {
  const secretFile = join(folder, 'secret')
  writeFileSync(secretFile, `${clientSecret}\n`)
  return { id, issuer, clientID, secretFile, name: { vi: `Hệ thống ${id}`, en: `System ${id}` }, timeout: 2, ...more }
}

const stopping = (server: Server) => async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

const newKey = async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const named = { kid: 'k', alg: 'RS256', use: 'sig' }
  return {
    privateKey,
    privateJwk: { ...(await exportJWK(privateKey)), ...named },
    publicJwk: { ...(await exportJWK(publicKey)), ...named },
  }
}

/** A real OpenID provider; whoever is named in `people` signs in there with any password. */
export const startIdentityProvider = async (
  redirectUris: string[],
  people: Record<string, Record<string, string>>,
): Promise<{ issuer: string; stop(): Promise<void> }> => {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientID, client_secret: clientSecret, redirect_uris: redirectUris }],
    claims: { openid: ['sub', 'tax_code'], profile: ['name'], email: ['email'] },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['of the tests'] },
    jwks: { keys: [(await newKey()).privateJwk] },
  })
  const server = provider.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { issuer, stop: stopping(server) }
}

/** Goes through the provider's pages as somebody, and gives the address at which the browser would come back to us. */
export const signInThere = async (start: string, login: string, redirectUri: string): Promise<URL> => {
  const cookies = new Map<string, string>()
  let next: { url: string; body?: string } = { url: start }
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(next.body !== undefined && { method: 'POST', body: new URLSearchParams(next.body) }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    const text = await response.text()
    const location = response.headers.get('location')
    if (location?.startsWith(redirectUri)) return new URL(location)
    if (location !== null) next = { url: new URL(location, next.url).href }
    else next = fillIn(text, next.url, login)
  }
  throw new Error('the provider led nowhere')
}

const fillIn = (page: string, url: string, login: string): { url: string; body: string } => {
  const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
  const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
  if (action === undefined || prompt === undefined) throw new Error(`no form of the provider: ${page.slice(0, 500)}`)
  const body: Record<string, string> = prompt === 'login' ? { prompt, login, password: 'any' } : { prompt }
  return { url: new URL(action, url).href, body: new URLSearchParams(body).toString() }
}

/** How a provider may misbehave; `honest`: not at all. */
export type Lie =
  | 'honest'
  | 'other issuer'
  | 'other audience'
  | 'wrong nonce'
  | 'forged signature'
  | 'no signature'
  | 'expired'
  | 'not yet valid'
  | 'brings its own key'
  | 'signed by the shared secret'
  | 'no identity'
  | 'not JSON'
  | 'failing'
  | 'late'

export type Liar = {
  issuer: string
  /** The ID tokens that it gave out. */
  given: readonly string[]
  /** What it does from now on, the nonce that it was asked for, and what else its token says. */
  tell(lie: Lie, nonce?: string, more?: JWTPayload): void
  stop(): Promise<void>
}

/** A provider that answers each code with a token for `subject`, and lies as it is told. */
export const startLiar = async (subject: string, statedIssuer?: string): Promise<Liar> => {
  const key = await newKey()
  const forger = await newKey()
  const given: string[] = []
  let told: { lie: Lie; nonce: string | undefined; more: JWTPayload } = { lie: 'honest', nonce: undefined, more: {} }
  const held: ServerResponse[] = []
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const metadata = {
    issuer: statedIssuer ?? issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
  const answer = async ({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const json = (value: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    if (url === '/jwks') return void json({ keys: [key.publicJwk] })
    if (url !== '/token') return void json(metadata)
    if (told.lie === 'late') return void held.push(response)
    if (told.lie === 'failing') return void response.writeHead(500).end('out of order')
    if (told.lie === 'not JSON') return void response.setHeader('content-type', 'text/html').end('<p>token</p>')
    const claims = { iss: issuer, sub: subject, aud: clientID, nonce: told.nonce ?? '', ...told.more }
    const idToken = await tokenOf(told.lie, claims)
    given.push(idToken)
    json({ ...otherTokens, token_type: 'Bearer', ...(told.lie !== 'no identity' && { id_token: idToken }) })
  }
  const tokenOf = (lie: Lie, claims: JWTPayload): Promise<string> | string => {
    if (lie === 'no signature') return new UnsecuredJWT(claims).setIssuedAt().setExpirationTime('5m').encode()
    if (lie === 'signed by the shared secret') return signShared(claims)
    if (lie === 'brings its own key')
      return sign(forger.privateKey, claims, { jwk: forger.publicJwk, jku: `${issuer}/own` })
    return sign(lie === 'forged signature' ? forger.privateKey : key.privateKey, {
      ...claims,
      ...(lie === 'not yet valid' && { nbf: Math.floor(Date.now() / 1000) + 3600 }),
      ...(lie === 'other issuer' && { iss: 'https://elsewhere.example' }),
      ...(lie === 'other audience' && { aud: 'somebody-else' }),
      ...(lie === 'wrong nonce' && { nonce: 'of another sign-in' }),
      ...(lie === 'expired' && { exp: 1_700_000_000 }),
    })
  }
  return {
    issuer,
    given,
    tell: (lie, nonce, more = {}) => {
      told = { lie, nonce, more }
    },
    stop: async () => {
      for (const response of held) response.destroy()
      await stopping(server)()
    },
  }
}

/** What a provider gives out beside the ID token. */
export const otherTokens = {
  access_token: 'access-token-of-the-provider',
  refresh_token: 'refresh-token-of-the-provider',
}

/** As if a public key, or what both sides know, were a key to sign with. */
const signShared = (claims: JWTPayload): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(clientSecret))

const sign = (key: CryptoKey, claims: JWTPayload, header: object = {}): Promise<string> => {
  const token = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k', ...header }).setIssuedAt()
  return (claims.exp === undefined ? token.setExpirationTime('5m') : token).sign(key)
}
