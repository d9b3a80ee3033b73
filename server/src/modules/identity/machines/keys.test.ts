import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { clientOf, testApp } from '../../../../test/app.ts'
import { testPerson } from '../../../../test/people.ts'
import { openDatabase } from '../../../platform/postgres/database.ts'

const app = await testApp()
after(() => app.close())

const asOwner = async (text: string): Promise<void> => {
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await owner.query(text)
  await owner.end()
}

const party = await app.party('Công ty')
/** Who administers it, signed in. */
const chief = await testPerson(app, party.id, ['administrator'])
const keysPath = `/api/parties/${party.id}/keys`
const stranger = await app.party('Nhà cung cấp', { kind: 'provider' })
type Keys = { items: { id: string; label: string; lastUsedAt: string | null; revokedAt: string | null }[] }

test('no key is anonymous: public things are answered, others ask for a key', async () => {
  assert.equal((await app.anonymous.get('/api/products')).status, 200)
  const refused = await app.anonymous.get('/api/parties')
  assert.equal(refused.status, 401)
  assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer/)
})

test('a wrong key is refused even where none is needed, in the words of EPCIS', async () => {
  const wrong = [`${party.key.slice(0, -1)}${party.key.endsWith('0') ? '1' : '0'}`, 'ng_1_2', 'x', `${party.key}0`]
  for (const key of wrong) {
    const answer = await clientOf(app.url, key).get('/api/products', { 'accept-language': 'en' })
    assert.equal(answer.status, 401)
    assert.equal((answer.json as { type: string }).type, 'epcisException:SecurityException')
    assert.match(answer.headers.get('www-authenticate') ?? '', /invalid_token/)
  }
  const basic = await app.anonymous.get('/api/products', { authorization: 'Basic dTpw' })
  assert.equal(basic.status, 401)
})

test('a key is taken from X-API-Key as well; a wrong one is refused there too', async () => {
  assert.equal((await app.anonymous.get('/api/mandates', { 'x-api-key': party.key })).status, 200)
  assert.equal((await app.anonymous.get('/api/products', { 'x-api-key': `${party.key}0` })).status, 401)
  assert.equal((await app.anonymous.get('/api/products', { 'x-api-key': '' })).status, 401)
})

test('a party has many keys; each is shown without its text, with its last use', async () => {
  const second = await app.operator.post(keysPath, { label: 'cân điện tử' })
  const { key } = second.json as { key: string }
  assert.equal(second.headers.get('cache-control'), 'no-store')
  assert.equal((await clientOf(app.url, key).get('/api/mandates')).status, 200)
  const listed = await chief.get(keysPath)
  const { items } = listed.json as Keys
  assert.deepEqual(
    items.map(({ label, lastUsedAt }) => [label, lastUsedAt !== null]),
    [
      ['test', true],
      ['cân điện tử', true],
    ],
  )
  assert.ok(!listed.text.includes(key.slice(-64)))
})

test('the store keeps no key, only the hash of its secret', async () => {
  const rows = await app.db.query<{ row: string }>('select k::text as row from identity.machine_credential k')
  const secret = party.key.slice(-64)
  assert.ok(rows.every(({ row }) => !row.includes(secret) && !row.includes(Buffer.from(secret).toString('hex'))))
})

test('revoked, a key opens nothing from that moment on', async () => {
  const { id, key } = (await app.operator.post(keysPath, { label: 'lost' })).json as { id: string; key: string }
  const lost = clientOf(app.url, key)
  assert.equal((await lost.get('/api/mandates')).status, 200)
  assert.equal((await chief.send('DELETE', `${keysPath}/${id}`)).status, 204, 'a party revokes its own')
  assert.equal((await lost.get('/api/mandates')).status, 401)
  assert.equal((await chief.send('DELETE', `${keysPath}/${id}`)).status, 404, 'once')
})

