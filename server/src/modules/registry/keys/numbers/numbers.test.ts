import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { hasCheckDigit } from '@nguon/gs1'
import { type Client, testApp } from '../../../../../test/app.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())

const prefix = '8938501'
const owner = await app.party('Công ty', {
  identifiers: [{ scheme: 'gs1-company-prefix', value: prefix, verified: true }],
})
const other = await app.party('Công ty khác')
const printer = await app.party('Nhà in')
await owner.put(`/api/products/${gtinOf(1)}`, { names: { vi: 'Nước mắm' } })

type Lease = { id: string; first: number; last: number; numbers: string[]; expired: boolean }
type Report = Record<'capacity' | 'free' | 'leased' | 'used' | 'void' | 'returned' | 'overdue', number>
const open = async (party: Client, input: object) => {
  const answer = await party.post('/api/number-series', input)
  return { status: answer.status, id: (answer.json as { id: string }).id }
}
const lease = async (party: Client, series: string, input: object) => {
  const answer = await party.post(`/api/number-series/${series}/leases`, input)
  return { status: answer.status, ...(answer.json as Lease) }
}
const report = async (series: string) => (await owner.get(`/api/number-series/${series}/report`)).json as Report
const account = async (party: Client, series: string, id: string, ...entries: object[]) =>
  (await party.post(`/api/number-series/${series}/leases/${id}/accounts`, { entries })).status
const total = ({ free, leased, used, void: voided, returned }: Report) => free + leased + used + voided + returned

test('leases asked for at once never share a number, and none is left out', async () => {
  const { id } = await open(owner, { kind: 'lot', gtin: gtinOf(1), prefix: 'L', width: 5 })
  const leases = await Promise.all(Array.from({ length: 12 }, (_, n) => lease(owner, id, { count: 10 + n })))
  const all = leases.flatMap(({ numbers }) => numbers)
  assert.equal(new Set(all).size, all.length)
  assert.deepEqual(
    all.toSorted(),
    Array.from({ length: all.length }, (_, n) => `L${String(n).padStart(5, '0')}`),
  )
  assert.deepEqual([(await report(id)).leased, total(await report(id))], [all.length, 100_000])
})

test('a device uses its lease without connection and accounts for each number later; what came back is leased again', async () => {
  const { id } = await open(owner, { kind: 'serial', gtin: gtinOf(1), width: 3 })
  const taken = await lease(owner, id, { count: 100, lessee: printer.id, device: 'máy in 2', expiresOn: '2999-01-01' })
  assert.equal(
    await account(
      printer,
      id,
      taken.id,
      { state: 'used', first: 0, last: 59 },
      { state: 'void', numbers: ['060', '061'] },
    ),
    204,
  )
  assert.equal(await account(printer, id, taken.id, { state: 'used', first: 0, last: 59 }), 204, 'the same again')
  assert.equal(
    await account(printer, id, taken.id, { state: 'returned', first: 59, last: 70 }),
    409,
    'one of them is used',
  )
  assert.equal(
    await account(printer, id, taken.id, { state: 'returned', first: 90, last: 100 }),
    422,
    'not in the lease',
  )
  assert.equal(await account(other, id, taken.id, { state: 'used', first: 70, last: 71 }), 404)
  assert.equal(await account(printer, id, taken.id, { state: 'returned', first: 80, last: 99 }), 204)
  assert.deepEqual(await report(id), {
    capacity: 1000,
    free: 900,
    leased: 18,
    used: 60,
    void: 2,
    returned: 20,
    elsewhere: 0,
    overdue: 0,
  })
  const again = await lease(owner, id, { count: 15 })
  assert.deepEqual([again.numbers[0], again.numbers.at(-1)], ['080', '094'])
  const now = await report(id)
  assert.deepEqual([now.leased, now.returned, total(now)], [33, 5, 1000])
  const stateOf = async (number: string) =>
    ((await owner.get(`/api/number-series/${id}/numbers/${number}`)).json as { state: string }).state
  assert.deepEqual(await Promise.all(['000', '060', '065', '080', '099', '500'].map(stateOf)), [
    'used',
    'void',
    'leased',
    'leased',
    'returned',
    'free',
  ])
  assert.equal((await lease(owner, id, { count: 901 })).status, 409, 'exhausted')
})

