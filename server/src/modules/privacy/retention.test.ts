import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { type TestParty, testApp } from '../../../test/app.ts'
import { documentOf } from '../../../test/conformance/epcis-2.0/sent-documents.ts'
import { addMonths, keepingOf, type RetentionRule } from './retention/rule.ts'
import { runRetention } from './retention/run-retention.job.ts'

const app = await testApp()
after(() => app.close())

const agency = await app.party('Chi cục mẫu', { kind: 'agency' })
await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })
const firm = await app.party('Công ty mẫu', {
  identifiers: [{ scheme: 'gs1-company-prefix', value: '9521234', verified: true }],
})
const gtin = '09521234543213'
await firm.put(`/api/products/${gtin}`, { names: { vi: 'Mứt (mẫu)' }, productGroup: 'jam' })

/** A lot that is made on a day, with an expiry where it has one. */
const making = (lot: string, day: string, expiry?: string) =>
  JSON.stringify({
    type: 'ObjectEvent',
    eventID: `urn:uuid:${crypto.randomUUID()}`,
    action: 'ADD',
    bizStep: 'commissioning',
    eventTime: `${day}T08:00:00+07:00`,
    eventTimeZoneOffset: '+07:00',
    quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}/10/${lot}` }],
    ...(expiry && { ilmd: { 'cbvmda:itemExpirationDate': expiry } }),
  })
const capture = async (party: TestParty, ...events: string[]) => {
  const answer = await party.post('/capture', documentOf(events))
  assert.ok(answer.status < 300, answer.text)
  return events.map((event) => (JSON.parse(event) as { eventID: string }).eventID)
}
const [old = '', keptByExpiry = '', held = '', young = ''] = await capture(
  firm,
  making('OLD', '2020-01-02', '2020-06-30'),
  making('LONG', '2020-01-03', '2099-12-31'),
  making('HELD', '2020-01-04', '2020-06-30'),
  making('NEW', new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)),
)

type Preview = {
  items: { eventID: string; verdict: string; keptUntil?: string; rule?: string; hold?: string }[]
  counts: Record<string, number>
  next?: string
}
const preview = async (query = '') => (await agency.get(`/api/retention/preview${query}`)).json as Preview
const verdicts = async (query = '') =>
  Object.fromEntries((await preview(query)).items.map(({ eventID, verdict }) => [eventID, verdict]))
const bodies = async () =>
  (
    await app.db.query<{ id: string }>(
      'select event_id as id from events.event where body is not null order by event_time',
    )
  ).map(({ id }) => id)

test('every rule has its clause and its standing, and none is in effect before somebody decides so', async () => {
  const { items } = (await agency.get('/api/retention/rules')).json as { items: RetentionRule[] }
  assert.ok(items.length >= 6)
  assert.ok(items.every(({ active, source, status }) => !active && /\d+\/\d{4}/.test(source) && status.length > 0))
  assert.deepEqual((await preview()).items, [])
  assert.equal(await runRetention(app.db), 0)
  assert.equal((await bodies()).length, 4)
})

test('a dry run says what would go under a rule, and changes nothing', async () => {
  const found = await verdicts('?rule=industry-trade')
  assert.deepEqual([found[old], found[keptByExpiry], found[held], found[young]], ['erase', 'keep', 'erase', 'keep'])
  const item = (await preview('?rule=industry-trade')).items.find(({ eventID }) => eventID === old)
  assert.deepEqual([item?.keptUntil, item?.rule], ['2021-06-30', 'industry-trade'])
  assert.equal((await bodies()).length, 4)
  const first = await preview('?rule=industry-trade&limit=3')
  const rest = await preview(`?rule=industry-trade&limit=3&after=${encodeURIComponent(first.next ?? '')}`)
  assert.deepEqual([first.items.length, rest.items.length], [3, 1])
})

test('only the standing agency decides; whoever reads cannot', async () => {
  const effect = { active: true, groups: ['jam'], basis: 'QĐ mẫu 3/2026' }
  assert.equal((await firm.put('/api/retention/rules/industry-trade', effect)).status, 403)
  assert.equal((await firm.get('/api/retention/preview')).status, 403)
  assert.equal((await agency.put('/api/retention/rules/none', effect)).status, 404)
  assert.equal((await agency.put('/api/retention/rules/industry-trade', { ...effect, groups: [] })).status, 422)
})

test('a hold names one thing, and holds what lies below it', async () => {
  const hold = { reason: 'Đang xác minh', basis: 'QĐ mẫu 4/2026' }
  assert.equal((await agency.post('/api/retention/holds', hold)).status, 422)
  assert.equal((await agency.post('/api/retention/holds', { ...hold, event: held, party: firm.id })).status, 422)
  assert.equal((await agency.post('/api/retention/holds', { ...hold, key: 'nonsense' })).status, 422)
  assert.equal((await firm.post('/api/retention/holds', { ...hold, event: held })).status, 403)
  const key = `https://id.gs1.org/01/${gtin}/10/HELD`
  assert.equal((await agency.post('/api/retention/holds', { ...hold, key })).status, 201)
  const found = await verdicts('?rule=industry-trade')
  assert.deepEqual([found[old], found[held]], ['erase', 'held'])
})