test("another party neither sees nor revokes a party's keys", async () => {
  const other = await app.party('Công ty Khác')
  const [first] = ((await chief.get(keysPath)).json as Keys).items
  assert.equal((await other.chief.get(keysPath)).status, 403)
  assert.equal((await other.chief.delete(`${keysPath}/${first?.id}`)).status, 403)
  assert.equal((await party.get('/api/mandates')).status, 200)
})

const refusedFor = async (body: object): Promise<[number, string]> => {
  const answer = await chief.send('POST', keysPath, { label: 'x', ...body }, { 'accept-language': 'en' })
  return [answer.status, (answer.json as { title: string }).title]
}
type Made = { id: string; key: string }
const make = async (body: object): Promise<Made> =>
  (await chief.send('POST', keysPath, { label: 'x', ...body })).json as Made

test('a party makes its own keys, and no stranger does', async () => {
  const answer = await chief.send('POST', keysPath, { label: 'của chúng tôi' })
  assert.equal(answer.status, 201)
  assert.equal((await clientOf(app.url, (answer.json as Made).key).get('/api/mandates')).status, 200)
  const other = await app.party('Công ty Lạ')
  assert.equal((await other.chief.post(keysPath, { label: 'x' })).status, 403)
  assert.equal((await app.anonymous.post(keysPath, { label: 'x' })).status, 401)
  const deeds = await app.db.query(
    'select action from platform.audit where subject = $1 and party_id::text = $1 and account_id = $2',
    [party.id, chief.id],
  )
  assert.ok(deeds.some(({ action }) => action === 'identity.issue-api-key'))
})

test('a key with scopes opens these and nothing else, and gives no more than it has', async () => {
  const { key } = await make({ scopes: ['registry.read-own', 'identity.manage-machines'] })
  const narrow = clientOf(app.url, key)
  assert.equal((await narrow.get('/api/mandates')).status, 200)
  assert.equal((await narrow.get('/events')).status, 403)
  assert.equal((await narrow.post(keysPath, { label: 'wider' })).status, 403, 'without scopes it would have all')
  assert.equal((await narrow.post(keysPath, { label: 'wider', scopes: ['events.query'] })).status, 403)
  assert.equal((await narrow.post(keysPath, { label: 'same', scopes: ['registry.read-own'] })).status, 201)
})

test('a key without scopes lets nobody in and nobody act: that a person decides', async () => {
  const mandate = { purpose: 'act', holder: stranger.id, scopes: ['events.query'], basisText: 'Hợp đồng 1/2026' }
  const person = { signInName: 'ai@example.vn', name: 'Trần Văn Ai', duties: ['administrator'] }
  const deeds = [
    [keysPath, { label: 'x' }],
    [`/api/parties/${party.id}/clients`, { label: 'x' }],
    ['/api/accounts', person],
    ['/api/mandates', mandate],
  ] as const
  const named = ['identity.manage-machines', 'identity.manage-accounts', 'registry.give-mandate', 'registry.read-own']
  const trusted = clientOf(app.url, (await make({ scopes: [...named, 'events.query'] })).key)
  for (const [path, body] of deeds) {
    assert.equal((await party.post(path, body)).status, 403, path)
    assert.equal((await chief.send('POST', path, body)).status, 201, path)
    if (path.startsWith('/api/parties')) continue
    assert.equal((await trusted.post(path, body)).status, 201, `${path}: a person gave it the scope`)
  }
})

test('nor does a machine that was trusted with it trust another, by a new key or by an old one’s new secret', async () => {
  const scopes = ['registry.read-own', 'identity.manage-machines']
  const [trusted, alike, ordinary, lesser] = [
    await make({ scopes }),
    await make({ scopes }),
    await make({}),
    await make({ scopes: ['registry.read-own'] }),
  ]
  const machine = clientOf(app.url, trusted.key)
  const refused = await machine.post(keysPath, { label: 'x', scopes }, { 'accept-language': 'en' })
  assert.equal(refused.status, 403)
  assert.match(refused.text, /The scope identity\.manage-machines decides who comes in/)
  const renew = async ({ id }: Made) => (await machine.post(`${keysPath}/${id}/secret`, {})).status
  assert.deepEqual([await renew(alike), await renew(ordinary)], [403, 403], 'its secret would be more than it has')
  assert.equal(
    (await clientOf(app.url, ordinary.key).get('/api/mandates')).status,
    200,
    'the refused one changed nothing',
  )
  assert.deepEqual([await renew(lesser), await renew(trusted)], [201, 201])
})

