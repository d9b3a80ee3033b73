import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { clientOf, testApp } from '../../../../../test/app.ts'
import { document, event, item } from '../../../../../test/documents.ts'
import { openDatabase } from '../../../../platform/postgres/database.ts'

const app = await testApp({ CAPTURE_SYNC_EVENTS: '2' })
after(() => app.close())

const enterprise = await app.party('Công ty A')
const provider = await app.party('Nhà cung cấp', { kind: 'provider' })
const stranger = await app.party('Nhà cung cấp khác', { kind: 'provider' })

type Client = { clientID: string; clientSecret: string }
type Token = { access_token: string; token_type: string; expires_in: number; scope: string }

const newClient = async (of: typeof provider, body: object = {}): Promise<Client> => {
  const answer = await of.chief.post(`/api/parties/${of.id}/clients`, { label: 'máy chủ', ...body })
  assert.equal(answer.status, 201, answer.text)
  return answer.json as Client
}
const basic = ({ clientID, clientSecret }: Client) => ({
  authorization: `Basic ${Buffer.from(`${clientID}:${clientSecret}`).toString('base64')}`,
})
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const ask = (fields: Record<string, string> | string, headers: Record<string, string> = {}, path = '/oauth/token') =>
  app.anonymous.post(path, new URLSearchParams(fields).toString(), { ...form, ...headers })
const tokenFor = async (client: Client, fields: Record<string, string> = {}): Promise<Token> => {
  const answer = await ask({ grant_type: 'client_credentials', ...fields }, basic(client))
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Token
}
const refusal = async (...asked: Parameters<typeof ask>): Promise<[number, string]> => {
  const { status, json, headers } = await ask(...asked)
  assert.match(headers.get('content-type') ?? '', /^application\/json/)
  assert.equal(headers.get('cache-control'), 'no-store')
  const { error, error_description: description } = json as { error: string; error_description: string }
  assert.match(description, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/, 'the characters of RFC 6749 §5.2')
  return [status, error]
}
const asOwner = async (text: string): Promise<void> => {
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await owner.query(text)
  await owner.end()
}

const own = await newClient(provider)
const grant = { grant_type: 'client_credentials' }

test('a client gets a token by either of the ways of RFC 6749 §2.3.1, and it opens what its party may', async () => {
  const inBody = await ask({ ...grant, client_id: own.clientID, client_secret: own.clientSecret })
  assert.equal(inBody.status, 200, inBody.text)
  for (const token of [inBody.json as Token, await tokenFor(own)]) {
    assert.deepEqual([token.token_type, token.expires_in], ['Bearer', 3600])
    assert.ok(token.scope.split(' ').includes('events.capture'))
    assert.equal((await clientOf(app.url, token.access_token).get('/api/mandates')).status, 200)
  }
  assert.equal(inBody.headers.get('cache-control'), 'no-store')
  const [listed] = (
    (await provider.chief.get(`/api/parties/${provider.id}/clients`)).json as { items: { lastUsedAt: string }[] }
  ).items
  assert.ok(listed?.lastUsedAt)
  const rows = await app.db.query<{ row: string }>('select t::text as row from identity.access_token t')
  assert.ok(rows.length > 0 && !rows.some(({ row }) => row.includes((inBody.json as Token).access_token.slice(-64))))
})

