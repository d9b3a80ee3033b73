import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../test/app.ts'
import { documentOf } from '../../../../test/conformance/epcis-2.0/sent-documents.ts'
import { runRetention } from './run-retention.job.ts'

const app = await testApp()
after(() => app.close())

const agency = await app.party('Chi cục mẫu', { kind: 'agency' })
await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })
const firm = await app.party('Công ty mẫu')
const branch = await app.party('Chi nhánh của công ty mẫu')
const stranger = await app.party('Đơn vị khác')
const gtin = '09521234543213'

/** An event of long ago about a lot. */
const seen = async (party: TestParty, lot: string): Promise<string> => {
  const eventID = `urn:uuid:${crypto.randomUUID()}`
  const event = {
    ...{ type: 'ObjectEvent', eventID, action: 'OBSERVE', eventTimeZoneOffset: '+07:00' },
    eventTime: '2015-01-02T08:00:00+07:00',
    quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}/10/${lot}` }],
  }
  const answer = await party.post('/capture', documentOf([JSON.stringify(event)]))
  assert.ok(answer.status < 300, answer.text)
  return eventID
}
const [ofFirm, ofBranch, ofStranger] = [await seen(firm, 'L1'), await seen(branch, 'L2'), await seen(stranger, 'L3')]

const hold = (on: object) =>
  agency.post('/api/retention/holds', { ...on, reason: 'Đang xác minh', basis: 'QĐ mẫu 4/2026' })
const holding = async (on: object): Promise<string> => {
  const set = await hold(on)
  assert.equal(set.status, 201, set.text)
  return (set.json as { id: string }).id
}
const lift = async (id: string) =>
  assert.equal((await agency.post(`/api/retention/holds/${id}/lift`, { reason: 'Đã kết luận' })).status, 204)
const held = async (): Promise<string[]> => {
  const { items } = (await agency.get('/api/retention/preview?rule=industry-trade')).json as {
    items: { eventID: string; verdict: string }[]
  }
  assert.equal(items.length, 3)
  return items.flatMap(({ eventID, verdict }) => (verdict === 'held' ? [eventID] : []))
}
const erase = async (eventID: string) =>
  (await app.operator.post(`/api/events/${eventID}/erasure`, { basis: 'Quyết định mẫu 7/2026' })).status

test('a key is read by the rules of GS1, in whatever spelling, and holds; what is no key is refused', async () => {
  for (const key of [
    `/01/${gtin}/10/L1`,
    `/01/${gtin.slice(1)}/10/L1`,
    `https://tem.example.vn/01/${gtin}/10/L1?17=270101`,
    'urn:epc:class:lgtin:9521234.054321.L1',
  ]) {
    const id = await holding({ key })
    assert.deepEqual(await held(), [ofFirm], key)
    await lift(id)
  }
  for (const key of ['/gcp/8938501', `/01/${gtin}/10/L1/`, '/01/09521234543214', '/nothing', 'urn:vidu:1', '/'])
    assert.ok([400, 422].includes((await hold({ key })).status), key)
  assert.deepEqual(await held(), [])
})

test('a party that is not in the register and an event that nobody captured are refused: nothing would be held', async () => {
  assert.equal((await hold({ party: '01890000-0000-7000-8000-000000000000' })).status, 404)
  assert.equal((await hold({ event: `urn:uuid:${crypto.randomUUID()}` })).status, 404)
  const { items } = (await agency.get('/api/retention/holds')).json as { items: object[] }
  assert.deepEqual(items, [])
})

test('a hold on a party holds the events of those merged into it, from the run and from the hand', async () => {
  const made = await app.operator.post('/api/merges', { merged: branch.id, into: firm.id, basis: 'Biên bản số 1' })
  assert.equal(made.status, 201, made.text)
  await holding({ party: firm.id })
  assert.deepEqual((await held()).sort(), [ofFirm, ofBranch].sort())
  assert.equal(await erase(ofBranch), 409)
  const rule = { active: true, groups: ['*'], basis: 'QĐ mẫu 3/2026' }
  assert.equal((await agency.put('/api/retention/rules/industry-trade', rule)).status, 204)
  assert.equal(await runRetention(app.db), 1)
  assert.equal(await erase(ofStranger), 404, 'the run erased it')
  assert.equal(await erase(ofBranch), 409, 'and left what is held')
})

test('a hold on what was merged into another holds what is of both', async () => {
  const { items } = (await agency.get('/api/retention/holds')).json as { items: { id: string }[] }
  for (const { id } of items) await lift(id)
  await holding({ party: branch.id })
  for (const eventID of [ofFirm, ofBranch]) assert.equal(await erase(eventID), 409)
  assert.equal(await runRetention(app.db), 0)
})