test('a scope is a permission that the party has', async () => {
  for (const scope of ['system.operate', 'registry.administer', 'events.fly', ''])
    assert.deepEqual(await refusedFor({ scopes: [scope] }), [
      422,
      `The scope ${scope} is no permission that the organisation has.`,
    ])
  assert.equal((await refusedFor({ scopes: [] }))[0], 400)
})

test('a key ends by itself at its hour', async () => {
  assert.equal((await refusedFor({ expiresAt: '2020-01-01T00:00:00Z' }))[0], 422)
  assert.equal((await refusedFor({ expiresAt: 'tomorrow' }))[0], 400)
  const { id, key } = await make({ expiresAt: '2999-01-01T00:00:00+07:00' })
  const client = clientOf(app.url, key)
  assert.equal((await client.get('/api/mandates')).status, 200)
  const listed = ((await chief.get(keysPath)).json as { items: { id: string; expiresAt: string | null }[] }).items
  assert.equal(listed.find((each) => each.id === id)?.expiresAt, '2998-12-31T17:00:00Z')
  await asOwner(
    `update identity.machine_credential set expires_at = now() - interval '1 second' where credential_id = '${id}'`,
  )
  assert.equal((await client.get('/api/mandates')).status, 401)
  assert.equal((await chief.send('POST', `${keysPath}/${id}/secret`, {})).status, 404, 'nothing is left to renew')
})

test('renewed, the secret before still opens for the hours that were chosen, and then no more', async () => {
  const { id, key } = await make({})
  const renewed = await chief.send('POST', `${keysPath}/${id}/secret`, { overlapHours: 168 })
  assert.equal(renewed.status, 201, renewed.text)
  assert.equal(renewed.headers.get('cache-control'), 'no-store')
  const { key: next, formerUntil } = renewed.json as { key: string; formerUntil: string }
  assert.ok(Math.abs(Date.parse(formerUntil) - Date.now() - 7 * 86_400_000) < 600_000)
  const statuses = async (...keys: string[]) =>
    Promise.all(keys.map(async (each) => (await clientOf(app.url, each).get('/api/mandates')).status))
  assert.deepEqual(await statuses(key, next), [200, 200])
  await asOwner(`update identity.machine_credential set former_until = now() where credential_id = '${id}'`)
  assert.deepEqual(await statuses(key, next), [401, 200])
  const { key: last } = (await chief.send('POST', `${keysPath}/${id}/secret`, { overlapHours: 0 })).json as {
    key: string
  }
  assert.deepEqual(await statuses(key, next, last), [401, 401, 200])
  assert.equal((await chief.send('POST', `${keysPath}/${id}/secret`, { overlapHours: 169 })).status, 400)
})

test('renewed twice, only the last two secrets open', async () => {
  const { id, key } = await make({})
  const second = (await chief.send('POST', `${keysPath}/${id}/secret`, {})).json as { key: string }
  const third = (await chief.send('POST', `${keysPath}/${id}/secret`, {})).json as { key: string }
  for (const [each, status] of [
    [key, 401],
    [second.key, 200],
    [third.key, 200],
  ] as const)
    assert.equal((await clientOf(app.url, each).get('/api/mandates')).status, status)
  assert.equal((await chief.send('DELETE', `${keysPath}/${id}`)).status, 204)
  for (const each of [second.key, third.key])
    assert.equal((await clientOf(app.url, each).get('/api/mandates')).status, 401)
})
