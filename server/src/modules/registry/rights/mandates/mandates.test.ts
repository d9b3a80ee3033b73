import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { describeKeys } from '../../keys/claims/describe-keys.ts'
import { mandateFor, mandatesHeldBy } from './mandate-for.ts'

const app = await testApp()
after(() => app.close())

const coop = await app.party('HTX Bưởi Bạch Đằng', {
  kind: 'cooperative',
  identifiers: [{ scheme: 'gs1-company-prefix', value: '9521234', verified: true }],
})
const house = await app.party('Trần Thị B', { kind: 'household', publicName: { vi: 'Vườn cô Ba' } })
const stranger = await app.party('Công ty Khác')
const gtin = '/01/09521234543213'
const plot = '/414/9521234000013/254/THUA-7'
const today = '2026-08-01'
const give = { purpose: 'claim-key', keys: [gtin, '/414/9521234000013'], basisText: 'Văn bản ủy quyền số 03/2026' }

test('without a mandate the household may not describe a plot of the cooperative', async () => {
  const answer = await house.put('/api/locations/9521234000013/THUA-7', { names: { vi: 'Thửa 7' } })
  assert.equal(answer.status, 409)
})

test('a mandate has two parties and a written basis, and is given by its principal', async () => {
  const body = { ...give, holder: house.id }
  assert.equal((await coop.chief.post('/api/mandates', { ...body, basisText: undefined })).status, 422)
  assert.equal((await coop.chief.post('/api/mandates', { ...body, holder: coop.id })).status, 422)
  assert.equal(
    (await coop.chief.post('/api/mandates', { ...body, validFrom: '2026-02-01', validTo: '2026-01-01' })).status,
    422,
  )
  assert.equal((await stranger.chief.post('/api/mandates', { ...body, principal: coop.id })).status, 403)
  assert.equal(
    (await coop.chief.post('/api/mandates', { ...body, basisFile: 'a'.repeat(64) })).status,
    422,
    'a file it has not',
  )
})

let mandate = ''

test('under the mandate the household speaks of plot and product; the cooperative keeps the last word', async () => {
  const made = await coop.chief.post('/api/mandates', { ...give, holder: house.id, validFrom: '2026-01-01' })
  assert.equal(made.status, 201)
  mandate = (made.json as { id: string }).id
  const said = await house.put('/api/locations/9521234000013/THUA-7', {
    names: { vi: 'Thửa 7' },
    kind: 'plot',
    address: { unitCode: '25888', unitName: 'Phường Tân Uyên', on: '2025-07-01' },
  })
  assert.equal(said.status, 200)
  const known = (await describeKeys(app.db, [plot])).get(plot)
  assert.deepEqual([known?.owner, known?.unit], [coop.id, '25888'])

  await house.put('/api/products/09521234543213', { names: { vi: 'Bưởi nhà' }, shelfLife: { vi: '20 ngày' } })
  await coop.put('/api/products/09521234543213', { names: { vi: 'Bưởi Bạch Đằng' } })
  const card = (await app.anonymous.get('/api/products/09521234543213')).json as {
    names: object
    shelfLife: object
    others: { value: string; role: string }[]
  }
  assert.deepEqual([card.names, card.shelfLife], [{ vi: 'Bưởi Bạch Đằng' }, { vi: '20 ngày' }])
  assert.deepEqual(
    card.others.map(({ value, role }) => [value, role]),
    [['Bưởi nhà', 'holder']],
  )
})

test('a mandate holds for its purpose, its keys and its days', async () => {
  const asked = (at: string, more: object) => mandateFor(app.db, house.id, coop.id, at, more)
  assert.equal(await asked(today, { purpose: 'claim-key', keys: [gtin, plot] }), mandate)
  assert.equal(await asked('2026-12-31T20:00:00Z', { purpose: 'claim-key' }), mandate)
  assert.equal(await asked('2025-12-31', { purpose: 'claim-key' }), undefined, 'before its first day')
  assert.equal(await asked(today, {}), undefined, 'to capture is another purpose')
  assert.equal(await asked(today, { purpose: 'claim-key', keys: ['/01/09521234000013'] }), undefined)
  assert.equal(await mandateFor(app.db, coop.id, house.id, today, { purpose: 'claim-key' }), undefined)
  const [held] = await mandatesHeldBy(app.db, house.id, today)
  assert.deepEqual([held?.principal, held?.covers(`${gtin}/10/L1`), held?.covers(`${gtin}9`)], [coop.id, true, false])
})

