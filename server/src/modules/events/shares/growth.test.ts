import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, item, type Members } from '../../../../test/documents.ts'

const app = await testApp({ CAPTURE_SYNC_EVENTS: '20' })
after(() => app.close())

const farm = await app.party('Vườn')
const shop = await app.party('Cửa hàng')

const told = (name: string, thing: string) => event({ eventID: `urn:example:growth:${name}`, epcList: [thing] })
const tell = async (...events: Members[]): Promise<void> => {
  const answer = await farm.post('/capture', document(events))
  assert.equal(answer.status, 202, answer.text)
}
const share = async (key: string): Promise<void> => {
  const days = { validFrom: '2026-01-01', validTo: '2099-12-31' }
  const given = await farm.post('/api/shares', { partner: shop.id, key, ...days })
  assert.equal(given.status, 201, given.text)
}
const seenOf = async (party: TestParty, ...things: string[]): Promise<string[]> => {
  const found = await party.get(`/events?perPage=100&MATCH_epc=${encodeURIComponent(things.join('|'))}`)
  return eventsOf(found)
    .map(({ eventID }) => String(eventID).replace('urn:example:growth:', ''))
    .sort()
}

test('what a large document tells of shared chains is shared too, wherever in it that stands', async () => {
  const things = Array.from({ length: 600 }, (_, index) => item(74, `LARGE${index}`))
  const shared = [things[0] ?? '', things[599] ?? '']
  await tell(...shared.map((thing, index) => told(`small-${index}`, thing)))
  for (const thing of shared) await share(thing)
  await tell(...things.map((thing, index) => told(`large-${index}`, thing)))
  await app.work()
  assert.deepEqual(await seenOf(shop, ...shared), ['large-0', 'large-599', 'small-0', 'small-1'])
  assert.deepEqual(await seenOf(shop, things[1] ?? ''), [])
})
