import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../test/app.ts'
import { event, item } from '../../../../test/documents.ts'
import { tell } from '../../../../test/hand-overs.ts'
import { rebuild } from '../upkeep/rebuild.ts'

const app = await testApp()
after(() => app.close())

/** All EPCs that somebody is told of, page by page. */
const listed = async (client: Client): Promise<string[]> => {
  const epcs: string[] = []
  for (let path: string | undefined = '/epcs?perPage=1000'; path !== undefined; ) {
    const answer = await client.get(path)
    assert.equal(answer.status, 200, answer.text)
    epcs.push(...(answer.json as { member: string[] }).member)
    const next = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1]
    path = next === undefined ? undefined : new URL(next).pathname + new URL(next).search
  }
  return epcs
}

test('what is first named behind as many names as one page looks at is listed, too', async () => {
  const store = await app.party('Kho')
  const hundred = Array.from({ length: 100 }, (_, number) => item(91, `AGAIN${number}`))
  await tell(
    store,
    ...Array.from({ length: 50 }, () => event({ epcList: hundred })),
    event({ epcList: [item(91, 'NEW')] }),
  )
  assert.deepEqual((await listed(store)).sort(), [...hundred, item(91, 'NEW')].sort())
})

test('events whose bodies are too long to be held at once are gone over all the same', async () => {
  const [farm, shop] = [await app.party('Vườn'), await app.party('Cửa hàng')]
  const all = item(92, 'ALL')
  const each = ['A', 'B', 'C', 'D'].map((serial) => item(92, serial))
  const note = 'x'.repeat(9 * 1024 * 1024)
  for (const one of each) await tell(farm, event({ epcList: [all, one], 'https://example.com/note': note }))
  await app.work()
  const days = { validFrom: '2026-01-01', validTo: '2099-12-31' }
  assert.equal((await farm.post('/api/shares', { partner: shop.id, key: all, ...days })).status, 201)
  const told = async () => [(await listed(farm)).sort(), (await listed(shop)).sort()]
  const expected = [all, ...each].sort()
  assert.deepEqual(await told(), [expected, expected])
  await app.db.query('delete from events.event_key')
  await app.db.query('delete from events.sight')
  await rebuild(app.db)
  assert.deepEqual(await told(), [expected, expected])
})
