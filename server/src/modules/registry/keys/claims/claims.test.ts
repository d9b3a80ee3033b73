import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../../test/app.ts'
import { describeKeys } from './describe-keys.ts'

const app = await testApp()
after(() => app.close())

const an = await app.party('Trại An')
const binh = await app.party('Trại Bình')
const gtin = '09506000134352'
const key = `/01/${gtin}`

type Claim = { id: string; state: string; party: string; basis?: string }
const claimsOn = async (client: Pick<TestParty, 'get'>): Promise<Claim[]> =>
  ((await client.get(`/api/claims?key=${key}`)).json as { items: Claim[] }).items
const idOf = async (party: TestParty): Promise<string> =>
  (await claimsOn(app.operator)).find((claim) => claim.party === party.id)?.id ?? ''
const described = async () => (await describeKeys(app.db, [key])).get(key)

test('who describes an unowned product first asserts a claim on it', async () => {
  assert.deepEqual(await described(), {})
  assert.equal(
    (await an.put(`/api/products/${gtin}`, { names: { vi: 'Trứng gà An' }, basis: 'sổ tay 12' })).status,
    200,
  )
  assert.deepEqual(await described(), { owner: an.id, claim: 'asserted' })
  assert.equal((await binh.put(`/api/products/${gtin}`, { names: { vi: 'Trứng gà Bình' } })).status, 409)
})

test('another may claim it too, but its word does not count for that', async () => {
  const made = await binh.post('/api/claims', { key: `https://tem.example.vn/01/${gtin}?17=270101`, basis: 'hợp đồng' })
  assert.equal(made.status, 201)
  assert.equal((await binh.post('/api/claims', { key })).status, 409, 'once is enough')
  assert.deepEqual(await described(), { owner: an.id, claim: 'asserted' })
})

test('who claims is public, on what basis is not', async () => {
  assert.deepEqual(
    (await claimsOn(app.anonymous)).map(({ party, basis }) => [party, basis]),
    [
      [an.id, undefined],
      [binh.id, undefined],
    ],
  )
  assert.equal((await claimsOn(binh)).find(({ party }) => party === binh.id)?.basis, 'hợp đồng')
})

test('an objection leaves the key without owner until the operator decides', async () => {
  assert.equal((await an.post(`/api/claims/${await idOf(an)}/contest`)).status, 409, 'not against oneself')
  assert.equal((await binh.post(`/api/claims/${await idOf(an)}/contest`, { basis: 'của tôi' })).status, 200)
  assert.deepEqual(await described(), { claim: 'contested' })
  const card = (await app.anonymous.get(`/api/products/${gtin}`)).json as {
    names: object
    claim: string
    others: object[]
  }
  assert.deepEqual([card.names, card.claim, card.others.length], [{}, 'contested', 1], 'shown as its speaker says')
})

test('only the operator verifies, and one claim alone', async () => {
  assert.equal((await an.post(`/api/claims/${await idOf(an)}/verify`)).status, 403)
  assert.equal((await app.operator.post(`/api/claims/${await idOf(an)}/verify`, { basis: 'giấy GS1' })).status, 200)
  assert.deepEqual(await described(), { owner: an.id, claim: 'verified' })
  assert.equal((await app.operator.post(`/api/claims/${await idOf(binh)}/verify`)).status, 409)
})

test('a verified owner stays owner while contested, and the page says so', async () => {
  await binh.post(`/api/claims/${await idOf(an)}/contest`)
  assert.deepEqual(await described(), { owner: an.id, claim: 'contested' })
})

test('withdrawn by its claimant, the next claim stands; earlier positions remember', async () => {
  const [{ position } = { position: 0 }] = await app.db.query<{ position: number }>(
    'select position::float8 as position from platform.head',
  )
  assert.equal((await binh.post(`/api/claims/${await idOf(an)}/withdraw`)).status, 403)
  assert.equal((await an.post(`/api/claims/${await idOf(an)}/withdraw`)).status, 200)
  assert.deepEqual(await described(), { owner: binh.id, claim: 'asserted' })
  assert.equal((await describeKeys(app.db, [key], position)).get(key)?.owner, an.id)
})

test('a company prefix covers all keys below it, its length as licensed', async () => {
  await app.operator.post('/api/claims', { companyPrefix: '9520001', party: an.id })
  const keys = ['/01/09520001000017', '/00/195200010000000018', '/414/9520001000000/254/A', '/414/9520002000009']
  const known = await describeKeys(app.db, keys)
  assert.deepEqual(
    keys.map((each) => known.get(each)?.owner),
    [an.id, an.id, an.id, undefined],
  )
})

test('five hundred keys are one question to the database', async () => {
  let asked = 0
  const counting = {
    query: <R>(text: string, values?: unknown[]) => {
      asked += 1
      return app.db.query<R>(text, values)
    },
  }
  const keys = Array.from({ length: 500 }, (_, at) => `/00/19520001${String(at).padStart(10, '0')}`)
  assert.equal((await describeKeys(counting, keys)).size, 500)
  assert.equal(asked, 1)
})
