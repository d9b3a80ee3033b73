import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../test/app.ts'
import { bringing, exported } from '../../../../../test/bringing.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())
const { tell, operator } = bringing(app)

const owner = await app.party('Công ty')
const other = await app.party('Công ty khác')
const agent = await app.party('Nhà in')
await owner.put(`/api/products/${gtinOf(1)}`, { names: { vi: 'Nước mắm' } })
const mandate = { holder: agent.id, purpose: 'claim-key', keys: [`/01/0${gtinOf(1)}`], basisText: 'Hợp đồng 1' }
assert.equal((await owner.chief.post('/api/mandates', mandate)).status, 201)

const english = { 'accept-language': 'en' }
const open = async (shape: object): Promise<string> => {
  const opened = await owner.post('/api/number-series', { kind: 'lot', gtin: gtinOf(1), width: 3, ...shape })
  assert.equal(opened.status, 201, opened.text)
  return (opened.json as { id: string }).id
}
type Range = [firstNumber: string, lastNumber?: string]
const say = (party: Client, series: string, ...ranges: Range[]) =>
  party.post(
    `/api/number-series/${series}/elsewhere`,
    { ranges: ranges.map(([firstNumber, lastNumber]) => ({ firstNumber, ...(lastNumber && { lastNumber }) })) },
    english,
  )
const lease = async (series: string, count: number) => {
  const { status, json } = await owner.post(`/api/number-series/${series}/leases`, { count }, english)
  const made = json as { id: string; firstNumber?: string; lastNumber?: string; title?: string }
  return { status, span: `${made.firstNumber} ${made.lastNumber}`, id: made.id, title: made.title ?? '' }
}
type Report = Record<'capacity' | 'free' | 'leased' | 'used' | 'void' | 'returned' | 'elsewhere' | 'overdue', number>
/** How many are free, leased, back and given out elsewhere; with used and void ones they are all that there are. */
const report = async (series: string) => {
  const found = (await owner.get(`/api/number-series/${series}/report`)).json as Report
  const { free, leased, returned, elsewhere, used, void: voided, capacity } = found
  assert.equal(free + leased + used + voided + returned + elsewhere, capacity)
  return [free, leased, returned, elsewhere]
}
const listed = async (series: string) =>
  ((await owner.get(`/api/number-series/${series}/elsewhere`)).json as { items: object[] }).items.map((each) =>
    Object.values(each).join(' '),
  )
const stateOf = async (series: string, number: string) =>
  ((await owner.get(`/api/number-series/${series}/numbers/${number}`)).json as { state: string }).state

test('numbers that were given out elsewhere are never leased, and each is accounted for', async () => {
  const series = await open({ prefix: 'A' })
  assert.equal((await say(owner, series, ['A010', 'A019'], ['A030'])).status, 204)
  assert.deepEqual(await report(series), [989, 0, 0, 11])
  assert.deepEqual([await stateOf(series, 'A010'), await stateOf(series, 'A009')], ['elsewhere', 'free'])
  assert.equal((await lease(series, 15)).span, 'A031 A045', 'the first row of so many')
  assert.deepEqual(await report(series), [974, 15, 0, 11])
  assert.deepEqual(
    [(await lease(series, 10)).span, (await lease(series, 6)).span, (await lease(series, 4)).span],
    ['A000 A009', 'A020 A025', 'A026 A029'],
    'what was passed over is leased to who asks for less',
  )
  assert.deepEqual(await report(series), [954, 35, 0, 11])
  assert.equal((await lease(series, 954)).span, 'A046 A999')
  assert.deepEqual(await report(series), [0, 989, 0, 11])
})

test('told twice is nothing, told in part is the rest; ranges that touch or overlap are one number once', async () => {
  const series = await open({ prefix: 'B' })
  for (let time = 0; time < 2; time += 1) {
    assert.equal((await say(owner, series, ['B100', 'B199'])).status, 204)
    assert.deepEqual([await report(series), await listed(series)], [[900, 0, 0, 100], ['B100 B199']])
  }
  assert.equal((await say(owner, series, ['B050', 'B149'], ['B140', 'B249'], ['B000'])).status, 204)
  assert.deepEqual(await report(series), [799, 0, 0, 201])
  assert.deepEqual(await listed(series), ['B000 B000', 'B050 B099', 'B100 B199', 'B200 B249'])
  assert.equal((await lease(series, 49)).span, 'B001 B049')
  assert.equal((await lease(series, 1)).span, 'B250 B250')
})