test('numbers that came back by and by are leased again in a row; how many are left in one is told', async () => {
  const { id } = await open(owner, { kind: 'lot', gtin: gtinOf(1), prefix: 'B', width: 3 })
  const all = await lease(owner, id, { count: 1000 })
  const refused = await owner.post(`/api/number-series/${id}/leases`, { count: 1 }, { 'accept-language': 'en' })
  assert.deepEqual([refused.status, (refused.json as { title: string }).title.match(/\d+/)?.[0]], [409, '0'])
  for (const [first, last] of [
    [700, 899],
    [100, 399],
    [400, 699],
    [950, 999],
  ])
    assert.equal(await account(owner, id, all.id, { state: 'returned', first, last }), 204)
  const most = await owner.post(`/api/number-series/${id}/leases`, { count: 801 }, { 'accept-language': 'en' })
  assert.match((most.json as { title: string }).title, /Only 800 /)
  const again = await lease(owner, id, { count: 800 })
  assert.deepEqual([again.numbers[0], again.numbers.at(-1), new Set(again.numbers).size], ['B100', 'B899', 800])
  const last = await lease(owner, id, { count: 40 })
  assert.deepEqual([last.numbers[0], last.numbers.at(-1)], ['B950', 'B989'])
  const now = await report(id)
  assert.deepEqual([now.returned, now.leased, total(now)], [10, 990, 1000])
})

test('a lot or serial number is no longer than a label may carry', async () => {
  for (const [kind, prefix, width, status] of [
    ['lot', 'LO-2026-', 13, 422],
    ['lot', 'LO-2026-', 12, 201],
    ['serial', 'ABCDEFGHIJKL', 15, 422],
  ] as const)
    assert.equal((await open(owner, { kind, gtin: gtinOf(1), prefix, width })).status, status, `${prefix} ${width}`)
})

test('SSCCs carry their check digit; random serials are all different and lie far apart', async () => {
  const sscc = await open(owner, { kind: 'sscc', companyPrefix: prefix, extension: '3' })
  const { numbers } = await lease(owner, sscc.id, { count: 50 })
  assert.ok(numbers.every((number) => /^38938501\d{10}$/.test(number) && hasCheckDigit(number)))
  const random = await open(owner, { kind: 'serial', gtin: gtinOf(1), random: true, prefix: 'R' })
  const serials = (await lease(owner, random.id, { count: 500 })).numbers
  const sorted = serials.map((serial) => Number(serial.slice(1))).toSorted((a, b) => a - b)
  assert.equal(new Set(serials).size, 500)
  assert.ok(sorted.slice(1).every((value, index) => value - (sorted[index] ?? 0) > 1))
  const [some = ''] = serials
  assert.equal(
    ((await owner.get(`/api/number-series/${random.id}/numbers/${some}`)).json as { state: string }).state,
    'leased',
  )
})

test('only whose key it is, or on whose mandate, gives numbers out; for others a series is not there', async () => {
  for (const [input, status] of [
    [{ kind: 'lot', gtin: gtinOf(1) }, 403],
    [{ kind: 'sscc', companyPrefix: prefix }, 403],
    [{ kind: 'lot', gtin: gtinOf(77) }, 403],
    [{ kind: 'lot' }, 422],
    [{ kind: 'sscc', gtin: gtinOf(1) }, 422],
    [{ kind: 'lot', gtin: gtinOf(1), random: true }, 422],
  ] as const)
    assert.equal((await open(other, input)).status, status, JSON.stringify(input))
  const { id } = await open(owner, { kind: 'lot', gtin: gtinOf(1) })
  assert.equal((await open(owner, { kind: 'lot', gtin: gtinOf(1) })).status, 409)
  assert.equal((await lease(other, id, { count: 1 })).status, 404)
  assert.equal((await other.get(`/api/number-series/${id}/report`)).status, 404)
  const mandate = { holder: other.id, purpose: 'claim-key', keys: [`/01/0${gtinOf(1)}`], basisText: 'Hợp đồng 1' }
  assert.equal((await owner.chief.post('/api/mandates', mandate)).status, 201)
  assert.equal((await lease(other, id, { count: 1 })).status, 201)
  assert.equal((await lease(owner, id, { count: 1, expiresOn: '2020-01-01' })).status, 422)
})

test('who has no lease holds nobody up: a series that is in use is answered as one that is not there', async () => {
  const stranger = await app.party('Người lạ')
  const { id } = await open(owner, { kind: 'lot', gtin: gtinOf(1), prefix: 'H', width: 4 })
  const taken = await lease(owner, id, { count: 5 })
  const used = { state: 'used', first: 0, last: 4 }
  const nobodys = crypto.randomUUID()
  await app.db.transaction(async (tx) => {
    await tx.query('select from registry.number_series where series_id = $1 for update', [id])
    assert.equal(await account(stranger, id, taken.id, used), 404)
    assert.equal((await lease(stranger, id, { count: 1 })).status, 404)
    assert.equal(await account(stranger, nobodys, nobodys, used), 404)
  })
  assert.equal(await account(owner, id, taken.id, used), 204)
})

