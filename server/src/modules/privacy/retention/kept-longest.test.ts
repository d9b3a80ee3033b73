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
const shop = await app.party('Cửa hàng mẫu')
const salt = '09521234543213'
await firm.put(`/api/products/${salt}`, { names: { vi: 'Muối (mẫu)' }, productGroup: 'salt' })

/** What is said of a lot of long ago by one of the events that make it. */
const making = (lot: string, minute: number, expiry: string) => ({
  ...{ type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', eventTimeZoneOffset: '+07:00' },
  eventID: `urn:uuid:${crypto.randomUUID()}`,
  eventTime: `2015-01-02T08:${String(minute).padStart(2, '0')}:00+07:00`,
  quantityList: [{ epcClass: `https://id.gs1.org/01/${salt}/10/${lot}` }],
  ilmd: { 'cbvmda:itemExpirationDate': expiry },
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
  await capture(firm, [making('OLD', 0, '2015-06-30'), making('EVER', 1, '2015-06-30')])
  await capture(shop, [making('EVER', 2, '9999-12-31')])
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