test('what runs out soon is listed, the nearest first, for its two sides', async () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const made: string[] = []
  for (const days of [40, 20]) {
    const body = { ...give, holder: house.id, validFrom: '2026-01-01', validTo: day(days) }
    made.push(((await coop.chief.post('/api/mandates', body)).json as { id: string }).id)
  }
  const soon = async (client: { get: typeof coop.get }, days: number) =>
    ((await client.get(`/api/mandates?expiresWithin=${days}`)).json as { items: { id: string }[] }).items.map(
      ({ id }) => id,
    )
  assert.deepEqual(await soon(coop, 30), [made[1]])
  assert.deepEqual(await soon(house, 60), [made[1], made[0]])
  assert.deepEqual(await soon(stranger, 60), [])
  for (const id of made) await coop.chief.delete(`/api/mandates/${id}`)
  assert.deepEqual(await soon(coop, 60), [])
})

test('who may act for a party, the party says itself: nobody enters it in its name, on whatever paper', async () => {
  const act = { purpose: 'act', principal: stranger.id, holder: house.id, scopes: ['registry.write-own'] }
  const refused = await app.operator.post('/api/mandates', { ...act, basisText: 'Công văn số 9/2026' })
  assert.equal(refused.status, 403, refused.text)
  assert.equal((await house.get(`/api/mandates`)).text.includes(stranger.id), false)
  const paper = { ...act, purpose: 'capture', scopes: undefined }
  assert.equal((await app.operator.post('/api/mandates', { ...paper, basisText: ' ' })).status, 400, 'no basis')
})

test('a list of mandates comes in pages that leave nothing out, the nearest end first where ends are asked for', async () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const made: string[] = []
  for (const days of [9, 3, 6, 3]) {
    const body = { ...give, holder: stranger.id, validFrom: '2026-01-01', validTo: day(days) }
    made.push(((await coop.chief.post('/api/mandates', body)).json as { id: string }).id)
  }
  const all = async (query: string): Promise<string[]> => {
    const found: string[] = []
    for (let after = ''; ; ) {
      const page = (await stranger.get(`/api/mandates?limit=1${query}${after}`)).json as {
        items: { id: string }[]
        next?: string
      }
      assert.ok(page.items.length <= 1)
      found.push(...page.items.map(({ id }) => id))
      if (page.next === undefined) return found
      after = `&after=${page.next}`
    }
  }
  const [nine, three = '', six, other = ''] = made
  assert.deepEqual(await all(''), [...made].sort())
  assert.deepEqual(await all('&expiresWithin=30'), [...[three, other].sort(), six, nine])
  assert.equal((await stranger.get('/api/mandates?after=x')).status, 400)
  for (const id of made) await coop.chief.delete(`/api/mandates/${id}`)
})

test('its two sides see a mandate, nobody else does', async () => {
  const count = async (client: { get: typeof coop.get }) =>
    ((await client.get('/api/mandates')).json as { items: [] }).items.length
  assert.deepEqual([await count(coop), await count(house), await count(stranger)], [1, 1, 0])
  assert.equal((await stranger.get(`/api/mandates/${mandate}`)).status, 404)
  assert.equal((await stranger.chief.delete(`/api/mandates/${mandate}`)).status, 404)
  assert.equal((await app.anonymous.get('/api/mandates')).status, 401)
})

test('taken back, it holds no more; the past still knows it', async () => {
  const [{ position } = { position: 0 }] = await app.db.query<{ position: number }>(
    'select position::float8 as position from platform.head',
  )
  assert.equal((await coop.chief.delete(`/api/mandates/${mandate}`)).status, 204)
  assert.equal(await mandateFor(app.db, house.id, coop.id, today, { purpose: 'claim-key' }), undefined)
  assert.equal(await mandateFor(app.db, house.id, coop.id, today, { purpose: 'claim-key', asOf: position }), mandate)
  assert.equal((await coop.chief.delete(`/api/mandates/${mandate}`)).status, 404)
  assert.equal((await house.put('/api/locations/9521234000013/THUA-7', { names: { vi: 'X' } })).status, 409)
})