test('each error of RFC 6749 §5.2 stands for what it says', async () => {
  const { clientID, clientSecret } = own
  const proof = basic(own)
  assert.deepEqual(await refusal({}, proof), [400, 'invalid_request'], 'no grant_type')
  assert.deepEqual(await refusal('grant_type=client_credentials&grant_type=client_credentials', proof), [
    400,
    'invalid_request',
  ])
  assert.deepEqual(
    await refusal({ ...grant, client_id: clientID, client_secret: clientSecret }, proof),
    [400, 'invalid_request'],
    'two proofs',
  )
  assert.deepEqual(await refusal({ ...grant, act_for: 'A' }, proof), [400, 'invalid_request'])
  assert.deepEqual(await refusal({ grant_type: 'password' }, proof), [400, 'unsupported_grant_type'])
  assert.deepEqual(await refusal({ ...grant, scope: 'events.fly' }, proof), [400, 'invalid_scope'])
  assert.deepEqual(await refusal({ ...grant, scope: 'registry.administer' }, proof), [400, 'invalid_scope'])
  assert.deepEqual(await refusal(grant), [401, 'invalid_client'], 'no proof')
  assert.deepEqual(await refusal({ ...grant, client_id: clientID }), [401, 'invalid_client'])
  assert.deepEqual(await refusal(grant, { authorization: 'Basic !' }), [401, 'invalid_client'])
  assert.deepEqual(await refusal(grant, { authorization: `Bearer ${provider.key}` }), [401, 'invalid_client'])
  const { headers } = await ask(grant, basic({ clientID, clientSecret: '0'.repeat(64) }))
  assert.match(headers.get('www-authenticate') ?? '', /^Basic /)
  const json = await app.anonymous.post('/oauth/token', { ...grant }, proof)
  assert.deepEqual([json.status, (json.json as { error: string }).error], [400, 'invalid_request'])
  assert.equal((await app.anonymous.get('/oauth/token')).status, 405)
})

test('a token has the scopes that were asked for, and never more than its client', async () => {
  const narrow = await newClient(provider, { scopes: ['registry.read-own', 'events.query'] })
  const token = await tokenFor(narrow, { scope: 'registry.read-own' })
  assert.equal(token.scope, 'registry.read-own')
  const machine = clientOf(app.url, token.access_token)
  assert.equal((await machine.get('/api/mandates')).status, 200)
  const refused = await machine.get('/events')
  assert.equal(refused.status, 403)
  assert.match(refused.headers.get('www-authenticate') ?? '', /error="insufficient_scope", scope="events.query"/)
  assert.deepEqual((await tokenFor(narrow)).scope.split(' ').sort(), ['events.query', 'registry.read-own'])
  assert.deepEqual(await refusal({ ...grant, scope: 'events.capture' }, basic(narrow)), [400, 'invalid_scope'])
})

test('a client without scopes gets nothing that a person decides; one that a person gave it to does', async () => {
  const kept = ['identity.manage-machines', 'registry.give-mandate', 'identity.manage-accounts']
  const { scope } = await tokenFor(own)
  assert.deepEqual(
    scope.split(' ').filter((each) => kept.includes(each)),
    [],
  )
  for (const each of kept)
    assert.deepEqual(await refusal({ ...grant, scope: each }, basic(own)), [400, 'invalid_scope'])
  const answer = await app.operator.post(`/api/parties/${provider.id}/clients`, { label: 'quản trị', scopes: kept })
  assert.deepEqual((await tokenFor(answer.json as Client)).scope.split(' ').sort(), kept.toSorted())
})

test('forged, foreign and expired tokens are refused as invalid_token', async () => {
  const { access_token: good } = await tokenFor(own)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const none = `${part({ alg: 'none', typ: 'at+jwt' })}.${part({ iss: 'http://localhost:8080', sub: own.clientID })}.`
  const { privateKey } = await generateKeyPair('EdDSA')
  const foreign = await new SignJWT({
    iss: 'https://elsewhere.example',
    sub: own.clientID,
    aud: 'http://localhost:8080',
  })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setExpirationTime('1h')
    .sign(privateKey)
  const last = good.endsWith('0') ? '1' : '0'
  const expired = (await tokenFor(own)).access_token
  await asOwner(`update identity.access_token set expires_at = now() where token_id = '${expired.slice(3, 35)}'`)
  for (const token of [good.slice(0, -1) + last, good.replace('nt_', 'ng_'), none, foreign, expired, 'nt_1_2']) {
    const answer = await clientOf(app.url, token).get('/api/products')
    assert.equal(answer.status, 401, token)
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/)
  }
  assert.equal((await clientOf(app.url, good).get('/api/products')).status, 200)
})