test('what was leased is refused with the numbers in question, and nothing of the whole is kept', async () => {
  const series = await open({ prefix: 'C' })
  await say(owner, series, ['C010', 'C019'])
  const first = await lease(series, 20)
  assert.equal(first.span, 'C020 C039')
  const refused = await say(owner, series, ['C500', 'C509'], ['C005', 'C030'])
  assert.equal(refused.status, 409)
  assert.match(refused.text, /from C020 to C030 were leased/)
  assert.deepEqual(await report(series), [970, 20, 0, 10])
  const back = { entries: [{ state: 'returned', first: 30, last: 39 }] }
  await owner.post(`/api/number-series/${series}/leases/${first.id}/accounts`, back)
  assert.equal((await say(owner, series, ['C035'])).status, 409, 'it came back, and was leased all the same')
  assert.equal((await say(owner, series, ['C003', 'C005'])).status, 204, 'what was passed over was not')
  assert.deepEqual(await report(series), [967, 10, 10, 13])
  assert.deepEqual(
    [(await lease(series, 4)).span, (await lease(series, 3)).span, (await lease(series, 10)).span],
    ['C006 C009', 'C000 C002', 'C030 C039'],
  )
})

test('a lease of more than stands in a row anywhere says how many do', async () => {
  const series = await open({ prefix: 'D' })
  await say(owner, series, ['D100'], ['D500'], ['D999'])
  const refused = await lease(series, 499)
  assert.equal(refused.status, 409)
  assert.match(refused.title, /498/)
  assert.equal((await lease(series, 498)).span, 'D501 D998')
  assert.equal((await lease(series, 399)).span, 'D101 D499')
  assert.deepEqual(await report(series), [100, 897, 0, 3])
  assert.match((await lease(series, 101)).title, /100/)
})

test('told while others lease, no number is both', async () => {
  const series = await open({ prefix: 'E' })
  const [told, ...leases] = await Promise.all([
    say(owner, series, ['E000', 'E049']),
    ...Array.from({ length: 6 }, () => lease(series, 10)),
  ])
  assert.ok(leases.every(({ status }) => status === 201))
  assert.deepEqual(await report(series), told.status === 204 ? [890, 60, 0, 50] : [940, 60, 0, 0])
})

test('of a random series single numbers are told; a range, a number of another series, and one the wrong way round are refused', async () => {
  const random = await open({ kind: 'serial', prefix: 'R', random: true })
  assert.equal((await say(owner, random, ['R123'], ['R124', 'R124'])).status, 204)
  assert.deepEqual((await listed(random)).toSorted(), ['R123 R123', 'R124 R124'])
  const { span } = await lease(random, 500)
  assert.equal(span.split(' ').length, 2)
  assert.equal(await stateOf(random, 'R123'), 'elsewhere')
  const series = await open({ prefix: 'F' })
  for (const [id, range, status] of [
    [random, ['R200', 'R300'], 422],
    [series, ['F200', 'F100'], 422],
    [series, ['G200'], 404],
    [series, ['F2000'], 404],
  ] as const)
    assert.equal((await say(owner, id, [...range])).status, status, range.join())
  assert.deepEqual(await report(series), [1000, 0, 0, 0])
})

test('who may give the numbers out tells it; for all others the series is not there', async () => {
  const series = await open({ prefix: 'H' })
  assert.equal((await say(agent, series, ['H000'])).status, 204)
  assert.equal((await say(other, series, ['H001'])).status, 404)
  assert.equal((await other.get(`/api/number-series/${series}/elsewhere`)).status, 404)
  assert.deepEqual(await report(series), [999, 0, 0, 1])
})

test('they come in by a spreadsheet once, go out, and come back as the same', async () => {
  const series = await open({ prefix: 'K' })
  await lease(series, 10)
  const sheet = [
    'Dãy số,Từ số,Đến số',
    `${series},K100,K199`,
    `${series},K150,K249`,
    `${series},K300,`,
    `${series},K005,K020`,
    `${series},K020,K010`,
    `${series},X1,`,
    `${crypto.randomUUID()},K400,`,
    `${series},K300,K300`,
  ].join('\n')
  const first = await tell(owner, sheet, 'number-elsewhere')
  assert.deepEqual(first.counts, [3, 0, 0])
  const refused = [
    '5 registry.numbers-leased',
    '6 registry.range-unfit',
    '7 registry.number-unknown',
    '8 registry.series-unknown',
    '9 imports.row-repeated',
  ]
  assert.deepEqual(first.wrong, refused)
  assert.match(first.issues[0]?.message ?? '', /K005 đến K009/)
  const again = await tell(owner, sheet, 'number-elsewhere')
  assert.deepEqual([again.counts, again.wrong], [[0, 0, 3], refused])
  assert.deepEqual(await report(series), [839, 10, 0, 151])
  for (const party of [owner, operator]) {
    const { text } = await party.get('/api/export/number-elsewhere?format=csv')
    const rows = await exported(party, 'number-elsewhere')
    assert.ok(rows.length > 10)
    if (party === owner) assert.deepEqual((await tell(owner, text, 'number-elsewhere')).counts, [0, 0, rows.length])
  }
  assert.deepEqual(await exported(other, 'number-elsewhere'), [])
  const theirs = await tell(other, `series,firstNumber\n${series},K100`, 'number-elsewhere')
  assert.deepEqual(theirs.wrong, ['2 registry.series-unknown'])
})
