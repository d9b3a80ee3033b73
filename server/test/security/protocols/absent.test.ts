import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../../app.ts'

// What there is nothing of, so that nothing of it can go wrong: should somebody add it, this says that the checklist must follow.

const root = join(import.meta.dirname, '../../../..')
const sources = ['gs1/src', 'epcis/src', 'server/src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { path: relative(root, path), text: readFileSync(path, 'utf8') }
    }),
)
const holding = (look: RegExp): string[] => sources.filter(({ text }) => look.test(text)).map(({ path }) => path)
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: object }
const installed = Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, ''))

let app: TestApp
let party: TestParty

before(async () => {
  app = await testApp()
  party = await app.party('Hợp tác xã')
})
after(() => app.close())

test('tokens are given to clients alone: there is no page to authorize, no code, no refresh token, no registration by strangers', async () => {
  const metadata = (await app.anonymous.get('/.well-known/oauth-authorization-server')).json as Record<string, unknown>
  assert.deepEqual(metadata.grant_types_supported, ['client_credentials'])
  assert.deepEqual(
    Object.keys(metadata).filter((name) => /endpoint$/.test(name)),
    ['token_endpoint', 'revocation_endpoint'],
  )
  const made = await party.chief.post(`/api/parties/${party.id}/clients`, { label: 'máy chủ' })
  const { clientID, clientSecret } = made.json as { clientID: string; clientSecret: string }
  const ask = async (fields: Record<string, string>) => {
    const form = new URLSearchParams({ client_id: clientID, client_secret: clientSecret, ...fields })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return (await app.anonymous.post('/oauth/token', form.toString(), headers)).json as Record<string, unknown>
  }
  for (const grant_type of [
    ...['authorization_code', 'refresh_token', 'password', 'implicit', 'urn:openid:params:grant-type:ciba'],
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ])
    assert.equal((await ask({ grant_type, code: 'c', refresh_token: 'r' })).error, 'unsupported_grant_type', grant_type)
  const granted = await ask({
    grant_type: 'client_credentials',
    response_type: 'code',
    redirect_uri: 'https://x.example',
  })
  assert.deepEqual(Object.keys(granted).sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
})

test('it is no OpenID provider, and nobody is signed out by another’s word', async () => {
  const { paths } = (await app.anonymous.get('/api/openapi.json')).json as { paths: object }
  assert.deepEqual(
    Object.keys(paths).filter((path) => /authoriz|log-?out|end.?session|jwks|userinfo|introspect|openid/i.test(path)),
    ['/.well-known/oauth-authorization-server'],
  )
  for (const path of [
    ...['/.well-known/openid-configuration', '/.well-known/jwks.json', '/jwks', '/userinfo', '/oauth/userinfo'],
    ...['/authorize', '/oauth/authorize', '/oauth/register', '/register', '/oauth/par', '/oauth/device_authorization'],
    ...['/logout', '/oauth/logout', '/sign-in/with/x/logout', '/backchannel_logout', '/oauth/introspect'],
  ])
    for (const answer of [await app.anonymous.get(path), await app.anonymous.post(path, {})])
      assert.equal(answer.status, 404, path)
})

test('no token is signed and no key is derived from a password by us', () => {
  const signing =
    /\b(?:SignJWT|CompactSign|FlattenedSign|GeneralSign|EncryptJWT|CompactEncrypt|UnsecuredJWT|createSign)\b/
  assert.deepEqual(holding(signing), [])
  assert.deepEqual(holding(/\b(?:pbkdf2|scrypt|hkdf|deriveKey|deriveBits)(?:Sync)?\(/), [])
  // Stand-ins for keys that are not there; nobody keeps their private halves.
  const standIns = 'server/src/modules/identity/machines/public-keys.ts'
  assert.deepEqual(holding(/\b(?:generateKeyPair|generateKey|createDiffieHellman|createECDH)(?:Sync)?\(/), [standIns])
})

test('nothing speaks WebRTC: no script, no server, no package', () => {
  assert.deepEqual(holding(/RTCPeerConnection|RTCDataChannel|getUserMedia|['"`](?:stuns?|turns?):[a-z0-9]/i), [])
  assert.deepEqual(holding(/from 'node:dgram'/), [], 'nor anything over UDP')
  const look = /webrtc|wrtc|mediasoup|werift|node-datachannel|simple-peer|peerjs|node-turn|sdp-transform|\bstun\b/
  assert.ok(look.test('node-datachannel') && installed.length > 100)
  assert.deepEqual(
    installed.filter((name) => look.test(name)),
    [],
  )
})

test('nothing is laid down in a browser but cookies, which no script reads', () => {
  assert.deepEqual(
    holding(/\b(?:localStorage|sessionStorage|indexedDB|serviceWorker)\b|document\.cookie|caches\.open/),
    [],
  )
})

test('no other address is fetched by a page', () => {
  assert.deepEqual(holding(/(?:src|href)=["']https?:\/\/(?!\$)|googletagmanager|google-analytics|sendBeacon/), [])
})