test('a token that is given up, or whose client is revoked, opens nothing from that moment on', async () => {
  const client = await newClient(provider)
  const [first, second] = [await tokenFor(client), await tokenFor(client)]
  const status = async ({ access_token: token }: Token) => (await clientOf(app.url, token).get('/api/mandates')).status
  assert.equal((await ask({ token: first.access_token }, basic(client), '/oauth/revoke')).status, 200)
  assert.deepEqual([await status(first), await status(second)], [401, 200])
  assert.equal((await ask({ token: 'nt_unknown' }, basic(client), '/oauth/revoke')).status, 200, 'RFC 7009 §2.2')
  assert.deepEqual(await refusal({ token: second.access_token }, basic(own), '/oauth/revoke'), [400, 'invalid_grant'])
  assert.deepEqual(await refusal({ token: second.access_token }, {}, '/oauth/revoke'), [401, 'invalid_client'])
  assert.equal((await provider.chief.delete(`/api/parties/${provider.id}/clients/${client.clientID}`)).status, 204)
  assert.equal(await status(second), 401)
  assert.deepEqual(await refusal(grant, basic(client)), [401, 'invalid_client'])
})

test("a client's secret is renewed with an overlap; a client with an hour to end ends with its tokens", async () => {
  const client = await newClient(provider, { expiresAt: '2999-01-01T00:00:00Z' })
  const renewed = (await provider.chief.post(`/api/parties/${provider.id}/clients/${client.clientID}/secret`, {}))
    .json as Client
  assert.equal((await ask(grant, basic(client))).status, 200)
  const token = await tokenFor(renewed)
  await asOwner(`update identity.machine_credential set expires_at = now() where credential_id = '${client.clientID}'`)
  assert.deepEqual(await refusal(grant, basic(renewed)), [401, 'invalid_client'])
  assert.equal((await clientOf(app.url, token.access_token).get('/api/mandates')).status, 401)
})

test('guessing at a client is slowed down, and shuts nobody else out', async () => {
  const client = await newClient(provider)
  const other = await newClient(provider)
  const wrong = basic({ ...client, clientSecret: '0'.repeat(64) })
  const statuses: number[] = []
  for (let count = 0; count < 12; count += 1) statuses.push((await ask(grant, wrong)).status)
  assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429])
  const slowed = await ask(grant, wrong)
  assert.ok(Number(slowed.headers.get('retry-after')) > 0)
  assert.equal((await ask(grant, basic(other))).status, 200)
})

test('a client that signs keeps no secret with us; each assertion is good once (RFC 7523)', async () => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), alg: 'EdDSA' }
  const client = await newClient(provider, { publicKeys: { keys: [jwk] } })
  assert.equal(client.clientSecret, undefined)
  const assertion = (more: object = {}, key = privateKey) =>
    new SignJWT({
      iss: client.clientID,
      sub: client.clientID,
      aud: 'http://localhost:8080/oauth/token',
      jti: crypto.randomUUID(),
      ...more,
    })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setExpirationTime('5m')
      .sign(key)
  const fields = (client_assertion: string) => ({
    ...grant,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion,
  })
  const signed = await assertion()
  const answer = await ask(fields(signed))
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual(await refusal(fields(signed)), [401, 'invalid_client'], 'replayed')
  const forger = (await generateKeyPair('EdDSA')).privateKey
  for (const bad of [
    await assertion({}, forger),
    await assertion({ aud: 'https://elsewhere.example' }),
    await assertion({ iss: own.clientID }),
    await assertion({ jti: undefined }),
    'no.jwt.at-all',
  ])
    assert.deepEqual(await refusal(fields(bad)), [401, 'invalid_client'])
  assert.deepEqual(await refusal({ ...fields(await assertion()), client_assertion_type: 'x' }), [
    400,
    'invalid_request',
  ])
  const withPrivate = { keys: [{ ...(await exportJWK(privateKey)), alg: 'EdDSA' }] }
  const refused = await provider.chief.post(`/api/parties/${provider.id}/clients`, {
    label: 'x',
    publicKeys: withPrivate,
  })
  assert.equal(refused.status, 422)
})