test('in effect, a rule erases what is past its time and not held, event by event, and tells why', async () => {
  const effect = { active: true, groups: ['jam'], basis: 'QĐ mẫu 3/2026' }
  assert.equal((await agency.put('/api/retention/rules/industry-trade', effect)).status, 204)
  assert.equal(await runRetention(app.db), 1)
  assert.deepEqual(await bodies(), [keptByExpiry, held, young])
  assert.equal(await runRetention(app.db), 0, 'a second run finds nothing')
  const [erasure] = await app.db.query<{ basis: string }>('select basis from events.erasure')
  assert.equal(erasure?.basis, 'retention: industry-trade, until 2021-06-30')
  const trace = await firm.get(`/api/trace/01/${gtin}/10/OLD?direction=back`)
  assert.equal(trace.status, 200, 'the chain still knows the lot')
})

test('what is held is refused to the hand as well, until the hold is lifted', async () => {
  const erase = () => app.operator.post(`/api/events/${held}/erasure`, { basis: 'Quyết định mẫu 7/2026' })
  assert.equal((await erase()).status, 409)
  const { items } = (await agency.get('/api/retention/holds')).json as { items: { id: string; key: string }[] }
  assert.equal(items.length, 1)
  const path = `/api/retention/holds/${items[0]?.id}/lift`
  assert.equal((await agency.post(path, { reason: 'Đã kết luận' })).status, 204)
  assert.equal((await agency.post(path, { reason: 'Đã kết luận' })).status, 404, 'once')
  assert.equal(await runRetention(app.db), 1)
  assert.deepEqual(await bodies(), [keptByExpiry, young])
  const actions = await app.db.query<{ action: string }>(
    "select action from platform.audit where action like 'retention.%' order by number",
  )
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['retention.set-hold', 'retention.decide-rule', 'retention.lift-hold'],
  )
})

test('questions that make no sense are refused', async () => {
  for (const query of [
    '?rule=none-such',
    '?after=x',
    '?limit=0',
    '?limit=201',
    `?after=${encodeURIComponent('2020-13-45 00:00:00+00_00000000-0000-0000-0000-000000000000')}`,
  ])
    assert.ok([400, 404].includes((await agency.get(`/api/retention/preview${query}`)).status), query)
})

const rule = (more: Partial<RetentionRule>): RetentionRule => ({
  id: 'r',
  sector: 's',
  goods: 'any',
  monthsAfterExpiry: 12,
  monthsWithoutExpiry: 60,
  source: 'x',
  status: 'in-force',
  groups: ['*'],
  active: true,
  ...more,
})

test('the longest rule of an event counts, and what is not decided is kept for good', () => {
  const noLines = new Map()
  const event = { day: '2020-01-31', groups: ['a', 'b'], expiry: undefined }
  const a = rule({ id: 'a', groups: ['a'], monthsWithoutExpiry: 6 })
  const b = rule({ id: 'b', groups: ['b'], monthsWithoutExpiry: 24 })
  assert.deepEqual(keepingOf([a, b], event, noLines), { until: '2022-01-31', rule: 'b' })
  assert.equal(keepingOf([a], event, noLines), undefined, 'b has no rule')
  assert.equal(keepingOf([a, { ...b, active: false }], event, noLines), undefined)
  assert.equal(keepingOf([rule({ monthsWithoutExpiry: null })], event, noLines), undefined, 'no expiry is known')
  assert.deepEqual(keepingOf([rule({})], { ...event, expiry: '2021-02-28' }, noLines), {
    until: '2022-02-28',
    rule: 'r',
  })
  assert.deepEqual(keepingOf([a], { ...event, groups: ['a'] }, noLines), { until: '2020-07-31', rule: 'a' })
})

test('months end with their last day', () => {
  assert.equal(addMonths('2020-02-29', 12), '2021-02-28')
  assert.equal(addMonths('2020-01-31', 1), '2020-02-29')
  assert.equal(addMonths('2020-11-30', 3), '2021-02-28')
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      fc.nat(120),
      (date, months) => {
        const day = date.toISOString().slice(0, 10)
        const later = addMonths(day, months)
        assert.ok(later >= day && Number(later.slice(8)) <= Number(day.slice(8)))
      },
    ),
  )
})

test('no number of months leads to a day that would stand before the one from which they are counted', () => {
  assert.equal(addMonths('9999-12-31', 1), '9999-12-31')
  assert.equal(addMonths('9999-11-30', 1), '9999-12-30')
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1990-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      fc.nat(1200),
      (date, months) => {
        const day = date.toISOString().slice(0, 10)
        const later = addMonths(day, months)
        assert.ok(/^\d{4}-\d\d-\d\d$/.test(later) && later >= day)
      },
    ),
  )
})
