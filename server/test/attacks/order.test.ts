import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { keyHash } from '../../src/platform/ids.ts'
import { type Answer, type TestApp, type TestParty, testApp } from '../app.ts'
import { document, event, gtin, item } from '../documents.ts'
import { untilWaiting } from '../waiting.ts'

let app: TestApp
let maker: TestParty

before(async () => {
  app = await testApp()
  maker = await app.party('Maker')
})
after(() => app.close())

const named = (productGroup: string) =>
  maker.put(`/api/products/${gtin(81)}`, { names: { vi: 'Xoài' }, productGroup }).then(({ status }) => status)

test('a capture under way while the registry changes ends with the audience of the change', async () => {
  assert.equal(await named('before'), 200)
  await app.work()
  const key = `/01/${gtin(81)}/21/HELD`
  let captured: Promise<{ status: number }> = Promise.resolve({ status: 0 })
  let derived: Promise<void> = Promise.resolve()
  await app.db.transaction(async (tx) => {
    // Holds the capture at its keys, when it has read the registry already.
    await tx.query(
      `insert into events.key (key, canonical, first_month, last_month) values ($1, $2, '2026-01-01', '2026-01-01')`,
      [keyHash(key), key],
    )
    captured = maker.post('/capture', document([event({ epcList: [item(81, 'HELD')] })]))
    await untilWaiting(app, () => 1)
    assert.equal(await named('after'), 200)
    derived = app.work()
    await setTimeout(300)
  })
  assert.equal((await captured).status, 202)
  await derived
  const groups = await app.db.query('select product_group as group from events.event_key where key = $1', [
    keyHash(key),
  ])
  assert.deepEqual(groups, [{ group: 'after' }])
})

/** A server with too much to do says 503 and when to come again; on a slow machine a thousand at once are too much. */
const untilServed = async (send: () => Promise<Answer>): Promise<Answer> => {
  for (;;) {
    const answer = await send()
    if (answer.status !== 503) return answer
    assert.ok(answer.headers.get('retry-after'))
  }
}

test('a thousand small captures at once: all are answered, positions without gaps, nothing twice', async () => {
  const [head] = await app.db.query<{ position: number }>('select position::float8 as position from platform.head')
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, index) =>
      untilServed(() =>
        maker.post(
          '/capture',
          document([event({ epcList: [item(82, `P${index % 20}`)], eventID: `urn:example:order:${index % 400}` })]),
          { 'gs1-capture-error-behaviour': index % 2 === 0 ? 'rollback' : 'proceed' },
        ),
      ),
    ),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202])
  const [taken] = await app.db.query(
    `select count(*)::int as placed, (max(position) - min(position) + 1)::int as span, count(distinct at)::int as moments
       from platform.position where position > $1`,
    [head?.position],
  )
  assert.deepEqual(taken, { placed: 1000, span: 1000, moments: 1000 })
  const [stored] = await app.db.query(
    `select count(*)::int as events, count(distinct event_id)::int as ids from events.event where event_id like 'urn:example:order:%'`,
  )
  assert.deepEqual(stored, { events: 400, ids: 400 })
})

test('one event of 30,000 items, and one document of 5,000 events', async () => {
  const epcList = Array.from({ length: 30_000 }, (_, index) => item(83, `E${index}`))
  assert.equal((await maker.post('/capture', document([event({ epcList })]))).status, 202)
  const events = Array.from({ length: 5_000 }, (_, index) => event({ epcList: [item(84, `E${index}`)] }))
  assert.equal((await maker.post('/capture', document(events))).status, 202)
  const answer = await maker.get(`/events?MATCH_epc=${encodeURIComponent(item(83, 'E29999'))}`)
  assert.equal(answer.status, 200)
})
