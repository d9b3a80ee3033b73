import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { clientOf, type TestApp, type TestParty, testApp } from '../../app.ts'

// The one kind of signed token that strangers may send us: a client's assertion (RFC 7523).

let app: TestApp
let provider: TestParty
let clientID: string
let privateKey: CryptoKey
let publicKey: CryptoKey

before(async () => {
  app = await testApp()
  provider = await app.party('Nhà cung cấp', { kind: 'provider' })
  const pair = await generateKeyPair('ES256', { extractable: true })
  privateKey = pair.privateKey
  publicKey = pair.publicKey
})
// A client of its own each: wrong proofs of one are slowed down after ten.
beforeEach(async () => {
  const made = await register({ ...(await exportJWK(publicKey)), alg: 'ES256' })
  assert.equal(made.status, 201, made.text)
  clientID = (made.json as { clientID: string }).clientID
})
after(() => app.close())

const register = (...keys: object[]) =>
  provider.chief.post(`/api/parties/${provider.id}/clients`, { label: 'máy chủ', publicKeys: { keys } })

const now = (): number => Math.floor(Date.now() / 1000)
const audience = 'http://localhost:8080/oauth/token'
const claims = (more: JWTPayload = {}): JWTPayload => ({
  ...{ iss: clientID, sub: clientID, aud: audience, jti: crypto.randomUUID(), exp: now() + 300 },
  ...more,
})
const sign = (payload: JWTPayload, key: CryptoKey | Uint8Array = privateKey, header: object = {}): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', ...header }).sign(key)

const ask = async (assertion: string): Promise<number> => {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return (await app.anonymous.post('/oauth/token', form.toString(), headers)).status
}

test('an assertion is good within its time alone, and that is short', async () => {
  assert.equal(await ask(await sign(claims())), 200)
  const { exp: _, ...endless } = claims()
  const wrong: Record<string, JWTPayload> = {
    'run out': claims({ exp: now() - 60 }),
    'of a time to come': claims({ nbf: now() + 120 }),
    'without an end': endless,
    'good for an hour': claims({ exp: now() + 3600 }),
  }
  for (const [what, payload] of Object.entries(wrong)) assert.equal(await ask(await sign(payload)), 401, what)
})

test('only listed algorithms sign, and a public key is no secret to sign with', async () => {
  const asSecret = new TextEncoder().encode(await exportSPKI(publicKey))
  assert.equal(await ask(await sign(claims(), asSecret, { alg: 'HS256' })), 401)
  assert.equal(await ask(new UnsecuredJWT(claims()).encode()), 401)
  const { privateKey: other } = await generateKeyPair('ES384')
  assert.equal(await ask(await sign(claims(), other, { alg: 'ES384' })), 401)
})

test('the key is the one that was registered, whatever key a token names or brings', async () => {
  const forger = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(forger.publicKey)
  const headers = [{ jwk }, { jku: 'https://elsewhere.example/keys' }, { x5u: 'https://elsewhere.example/chain' }]
  for (const header of headers)
    assert.equal(await ask(await sign(claims(), forger.privateKey, header)), 401, JSON.stringify(header))
})

test('a client that changes its key has both for a while, each by its name; keys that nothing tells apart are refused', async () => {
  const next = await generateKeyPair('ES256', { extractable: true })
  const keys = async (...kids: (string | undefined)[]) =>
    Promise.all(
      [publicKey, next.publicKey].map(async (key, index) => ({
        ...(await exportJWK(key)),
        alg: 'ES256',
        ...(kids[index] !== undefined && { kid: kids[index] }),
      })),
    )
  for (const kids of [[], ['2026'], ['2026', '2026']]) {
    const refused = await register(...(await keys(...kids)))
    assert.equal(refused.status, 422, `${kids}`)
    assert.match(refused.text, /\(kid\)/)
  }
  const made = await register(...(await keys('2026', '2027')))
  assert.equal(made.status, 201, made.text)
  clientID = (made.json as { clientID: string }).clientID
  assert.equal(await ask(await sign(claims(), privateKey, { kid: '2026' })), 200)
  assert.equal(await ask(await sign(claims(), next.privateKey, { kid: '2027' })), 200)
  assert.equal(await ask(await sign(claims(), next.privateKey, { kid: '2026' })), 401)
})

test('an assertion is no access token, and an access token no assertion', async () => {
  const assertion = await sign(claims())
  assert.equal((await clientOf(app.url, assertion).get('/api/products')).status, 401)
  assert.equal(await ask(assertion), 200, 'as what it is, it is still good')
  assert.equal(await ask(provider.key), 401)
})

test('a key that is too weak is not registered', async () => {
  const rsa = async (modulusLength: number) => {
    const pair = await generateKeyPair('PS256', { modulusLength, extractable: true })
    return (await register({ ...(await exportJWK(pair.publicKey)), alg: 'PS256' })).status
  }
  assert.deepEqual([await rsa(2048), await rsa(3072)], [422, 201])
})
