import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, item } from '../../../../test/documents.ts'

const app = await testApp()
after(() => app.close())

const farm = await app.party('Vườn')
const twin = await app.party('Cty Bưởi')
const heir = await app.party('Công ty Bưởi')
const thing = item(73, 'SHARED')
const told = (name: string) => event({ eventID: `urn:example:merged:${name}`, epcList: [thing] })
assert.equal((await farm.post('/capture', document([told('picked')]))).status, 202)

const seenBy = async (party: TestParty): Promise<number> => eventsOf(await party.get('/events?perPage=100')).length
const merge = async (merged: TestParty, into: TestParty): Promise<string> => {
  const made = await app.operator.post('/api/merges', { merged: merged.id, into: into.id, basis: 'Biên bản số 1' })
  assert.equal(made.status, 201, made.text)
  await app.work()
  return (made.json as { id: string }).id
}
const undo = async (merge: string): Promise<void> => {
  assert.equal((await app.operator.post(`/api/merges/${merge}/undoing`, { basis: 'Nhầm' })).status, 200)
  await app.work()
}
const share = async (partner: TestParty): Promise<string> => {
  const given = await farm.post('/api/shares', {
    ...{ partner: partner.id, key: thing, validFrom: '2026-01-01', validTo: '2099-12-31' },
  })
  assert.equal(given.status, 201, given.text)
  return (given.json as { id: string }).id
}

test('what is shared with a party is open to the one that it goes on as, until the share ends or the merge is undone', async () => {
  const id = await share(twin)
  assert.deepEqual([await seenBy(twin), await seenBy(heir)], [1, 0])
  const first = await merge(twin, heir)
  assert.equal(await seenBy(heir), 1)
  await undo(first)
  assert.deepEqual([await seenBy(twin), await seenBy(heir)], [1, 0])
  await merge(twin, heir)
  assert.equal(await seenBy(heir), 1)
  assert.equal((await farm.delete(`/api/shares/${id}`)).status, 204)
  assert.equal(await seenBy(heir), 0)
})

test('a party merged on takes along what was shared with those that were merged into it', async () => {
  await share(heir)
  const last = await app.party('Tập đoàn Bưởi')
  await merge(heir, last)
  assert.equal(await seenBy(last), 1)
  assert.equal((await farm.post('/capture', document([told('packed')]))).status, 202)
  await app.work()
  assert.equal(await seenBy(last), 2, 'what is told later too')
})

test('what a party shared goes on as its heir tells more of it, and ends where the merge is undone', async () => {
  const shop = await app.party('Cửa hàng')
  const group = await app.party('Tập đoàn Vườn')
  await share(shop)
  const made = await merge(farm, group)
  const before = await seenBy(shop)
  assert.equal((await group.post('/capture', document([told('of-the-heir')]))).status, 202)
  await app.work()
  assert.equal(await seenBy(shop), before + 1)
  await undo(made)
  assert.equal(await seenBy(shop), before)
})
