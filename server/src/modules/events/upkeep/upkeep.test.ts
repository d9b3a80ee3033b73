import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type TestApp, testApp } from '../../../../test/app.ts'
import { context, document, event, eventsOf, gtin, item, lot } from '../../../../test/documents.ts'
import { rebuild } from './rebuild.ts'

let app: TestApp

before(async () => {
  app = await testApp()
})
after(() => app.close())

const newID = () => `urn:uuid:${crypto.randomUUID()}`
const derived = ['events.event_key', 'trace.assertion', 'trace.cancellation']

const contents = async () =>
  Promise.all(derived.map(async (table) => app.db.query(`select t::text from ${table} t order by 1`)))

const story = () => {
  const taken = event({ eventID: newID(), epcList: [item(3, 'GONE')], action: 'ADD', bizStep: 'commissioning' })
  return [
    event({ epcList: [item(3, 'A')], action: 'ADD', bizStep: 'commissioning' }),
    event({
      type: 'TransformationEvent',
      epcList: undefined,
      action: undefined,
      inputEPCList: [item(3, 'A')],
      outputQuantityList: [{ epcClass: lot(4, 'X'), quantity: 2.5, uom: 'KGM' }],
    }),
    taken,
    { ...taken, errorDeclaration: { declarationTime: '2026-03-01T00:00:00Z', reason: 'did_not_occur' } },
  ]
}

test('rebuild makes index rows and trace again from the bodies alone', async () => {
  const coop = await app.party('coop')
  await coop.post('/capture', document(story()))
  const before = await contents()
  assert.ok(before.every((rows) => rows.length > 0))
  for (const table of derived) await app.db.query(`delete from ${table}`)
  await rebuild(app.db)
  assert.deepEqual(await contents(), before)
})

test('what a bare event means by its own context it means when it is derived anew', async () => {
  const coop = await app.party('coop')
  // A prefix that hangs on one that is told only behind it means nothing, however often the context is read.
  const own = [context, { drying: 'steps:drying/' }, { steps: 'https://coop.example/steps/' }]
  const sent = await coop.post('/events', JSON.stringify({ '@context': own, ...event({ bizStep: 'drying:sun' }) }))
  assert.equal(sent.status, 201, sent.text)
  const before = await contents()
  await rebuild(app.db)
  assert.deepEqual(await contents(), before)
  assert.equal(eventsOf(await coop.get('/events?EQ_bizStep=drying:sun')).length, 1)
})

test('an erased body leaves a tombstone: type, time and keys stay, the story holds, the rest is gone for good', async () => {
  const coop = await app.party('coop')
  const secret = 'hidden in an extension'
  const eventID = newID()
  const made = event({
    eventID,
    epcList: [item(6, 'T')],
    action: 'ADD',
    bizStep: 'commissioning',
    'https://example.com/note': secret,
  })
  await coop.post('/capture', document([made]))
  const path = `/api/events/${encodeURIComponent(eventID)}/erasure`
  const basis = { basis: 'Decision 12/2026, article 14 of Law 91/2025/QH15' }
  assert.equal((await coop.post(path, basis)).status, 403)
  const [row] = await app.db.query<{ body: string }>('select body from events.event where event_id = $1', [eventID])
  const answer = await app.operator.post(path, basis)
  assert.equal(answer.status, 200, answer.text)
  const { erased } = answer.json as { erased: { salt: string; commitment: string }[] }
  assert.equal(hash('sha256', `${erased[0]?.salt}${row?.body}`, 'hex'), erased[0]?.commitment)
  const shown = await coop.get(`/events/${encodeURIComponent(eventID)}`)
  assert.ok(!shown.text.includes(secret))
  assert.deepEqual(eventsOf(shown)[0]?.epcList, [item(6, 'T')])
  const stored = await app.db.query(`select t::text from events.event t where event_id = $1`, [eventID])
  assert.ok(!JSON.stringify(stored).includes(secret))
  const before = await contents()
  await rebuild(app.db)
  assert.deepEqual(await contents(), before)
  const page = (await app.anonymous.get(`/api/scan/01/${gtin(6)}/21/T`)).json as { steps: unknown[] }
  assert.equal(page.steps.length, 1)
  assert.equal((await app.operator.post(path, basis)).status, 404)
})

test('a change of the registry derives the audience of earlier events anew', async () => {
  const coop = await app.party('coop')
  await coop.post('/capture', document([event({ epcList: [item(7, 'S')] })]))
  const groups = () =>
    app.db.query<{ group: string | null }>(
      `select distinct k.product_group as group from events.event_key k join events.key t on t.key = k.key where t.canonical = $1`,
      [`/01/${gtin(7)}/21/S`],
    )
  assert.deepEqual(await groups(), [{ group: null }])
  const named = await coop.put(`/api/products/${gtin(7)}`, {
    names: { vi: 'Xoài', en: 'Mango' },
    productGroup: 'fruit',
  })
  assert.ok(named.status < 300, named.text)
  await app.work()
  assert.deepEqual(await groups(), [{ group: 'fruit' }])
})
