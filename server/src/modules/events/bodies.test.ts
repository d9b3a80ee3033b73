import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { context, document, event, item } from '../../../test/documents.ts'
import { idOf, walkPages } from '../../../test/hand-overs.ts'
import { rebuild } from './upkeep/rebuild.ts'

const app = await testApp()
after(() => app.close())

test('events under a context that is too long to be held with each of them are read some at a time', async () => {
  const store = await app.party('Kho')
  const ids = ['A', 'B', 'C', 'D', 'E'].map(idOf)
  const events = ids.map((eventID) => event({ eventID, epcList: [item(94, 'WORDY')], 'p7:note': 1 }))
  const words = Array.from({ length: 200_000 }, (_, n) => [`p${n}`, `https://example.com/a/long/list/of/words/${n}/`])
  const sent = await store.post('/capture', document(events, { '@context': [context, Object.fromEntries(words)] }))
  assert.equal(sent.status, 202, sent.text)
  await app.work()
  const first = await store.get('/events?perPage=5')
  assert.ok(first.headers.get('link'), 'no page holds them all')
  const seen = async () => (await walkPages(store, 'perPage=5')).map(({ eventID }) => eventID).sort()
  assert.deepEqual(await seen(), ids)
  await app.db.query('delete from events.event_key')
  assert.equal(await rebuild(app.db), ids.length)
  assert.deepEqual(await seen(), ids)
})