test('clients find the endpoints by RFC 8414', async () => {
  const { status, json } = await app.anonymous.get('/.well-known/oauth-authorization-server')
  assert.equal(status, 200)
  const metadata = json as Record<string, unknown>
  assert.equal(metadata.issuer, 'http://localhost:8080')
  assert.equal(metadata.token_endpoint, 'http://localhost:8080/oauth/token')
  assert.deepEqual(metadata.grant_types_supported, ['client_credentials'])
  assert.deepEqual(metadata.response_types_supported, [])
})

const act = {
  purpose: 'act',
  holder: provider.id,
  scopes: ['events.capture', 'events.query'],
  basisText: 'Hợp đồng 12/2026',
}
const given = async (body: object = {}): Promise<string> => {
  const answer = await enterprise.chief.post('/api/mandates', { ...act, ...body })
  assert.equal(answer.status, 201, answer.text)
  return (answer.json as { id: string }).id
}

test('a mandate to act names scopes that can be lent, and only it does', async () => {
  const status = async (body: object) => (await enterprise.chief.post('/api/mandates', { ...act, ...body })).status
  assert.equal(await status({ scopes: undefined }), 422)
  assert.equal(await status({ purpose: 'capture' }), 422)
  assert.equal(await status({ keys: ['/01/09521101000108'] }), 422)
  for (const scope of ['identity.manage-machines', 'registry.give-mandate', 'system.operate'])
    assert.equal(await status({ scopes: [scope] }), 400, scope)
  assert.equal((await stranger.chief.post('/api/mandates', { ...act, principal: enterprise.id })).status, 403)
})

test("a provider's machine acts for an enterprise on its mandate, within its scopes, and its events say so", async () => {
  const asked = { ...grant, act_for: enterprise.id }
  assert.deepEqual(await refusal(asked, basic(own)), [400, 'invalid_grant'], 'before there is a mandate')
  const mandate = await given()
  const { access_token: text, scope } = await tokenFor(own, { act_for: enterprise.id })
  assert.deepEqual(scope.split(' ').sort(), ['events.capture', 'events.query'])
  const machine = clientOf(app.url, text)
  const captured = await machine.post(
    '/capture',
    document([event({ epcList: [item(7, 'ACT1')], eventID: 'urn:example:act:1' })]),
  )
  assert.equal(captured.status, 202, captured.text)
  const job = new URL(captured.headers.get('location') ?? '').pathname
  assert.equal((await machine.get(job)).status, 200, 'the job is read with the token that made it')
  assert.equal((await enterprise.get(job)).status, 200)
  const [row] = await app.db.query(
    `select declared_by as declared, captured_by as captured, mandate_id as mandate from events.event where event_id = 'urn:example:act:1'`,
  )
  assert.deepEqual(row, { declared: enterprise.id, captured: provider.id, mandate })
  assert.equal((await machine.get(`/events/${encodeURIComponent('urn:example:act:1')}`)).status, 200)
  assert.equal((await machine.get('/api/mandates')).status, 403, 'outside the scopes')
  assert.equal((await machine.post('/api/mandates', { ...act, holder: stranger.id })).status, 403, 'not passed on')
  assert.deepEqual(await refusal({ ...asked, scope: 'registry.write-own' }, basic(own)), [400, 'invalid_scope'])
  const foreign = await newClient(stranger)
  const unknown = { ...grant, act_for: '00000000-0000-4000-8000-000000000000' }
  const answers = [await ask(asked, basic(foreign)), await ask(unknown, basic(foreign))]
  assert.deepEqual(answers[0]?.text, answers[1]?.text, 'whose client it is, nobody learns')
})

