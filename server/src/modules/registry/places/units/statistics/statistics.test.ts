import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../../test/app.ts'
import { operatorActor } from '../../../../identity/index.ts'
import { loadProvince } from '../province/load-province.ts'

const app = await testApp()
const folder = mkdtempSync(join(tmpdir(), 'nguon-province-'))
after(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

type Count = { total: number; undetermined: number; byKind: Record<string, number> }
type Statistics = {
  boundariesOn: string
  complete: boolean
  parties: Count
  locations: Count
  products: Count
  unknown?: { parties: number; locations: number; products: number }
}
const count = async (code: string, query = '', client: Client = app.operator): Promise<Statistics> => {
  const answer = await client.get(`/api/units/${code}/statistics?${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Statistics
}
const settle = (name: string, unitCode: string, on: string, more: object = {}) =>
  app.party(name, { address: { unitCode, on, ...more } })

test('what is in a unit is counted as of the boundaries of a day, and what cannot be placed is told', async () => {
  const nowhere = await app.party('Không địa chỉ')
  const shown = await app.party('Dữ liệu mẫu', { sample: true, address: { unitCode: '25888', on: '2026-01-01' } })
  await shown.put('/api/locations/9521234000037', {
    names: { vi: 'Kho mẫu' },
    address: { unitCode: '25888', on: '2026-01-01' },
  })
  await shown.put('/api/locations/9521234000044', { names: { vi: 'Kho mẫu không địa chỉ' } })
  const grower = await settle('Bạch Đằng', '25930', '2024-05-01')
  await settle('Tân Uyên', '25888', '2026-01-01')
  await settle('Hiệp Thành', '25741', '2024-05-01')
  await settle('Hiệp Thành, đã chọn', '25741', '2024-05-01', { chosenUnit: '25750' })
  await grower.put('/api/products/09521234543213', { names: { vi: 'Bưởi' }, productGroup: 'fresh-fruit' })
  await nowhere.put('/api/products/09521234000006', { names: { vi: 'Hàng' } })
  await grower.put('/api/locations/9521234000013', {
    names: { vi: 'Vườn' },
    kind: 'plot',
    address: { unitCode: '25930', on: '2024-05-01' },
  })
  await nowhere.put('/api/locations/9521234000020', { names: { vi: 'Kho' } })

  const ward = await count('25888')
  assert.deepEqual(ward.parties, { total: 2, undetermined: 0, byKind: { enterprise: 2 } })
  assert.deepEqual(ward.locations.byKind, { plot: 1 })
  assert.deepEqual(ward.products.byKind, { 'fresh-fruit': 1 })
  assert.deepEqual(ward.unknown, { parties: 1, locations: 1, products: 1 })

  const old = await count('25930', 'at=2026-01-01&boundaries=2025-06-30')
  assert.equal(old.boundariesOn, '2025-06-30')
  // The one that says Tan Uyen of today may have been in any of what the ward was made from.
  assert.deepEqual([old.parties.total, old.parties.undetermined], [1, 1])
  assert.deepEqual([(await count('25747')).parties.total, (await count('25747')).parties.undetermined], [0, 1])
  assert.deepEqual([(await count('25750')).parties.total, (await count('25750')).parties.undetermined], [1, 1])

  const city = await count('79')
  assert.deepEqual([city.parties.total, city.parties.undetermined, city.complete], [4, 0, false])
  const province = await count('74', 'at=2026-01-01&boundaries=2025-06-30')
  assert.deepEqual([province.parties.total, province.complete], [4, true])
})

test('what a party brought into another, with which it was merged, counts where that one is', async () => {
  const [from, into] = [await settle('Một', '25942', '2026-01-01'), await settle('Cùng một', '25945', '2026-01-01')]
  await from.put('/api/products/09521234000013', { names: { vi: 'Hàng' } })
  const products = async (code: string) => (await count(code)).products.total
  assert.deepEqual([await products('25942'), await products('25945')], [1, 0])
  const merged = await app.operator.post('/api/merges', { merged: from.id, into: into.id, basis: 'Cùng một công ty' })
  assert.equal(merged.status, 201, merged.text)
  assert.deepEqual([await products('25942'), await products('25945')], [0, 1])
})

test('an authority counts in its own territory, and nobody without the right does', async () => {
  const office = await app.party('UBND', { kind: 'agency' })
  await app.operator.post(`/api/parties/${office.id}/roles`, { role: 'commune', units: ['25888'] })
  const own = await count('25888', '', office)
  assert.equal(own.parties.total, 2)
  assert.equal(own.unknown, undefined, 'what lies in no unit known is beyond a territory')
  assert.equal((await office.get('/api/units/25966/statistics')).status, 403)
  assert.equal((await office.get('/api/units/79/statistics')).status, 403)
  assert.equal((await app.anonymous.get('/api/units/25888/statistics')).status, 401)
  const without = await app.operator.get('/api/units/25930/statistics?at=2026-01-01')
  assert.equal(without.status, 404)
})

const square = (x: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, 15],
      [x + 0.1, 15],
      [x + 0.1, 15.1],
      [x, 15.1],
      [x, 15],
    ],
  ],
})
const invented = {
  name: 'invented',
  source: 'Tỉnh bịa đặt để thử / an invented province, for tests',
  reforms: [{ on: '2026-03-01', basis: 'Nghị quyết mẫu' }],
  units: [
    { code: '97', name: 'Mẫu', kind: 'province' },
    { code: '97001', name: 'Một', kind: 'commune', parent: '97', validTo: '2026-02-28' },
    { code: '97002', name: 'Hai', kind: 'ward', parent: '97', validFrom: '2026-03-01', boundary: square(108) },
    { code: '97001', name: 'Ba', kind: 'ward', parent: '97', validFrom: '2026-03-01', boundary: square(108.1) },
  ],
  successions: [{ on: '2026-03-01', old: '97001', new: ['97001', '97002'] }],
}
const bow = {
  type: 'Polygon',
  coordinates: [
    [
      [108, 15],
      [108.1, 15.1],
      [108.1, 15],
      [108, 15.1],
      [108, 15],
    ],
  ],
}
const write = (name: string, content: unknown): string => {
  const path = join(folder, `${name}.json`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const load = (content: unknown) => loadProvince(app.db, operatorActor, write('province', content))

test('another province is a file: loaded once, converted, told apart by coordinates', async () => {
  assert.equal(await load(invented), true)
  assert.equal(await load(invented), false)
  const convert = async (query: string) =>
    (await app.anonymous.get(`/api/units/convert?code=97001&on=2026-01-01&to=2026-06-01&${query}`)).json as {
      outcome: string
      reason: string
      units: { code: string; title: { vi: string } }[]
    }
  assert.equal((await convert('')).outcome, 'several')
  const decided = await convert('latitude=15.05&longitude=108.05')
  assert.deepEqual([decided.outcome, decided.reason, decided.units[0]?.title.vi], ['one', 'coordinates', 'Phường Hai'])
  assert.equal((await convert('latitude=15.05&longitude=109')).outcome, 'several')
  const found = (await app.anonymous.get('/api/units?at=2026-06-01&level=commune&limit=200')).json as {
    items: object[]
  }
  assert.equal(found.items.length, 38)
})

test('of a commune whose parts are told one by one, each is a part', async () => {
  const [whole] = invented.successions
  const apart = ['97001', '97002'].map((next) => ({ ...whole, new: [next] }))
  assert.equal(await load({ ...invented, source: 'Bản khác', successions: apart }), true)
  const { successors } = (await app.anonymous.get('/api/units/97001?at=2026-01-01')).json as {
    successors: { code: string; extent: string }[]
  }
  assert.deepEqual(
    successors.map(({ extent }) => extent),
    ['part', 'part'],
  )
})

test('the next edition of a file replaces the former, which stays readable', async () => {
  const { position } = (await app.operator.get(`/api/parties/${(await app.party('Mốc')).id}`)).json as {
    position: number
  }
  const renamed = structuredClone(invented)
  Object.assign(renamed.units[2] ?? {}, { name: 'Hai Mới' })
  assert.equal(await load(renamed), true)
  const name = async (query = '') =>
    ((await app.anonymous.get(`/api/units/97002?at=2026-06-01${query}`)).json as { name: string }).name
  assert.deepEqual([await name(), await name(`&asOf=${position}`)], ['Hai Mới', 'Hai'])
})

test('a file that contradicts itself or another is refused with the place, and changes nothing', async () => {
  const changed = (change: (file: typeof invented) => unknown) => {
    const file = structuredClone(invented)
    change(file)
    return file
  }
  const wrong: [content: unknown, told: RegExp][] = [
    ['{', /not JSON/],
    [{ ...invented, more: 1 }, /more/],
    [changed((file) => Object.assign(file.units[1] ?? {}, { kind: 'hamlet' })), /units\/1\/kind/],
    [changed((file) => Object.assign(file.units[1] ?? {}, { parent: '98' })), /97001 Một: 98 is not there/],
    [changed((file) => Object.assign(file.units[1] ?? {}, { validTo: '2026-03-01' })), /its code means/],
    [changed((file) => file.reforms.pop()), /no reform of 2026-03-01/],
    [changed((file) => Object.assign(file.successions[0] ?? {}, { new: ['97009'] })), /97009 does not begin/],
    [changed((file) => Object.assign(file.units[0] ?? {}, { code: '25888', kind: 'ward', parent: '79' })), /25888/],
    [changed((file) => Object.assign(file.units[2] ?? {}, { boundary: bow })), /97002 Hai.*crosses or touches itself/],
    [
      changed((file) => Object.assign(file.units[2] ?? {}, { boundary: { type: 'Polygon', coordinates: [null] } })),
      /97002/,
    ],
  ]
  const before = await app.db.query('select count(*) from registry.unit_edition')
  for (const [content, told] of wrong) await assert.rejects(load(content), told)
  assert.deepEqual(await app.db.query('select count(*) from registry.unit_edition'), before)
  await assert.rejects(
    loadProvince(app.db, operatorActor, join(folder, 'missing.json')),
    /missing\.json cannot be used/,
  )
})
