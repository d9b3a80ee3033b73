import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../../test/app.ts'

const app = await testApp()
after(() => app.close())

const inLaiThieu = { unitCode: '25966', on: '2026-01-01' }
const firms: Record<string, TestParty> = {}
for (const name of ['yes', 'no', 'both', 'silent'])
  firms[name] = await app.party(`Công ty ${name}`, { address: inLaiThieu })
const elsewhere = await app.party('Công ty Dĩ An', { address: { unitCode: '25942', on: '2026-01-01' } })
const old = await app.party('Công ty Vĩnh Phú', { address: { unitCode: '25990', on: '2024-05-01' } })
const chosen = { unitCode: '25990', on: '2024-05-01', chosenUnit: '25987' }
await app.party('Công ty Vĩnh Phú, phần về Bình Hòa', { address: chosen })
await app.party('Công ty không địa chỉ')
await app.party('Công ty mẫu', { sample: true, address: inLaiThieu })
await app.party('HTX', { kind: 'cooperative', address: inLaiThieu })

const word = { uses: true, validFrom: '2025-03-01', source: 'own-word', sourceText: 'Tự khai' }
const say = (client: { post: TestParty['post'] }, about: TestParty | undefined, more: object = {}) =>
  client.post(`/api/parties/${about?.id}/barcode-use`, { ...word, ...more })
const official = { source: 'barcode-authority', sourceText: 'Danh sách của Trung tâm Mã số mã vạch, 03/2026' }

type Statistics = Record<'population' | 'uses' | 'usesNot' | 'contradicted' | 'unknown' | 'unplaced', number> & {
  at: string
  unit?: string
  denominator: { least: number; most: number }
  perhapsWithin: { uses: number; unknown: number }
}
const count = async (query: string): Promise<Statistics> => {
  const answer = await app.operator.get(`/api/statistics/barcode-use?${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Statistics
}

test('a party speaks of itself; others name the source from which they know', async () => {
  const { yes, no, both } = firms as Record<string, TestParty>
  assert.equal((await say(yes as TestParty, yes)).status, 204)
  assert.equal((await say(app.operator, no, { ...official, uses: false })).status, 204)
  assert.equal((await say(both as TestParty, both)).status, 204)
  assert.equal((await say(app.operator, both, { ...official, uses: false })).status, 204)
  assert.equal((await say(yes as TestParty, both)).status, 403)
  assert.equal((await say(yes as TestParty, yes, official)).status, 422, 'no other source of oneself')
  assert.equal((await say(app.operator, yes)).status, 422, "nor another's own word")
  assert.equal((await say(yes as TestParty, yes, { validTo: '2025-01-01' })).status, 422)
})

test('words that contradict each other stand beside each other', async () => {
  const both = firms.both as TestParty
  const { items } = (await both.get(`/api/parties/${both.id}/barcode-use`)).json as {
    items: { uses: boolean; source: string }[]
  }
  assert.deepEqual(
    items.map(({ uses, source }) => [uses, source]),
    [
      [true, 'own-word'],
      [false, 'barcode-authority'],
    ],
  )
  assert.equal((await elsewhere.get(`/api/parties/${both.id}/barcode-use`)).status, 403)
})

test('the denominator is told with how many contradict each other, and of how many nobody knows', async () => {
  const told = await count('at=2026-06-01&unit=25966')
  const { population, uses, usesNot, contradicted, unknown, unplaced, denominator, at, unit } = told
  assert.deepEqual([population, uses, usesNot, contradicted, unknown], [4, 1, 1, 1, 1])
  assert.equal(unplaced, 1, 'a firm without an address may be anywhere')
  assert.equal(told.perhapsWithin.unknown, 1, 'of split Vinh Phu nobody knows which part')
  assert.deepEqual(denominator, { least: 1, most: 5 })
  assert.deepEqual([at, unit], ['2026-06-01', '25966'])
})

test('before its first day a word says nothing; a party outside is not counted', async () => {
  const told = await count('at=2025-02-01&unit=74')
  assert.equal(told.uses, 0)
  assert.equal((await count('at=2026-06-01&unit=25942')).population, 1)
  assert.equal((await count('at=2026-06-01&unit=25987')).population, 1, 'where its part of a split commune went to')
  assert.equal((await count('at=2026-06-01&unit=25966&kinds=cooperative')).population, 1)
})

test('a unit is one of the day that is asked about', async () => {
  assert.equal((await app.operator.get('/api/statistics/barcode-use?at=2026-06-01&unit=25990')).status, 404)
  assert.equal((await count('at=2025-06-01&unit=25990')).population, 2, 'the old commune, by its boundaries')
})

test('a word is changed by a later one of the same speaker and source, and the past still knows the first', async () => {
  const yes = firms.yes as TestParty
  const [{ position } = { position: 0 }] = await app.db.query<{ position: number }>(
    'select position::float8 as position from platform.head',
  )
  assert.equal((await say(yes, yes, { uses: false, validFrom: '2026-05-01' })).status, 204)
  assert.equal((await count('at=2026-06-01&unit=25966')).uses, 0)
  assert.equal((await count('at=2026-04-01&unit=25966')).uses, 1)
  assert.equal((await count(`at=2026-06-01&unit=25966&asOf=${position}`)).uses, 1)
  assert.equal((await say(yes, yes, { uses: null, validFrom: '2026-05-01' })).status, 204)
})

test('the number opens its list', async () => {
  const path = '/api/statistics/barcode-use/parties?at=2026-06-01&unit=25966&standing=contradicted'
  const { items } = (await app.operator.get(path)).json as { items: { party: { id: string }; placed: string }[] }
  assert.deepEqual(
    items.map(({ party, placed }) => [party.id, placed]),
    [[firms.both?.id, 'within']],
  )
})

test('a commune counts within itself, an enterprise does not count', async () => {
  const commune = await app.party('UBND phường Lái Thiêu', { kind: 'agency' })
  await app.operator.post(`/api/parties/${commune.id}/roles`, { role: 'commune', units: ['25966'] })
  const at = 'at=2026-06-01'
  assert.equal((await commune.get(`/api/statistics/barcode-use?${at}&unit=25966`)).status, 200)
  assert.equal((await commune.get(`/api/statistics/barcode-use?${at}&unit=25942`)).status, 403)
  assert.equal((await commune.get(`/api/statistics/barcode-use?${at}`)).status, 403)
  assert.equal((await old.get(`/api/statistics/barcode-use?${at}&unit=25966`)).status, 403)
})
