import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'
import { documentOf } from '../../../../test/conformance/epcis-2.0/sent-documents.ts'
import { runRetention } from './run-retention.job.ts'

const app = await testApp()
after(() => app.close())

const agency = await app.party('Chi cục mẫu', { kind: 'agency' })
await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })
const firm = await app.party('Công ty mẫu', {
  identifiers: [{ scheme: 'gs1-company-prefix', value: '9521234', verified: true }],
})
const [salt, durian, mango] = ['09521234543213', '09521234000112', '09521234000129']
for (const [id, parent] of [['fruit'], ['fruit.durian', 'fruit'], ['fruit.mango', 'fruit']])
  await app.operator.put(`/api/product-groups/${id}`, { names: { vi: `Nhóm ${id}` }, ...(parent && { parent }) })
for (const [gtin, productGroup] of [
  [salt, 'salt'],
  [durian, 'fruit.durian'],
  [mango, 'fruit.mango'],
])
  await firm.put(`/api/products/${gtin}`, { names: { vi: `Hàng ${productGroup}` }, productGroup })

/** What is said of a lot of long ago by one of the events that make it. */
const making = (lot: string, minute: number, expiry?: string, gtin = salt) => ({
  ...{ type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', eventTimeZoneOffset: '+07:00' },
  eventID: `urn:uuid:${crypto.randomUUID()}`,
  eventTime: `2015-01-02T08:${String(minute).padStart(2, '0')}:00+07:00`,
  quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}/10/${lot}` }],
  ...(expiry && { ilmd: { 'cbvmda:itemExpirationDate': expiry } }),
})
const capture = async (party: typeof firm, events: readonly object[]): Promise<void> => {
  const answer = await party.post('/capture', documentOf(events.map((event) => JSON.stringify(event))))
  assert.ok(answer.status < 300, answer.text)
}

type Item = { eventID: string; verdict: string; keptUntil?: string; rule?: string }
const preview = async (query = '') =>
  ((await agency.get(`/api/retention/preview${query}`)).json as { items: Item[] }).items
const judged = async (query = '') =>
  (await preview(query)).map(({ verdict, keptUntil }) => `${verdict} ${keptUntil}`).sort()

test('goods that are said never to expire are kept to the last day that there is, and so is all that was told of them', async () => {
  await capture(firm, [
    making('OLD', 0, '2015-06-30'),
    making('EVER', 1, '2015-06-30'),
    making('EVER', 2, '9999-12-31'),
  ])
  assert.deepEqual(await judged('?rule=industry-trade'), ['erase 2016-06-30', 'keep 9999-12-31', 'keep 9999-12-31'])
})

test('the last of many expiries counts, in whatever order they were told, and one that is no day says nothing', async () => {
  const short = Array.from({ length: 30 }, (_, each) => making('MANY', each, '2015-06-30'))
  await capture(firm, [...short, making('MANY', 40, '2098-12-31'), making('MANY', 41, '9999-99-99')])
  const kept = (await judged('?rule=industry-trade')).filter((each) => each === 'keep 2099-12-31')
  assert.equal(kept.length, short.length + 2)
})

test('in effect, the rule erases the one event whose time is over', async () => {
  const effect = { active: true, groups: ['salt'], basis: 'QĐ mẫu 3/2026' }
  assert.equal((await agency.put('/api/retention/rules/industry-trade', effect)).status, 204)
  assert.equal(await runRetention(app.db), 1)
  assert.ok((await preview()).every(({ verdict }) => verdict === 'keep'))
})

test('a rule for a group covers what lies below it, but for what the nearest rule of the line names', async () => {
  const put = (rule: string, ...groups: string[]) =>
    agency.put(`/api/retention/rules/${rule}`, { active: true, groups, basis: 'QĐ mẫu 4/2026' })
  await capture(firm, [making('D1', 50, undefined, durian), making('M1', 51, undefined, mango)])
  const rulesOf = async () =>
    (await preview()).slice(-2).map(({ rule, keptUntil, verdict }) => [rule, keptUntil, verdict])
  assert.equal((await put('health-food', 'fruit')).status, 204)
  const below = ['health-food', '2017-01-02', 'erase']
  assert.deepEqual(await rulesOf(), [below, below])
  await put('livestock-log', '*')
  assert.deepEqual(await rulesOf(), [below, below], 'the rest is not what lies below')
  await put('seller-quality-record', 'fruit.durian')
  assert.deepEqual(await rulesOf(), [['seller-quality-record', '2018-01-02', 'erase'], below])
})