test('an account names ten thousand numbers at most; spans tell of more', async () => {
  const { id } = await open(owner, { kind: 'lot', gtin: gtinOf(1), prefix: 'N', width: 6 })
  const taken = await lease(owner, id, { count: 20_000 })
  const named = (first: number, count: number) => ({
    state: 'used',
    numbers: Array.from({ length: count }, (_, at) => `N${String(first + at).padStart(6, '0')}`),
  })
  assert.equal(await account(owner, id, taken.id, named(0, 6000), named(6000, 6000)), 422)
  assert.equal(await account(owner, id, taken.id, named(0, 6000)), 204)
  assert.equal(await account(owner, id, taken.id, { state: 'used', first: 3000, last: 18_999 }), 204)
  assert.deepEqual([(await report(id)).used, (await report(id)).leased], [19_000, 1000])
})

test('what is known of the numbers in between is passed over, in whatever pieces it came', async () => {
  const { id } = await open(owner, { kind: 'lot', gtin: gtinOf(1), prefix: 'P', width: 4 })
  const taken = await lease(owner, id, { count: 100 })
  const spans = [5, 25, 45, 65].map((first) => ({ state: 'used', first, last: first + 9 }))
  assert.equal(await account(owner, id, taken.id, ...spans), 204)
  assert.equal(
    await account(owner, id, taken.id, { state: 'used', first: 0, last: 30 }, { state: 'used', first: 32, last: 90 }),
    204,
  )
  assert.equal((await report(id)).used, 91)
  assert.equal(
    await account(owner, id, taken.id, { state: 'void', first: 91, last: 95 }, { state: 'void', first: 90, last: 90 }),
    409,
  )
  assert.equal((await report(id)).void, 0, 'nothing half done')
})

test('no two series give out one number, however a prefix and digits make it up', async () => {
  await owner.put(`/api/products/${gtinOf(2)}`, { names: { vi: 'Nước tương' } })
  const lots = (shape: object) => ({ kind: 'lot', gtin: gtinOf(2), ...shape })
  const first = await open(owner, lots({ width: 4 }))
  assert.equal((await lease(owner, first.id, { count: 1001 })).status, 201)
  const second = await owner.post('/api/number-series', lots({ prefix: '1', width: 3 }), { 'accept-language': 'en' })
  assert.equal(second.status, 409, 'its first number, 1000, was given out')
  assert.ok(second.text.includes(`The series ${first.id} gives out such numbers already, from 0000 to 9999`))
  for (const [shape, status] of [
    [{ prefix: '1', width: 4 }, 201],
    [{ width: 5 }, 409],
    [{ prefix: '12', width: 3 }, 409],
    [{ prefix: '2', width: 4 }, 201],
    [{ prefix: 'A', width: 3 }, 201],
    [{ prefix: 'A', width: 4 }, 201],
    [{ prefix: 'A1', width: 3 }, 409],
    [{ prefix: 'AB', width: 3 }, 201],
    [{ kind: 'serial', width: 4 }, 201],
    [{ kind: 'serial', prefix: '9', width: 3, random: true }, 409],
  ] as const)
    assert.equal((await open(owner, lots(shape))).status, status, JSON.stringify(shape))
  const atOnce = ['C', 'C1', 'C12'].map((start) => open(owner, lots({ prefix: start, width: 9 - start.length })))
  assert.deepEqual((await Promise.all(atOnce)).map(({ status }) => status).toSorted(), [201, 409, 409])
})

test('nor two SSCCs, where one company prefix begins with another’s: of whose series is in the way nothing is told', async () => {
  const within = await app.party('Công ty có mã dài hơn', {
    identifiers: [{ scheme: 'gs1-company-prefix', value: `${prefix}2`, verified: true }],
  })
  const theirs = await open(within, { kind: 'sscc', companyPrefix: `${prefix}2`, extension: '4' })
  assert.equal(theirs.status, 201)
  const wide = { kind: 'sscc', companyPrefix: prefix }
  const refused = await owner.post('/api/number-series', { ...wide, extension: '4' }, { 'accept-language': 'en' })
  assert.equal(refused.status, 409)
  assert.match(refused.text, /A series gives out some of these numbers already/)
  assert.ok(!refused.text.includes(theirs.id) && !refused.text.includes(within.id))
  assert.equal((await open(owner, { ...wide, extension: '5' })).status, 201)
  assert.equal((await open(within, { kind: 'sscc', companyPrefix: `${prefix}2`, extension: '5' })).status, 409)
})

test('who was merged into another goes on with its numbers as that one', async () => {
  const { id } = await open(owner, { kind: 'lot', gtin: gtinOf(1), prefix: 'M' })
  const before = await lease(owner, id, { count: 5 })
  const merged = await app.operator.post('/api/merges', { merged: owner.id, into: other.id, basis: 'Biên bản số 1' })
  assert.equal(merged.status, 201, merged.text)
  const next = await lease(other, id, { count: 3 })
  assert.deepEqual([next.status, next.first], [201, 5])
  const { items } = (await other.get('/api/number-series?limit=200')).json as {
    items: { id: string; holder: string }[]
  }
  assert.equal(items.find((each) => each.id === id)?.holder, other.id)
  assert.equal(await account(other, id, before.id, { state: 'used', first: 0, last: 4 }), 204)
})