test('a large document says the same; where the mandate ends while it waits, nothing of it is kept', async () => {
  const mandate = await given()
  const machine = clientOf(app.url, (await tokenFor(own, { act_for: enterprise.id })).access_token)
  const send = async (run: string): Promise<string> => {
    const events = [1, 2, 3].map((n) =>
      event({ epcList: [item(7, `${run}${n}`)], eventID: `urn:example:act:${run}${n}` }),
    )
    const answer = await machine.post('/capture', document(events))
    assert.equal(answer.status, 202, answer.text)
    return new URL(answer.headers.get('location') ?? '').pathname
  }
  const stored = (run: string) =>
    app.db.query(
      `select distinct declared_by as declared, captured_by as captured from events.event where event_id like $1`,
      [`urn:example:act:${run}%`],
    )
  const job = await send('L')
  await app.work()
  assert.deepEqual(await stored('L'), [{ declared: enterprise.id, captured: provider.id }])
  assert.equal(((await enterprise.get(job)).json as { success: boolean }).success, true)
  const late = await send('M')
  for (const { id } of ((await enterprise.get('/api/mandates')).json as { items: { id: string }[] }).items)
    assert.equal((await enterprise.chief.delete(`/api/mandates/${id}`)).status, 204)
  await app.work()
  assert.deepEqual(await stored('M'), [], mandate)
  assert.equal(((await enterprise.get(late)).json as { success: boolean }).success, false)
})

test('who acts for a party speaks in the name of nobody else', async () => {
  await given()
  const { access_token: text } = await tokenFor(own, { act_for: enterprise.id })
  for (const sender of [stranger.id, provider.id]) {
    const sent = document([event({ epcList: [item(7, 'ACT2')] })], { sender: `urn:uuid:${sender}` })
    assert.equal((await clientOf(app.url, text).post('/capture', sent)).status, 403)
  }
})

test('who acts for a party reads for it, but sets up nothing that would go on without it', async () => {
  const { access_token: text } = await tokenFor(own, { act_for: enterprise.id })
  const machine = clientOf(app.url, text)
  const query = { name: 'lent', query: { EQ_bizStep: ['shipping'] } }
  assert.equal((await machine.post('/queries', query)).status, 201)
  const asked = { dest: 'https://receiver.example/', signatureToken: 'token-of-the-test', stream: true }
  const refused = await machine.post('/queries/lent/subscriptions', asked)
  assert.equal(refused.status, 403, refused.text)
  assert.match(refused.text, /SecurityException/)
})

test('taken back, the mandate ends what its tokens open at once', async () => {
  const ids = ((await enterprise.get('/api/mandates')).json as { items: { id: string }[] }).items.map(({ id }) => id)
  const { access_token: text } = await tokenFor(own, { act_for: enterprise.id })
  const machine = clientOf(app.url, text)
  assert.equal((await machine.get('/events')).status, 200)
  for (const id of ids) assert.equal((await enterprise.chief.delete(`/api/mandates/${id}`)).status, 204)
  const refused = await machine.get('/events')
  assert.equal(refused.status, 401)
  assert.match(refused.headers.get('www-authenticate') ?? '', /invalid_token/)
  assert.deepEqual(await refusal({ ...grant, act_for: enterprise.id }, basic(own)), [400, 'invalid_grant'])
})

test('a mandate whose days have not come, or have passed, opens nothing', async () => {
  for (const days of [{ validFrom: '2999-01-01' }, { validFrom: '2020-01-01', validTo: '2020-12-31' }]) {
    const id = await given(days)
    assert.deepEqual(await refusal({ ...grant, act_for: enterprise.id }, basic(own)), [400, 'invalid_grant'])
    await enterprise.chief.delete(`/api/mandates/${id}`)
  }
})

test('a mandate to capture is one to act as far as capturing goes', async () => {
  const id = await given({ purpose: 'capture', scopes: undefined })
  assert.equal((await tokenFor(own, { act_for: enterprise.id })).scope, 'events.capture')
  await enterprise.chief.delete(`/api/mandates/${id}`)
})
