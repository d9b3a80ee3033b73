import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { clientOf, testApp } from '../../../test/app.ts'

const app = await testApp()
after(() => app.close())

const party = await app.party('Công ty')
const keysPath = `/api/parties/${party.id}/keys`
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
  const listed = await party.get(keysPath)
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
  const rows = await app.db.query<{ row: string }>('select k::text as row from identity.api_key k')
  const secret = party.key.slice(-64)
  assert.ok(rows.every(({ row }) => !row.includes(secret) && !row.includes(Buffer.from(secret).toString('hex'))))
})

test('revoked, a key opens nothing from that moment on', async () => {
  const { id, key } = (await app.operator.post(keysPath, { label: 'lost' })).json as { id: string; key: string }
  const lost = clientOf(app.url, key)
  assert.equal((await lost.get('/api/mandates')).status, 200)
  assert.equal((await party.delete(`${keysPath}/${id}`)).status, 204, 'a party may revoke its own')
  assert.equal((await lost.get('/api/mandates')).status, 401)
  assert.equal((await party.delete(`${keysPath}/${id}`)).status, 404, 'once')
})

test("another party neither sees nor revokes a party's keys", async () => {
  const other = await app.party('Công ty Khác')
  const [first] = ((await party.get(keysPath)).json as Keys).items
  assert.equal((await other.get(keysPath)).status, 403)
  assert.equal((await other.delete(`${keysPath}/${first?.id}`)).status, 403)
  assert.equal((await party.get('/api/mandates')).status, 200)
})
