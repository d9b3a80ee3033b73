import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Answer, type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, item } from '../../../../test/documents.ts'
import { type Receiver, startReceiver, status } from '../../../../test/receiver.ts'
import { removeSample } from '../../../sample/index.ts'
import { operatorActor } from '../../identity/index.ts'
import { removeSampleSubscriptions } from './remove-sample.ts'

let app: TestApp
let coop: TestParty
let receiver: Receiver

before(async () => {
  app = await testApp({ CALLBACK_NETWORKS: '127.0.0.1', CALLBACK_ATTEMPTS: '3' })
  coop = await app.party('Coop')
})
after(() => app.close())

const hour = 3_600_000
let queries = 0

/** A query of one's own with a receiver of its own, so that no test hears of another. */
const given = async (query: object = { EQ_bizStep: 'shipping' }) => {
  await coop.delete(`/queries/q${queries}`)
  await receiver?.close()
  receiver = await startReceiver()
  queries += 1
  const path = `/queries/q${queries}`
  assert.equal((await coop.post('/queries', { name: `q${queries}`, query })).status, 201)
  return path
}
after(() => receiver.close())

type View = Record<string, unknown> & { subscriptionID: string }
const subscribe = async (path: string, more: object = { stream: true }, headers = {}): Promise<View> => {
  const made = await coop.post(`${path}/subscriptions`, { dest: receiver.url, ...more }, headers)
  assert.equal(made.status, 201, made.text)
  return made.json as View
}
const ship = async (...serials: string[]) => {
  const events = serials.map((serial) => event({ epcList: [item(1, serial)], bizStep: 'shipping' }))
  assert.equal((await coop.post('/capture', document(events))).status, 202)
}
const told = () =>
  receiver.messages.map((message) =>
    eventsOf(message).map(({ epcList }) => String((epcList as string[])[0]).split('/21/')[1]),
  )
const typeOf = (answer: { json: unknown }) => (answer.json as { type: string }).type
const fieldsOf = (answer: { json: unknown }) =>
  (answer.json as { errors?: { field: string }[] }).errors?.map(({ field }) => field)

test('a stream tells of what is captured from then on, signed, and once', async () => {
  const path = await given()
  await ship('EARLIER')
  const view = await subscribe(path, { stream: true, signatureToken: 'token-of-the-test' })
  assert.equal(view.queryName, path.slice('/queries/'.length))
  assert.equal(view.dest, receiver.url)
  assert.equal(view.stream, true)
  assert.equal(view.epcFormat, 'Always_GS1_Digital_Link')
  assert.ok(!JSON.stringify(view).includes('token-of-the-test'))
  await app.deliver()
  assert.deepEqual(told(), [])
  await ship('A', 'B')
  await coop.post('/capture', document([event({ bizStep: 'receiving' })]))
  await ship('C')
  await app.deliver()
  await app.deliver()
  assert.deepEqual(told().flat().sort(), ['A', 'B', 'C'])
  const [message] = receiver.messages
  assert.ok(message)
  const { id, headers, text } = message
  const mac = createHmac('sha256', 'token-of-the-test').update(`${id}.${headers['webhook-timestamp']}.${text}`)
  assert.equal(headers['gs1-signature'], `sha256=${mac.digest('hex')}`)
  assert.match(String(headers['content-type']), /^application\/ld\+json/)
  assert.equal(headers['gs1-epcis-version'], '2.0.0')
  const { queryResults } = (message.json as { epcisBody: { queryResults: Record<string, unknown> } }).epcisBody
  assert.equal(queryResults.subscriptionID, view.subscriptionID)
  const read = (await coop.get(`${path}/subscriptions/${view.subscriptionID}`)).json as View
  assert.ok(read.lastNotifiedAt)
})

test('from an initialRecordTime on, what was captured before is told, too', async () => {
  const path = await given()
  await ship('BEFORE')
  const from = new Date().toISOString()
  await ship('SINCE')
  const view = await subscribe(path, { stream: true, initialRecordTime: from })
  assert.equal(Date.parse(String(view.minRecordTime)), Date.parse(from))
  await app.deliver()
  assert.deepEqual(told(), [['SINCE']])
})

test('an initialRecordTime to come hides what is captured until then', async () => {
  const path = await given()
  await subscribe(path, { stream: true, initialRecordTime: new Date(Date.now() + hour).toISOString() })
  await ship('TOO-EARLY')
  await app.deliver()
  assert.deepEqual(told(), [])
})

test('a schedule gathers; an empty execution is reported where asked', async () => {
  const path = await given()
  const schedule = { minute: '0', second: '0' }
  await subscribe(path, { schedule, reportIfEmpty: true })
  await ship('A')
  await app.deliver()
  assert.deepEqual(told(), [], 'its time has not come')
  await ship('B')
  await app.deliver(hour)
  assert.deepEqual(
    told(),
    [['A', 'B'].sort()].map((each) => told()[0]?.toSorted() ?? each),
  )
  await app.deliver(2 * hour)
  assert.deepEqual(told().at(-1), [])
  assert.equal(receiver.messages.length, 2)
  await subscribe(path, { schedule })
  await app.deliver(3 * hour)
  assert.equal(receiver.messages.length, 3, 'of the two, only one says that there is nothing')
})

test('a receiver that fails is asked again, later, under the same id; then the letter is dead, and can be sent again', async () => {
  const path = await given()
  const { subscriptionID } = await subscribe(path)
  receiver.answer(status(500))
  await ship('A')
  await app.deliver()
  assert.equal(receiver.messages.length, 1)
  await app.deliver()
  assert.equal(receiver.messages.length, 1, 'not at once')
  await ship('B')
  await app.deliver(hour)
  await app.deliver(2 * hour)
  assert.equal(new Set(receiver.messages.slice(0, 3).map(({ id }) => id)).size, 1)
  receiver.answer(status(200))
  await app.deliver(3 * hour)
  assert.deepEqual(told().at(-1), ['B'], 'and the next ones go on')
  const { items } = (await coop.get('/api/dead-letters')).json as { items: Record<string, unknown>[] }
  const [letter] = items
  assert.equal(items.length, 1)
  assert.deepEqual([letter?.subscriptionID, letter?.lastStatus, letter?.attempts], [subscriptionID, 500, 3])
  const resend = `/api/dead-letters/${letter?.deliveryID}/resend`
  const stranger = await app.party('Stranger')
  assert.equal((await stranger.post(resend, {})).status, 404)
  assert.deepEqual((await stranger.get('/api/dead-letters')).json, { items: [] })
  assert.equal((await coop.post(resend, {})).status, 202)
  assert.equal((await coop.post(resend, {})).status, 409)
  await app.deliver()
  assert.deepEqual(told().at(-1), ['A'])
  assert.equal(receiver.messages.at(-1)?.id, letter?.deliveryID)
  const sent = (await coop.get(`/api/subscriptions/${subscriptionID}/deliveries`)).json as {
    items: { state: string }[]
  }
  assert.deepEqual(
    sent.items.map(({ state }) => state),
    ['sent', 'sent'],
  )
  assert.equal((await stranger.get(`/api/subscriptions/${subscriptionID}/deliveries`)).status, 404)
  await ship('C')
  await app.deliver()
  assert.deepEqual(told().at(-1), ['C'], 'a letter sent again does not turn back what was told since')
})

test('to a receiver that finds them too large, messages are sent in halves, down to one event', async () => {
  const path = await given()
  await subscribe(path)
  receiver.answer((response, message) =>
    status(eventsOf(message).length > 3 ? 413 : 200)(response, message, undefined as never),
  )
  const serials = Array.from({ length: 50 }, (_, index) => `S${index}`)
  await ship(...serials)
  await app.deliver()
  const taken = told().filter((each) => each.length <= 3)
  assert.deepEqual(taken.flat().sort(), serials.toSorted())
  receiver.answer(status(413))
  await ship('HUGE')
  await app.deliver()
  const { items } = (await coop.get('/api/dead-letters')).json as {
    items: { lastStatus: number; eventCount: number }[]
  }
  assert.deepEqual([items[0]?.lastStatus, items[0]?.eventCount], [413, 1])
})

test('results are written as the subscriber asked', async () => {
  const path = await given()
  await subscribe(path, { stream: true }, { accept: 'application/json', 'gs1-epc-format': 'Always_EPC_URN' })
  const urn = 'urn:epc:id:sgtin:0614141.107346.2018'
  await coop.post('/capture', document([event({ epcList: [urn] })]))
  await app.deliver()
  assert.match(String(receiver.messages[0]?.headers['content-type']), /^application\/json/)
  assert.deepEqual(eventsOf(receiver.messages[0] as { json: unknown })[0]?.epcList, [urn])
})

test("another's events are never told; the operator's subscriptions see all", async () => {
  const path = await given()
  const other = await app.party('Other')
  const operated = await app.operator.post('/queries', { name: 'everything', query: {} })
  assert.equal(operated.status, 201)
  await subscribe(path)
  const all = await app.operator.post('/queries/everything/subscriptions', { dest: receiver.url, stream: true })
  await other.post('/capture', document([event({ epcList: [item(1, 'FOREIGN')], bizStep: 'shipping' })]))
  await app.deliver()
  const heard = receiver.messages.map(({ json }) => JSON.stringify(json))
  assert.equal(heard.length, 1)
  assert.ok(heard[0]?.includes((all.json as View).subscriptionID))
  await app.operator.delete('/queries/everything')
})

test('the end of a subscription, or of its query, is the end of its messages', async () => {
  const path = await given()
  const first = await subscribe(path)
  const second = await subscribe(path)
  const one = `${path}/subscriptions/${first.subscriptionID}`
  assert.equal((await coop.delete(one)).status, 204)
  assert.equal((await coop.get(one)).status, 404)
  assert.deepEqual(
    ((await coop.get(`${path}/subscriptions`)).json as View[]).map(({ subscriptionID }) => subscriptionID),
    [second.subscriptionID],
  )
  assert.equal((await coop.delete(path)).status, 204)
  await ship('LATE')
  await app.deliver()
  assert.deepEqual(told(), [])
  const left = await app.db.query('select 1 from events.subscription where subscription_id = any($1::uuid[])', [
    [first.subscriptionID, second.subscriptionID],
  ])
  assert.deepEqual(left, [])
})

test('while many capture at once, each event is told once', async () => {
  const path = await given()
  await subscribe(path)
  const serials = Array.from({ length: 60 }, (_, index) => `P${index}`)
  const captures = Promise.all(serials.map((serial) => ship(serial)))
  for (let round = 0; round < 5; round += 1) await app.deliver()
  await captures
  await app.deliver()
  assert.deepEqual(told().flat().sort(), serials.toSorted())
})

test('two processes that both believe to lead tell no event in two messages', async () => {
  const path = await given()
  await subscribe(path)
  const serials = Array.from({ length: 60 }, (_, index) => `T${index}`)
  const captures = serials.map((serial) => ship(serial))
  for (const capture of captures) {
    await capture
    await Promise.all([app.deliver(), app.deliver(), app.deliver()])
  }
  const messages = new Map(receiver.messages.map((message) => [message.id, message]))
  const events = [...messages.values()].flatMap((message) => eventsOf(message).map(({ epcList }) => String(epcList)))
  assert.equal(events.length, serials.length)
  assert.equal(new Set(events).size, serials.length)
})

test('a query that cannot be answered any more is told of as a problem', async () => {
  const path = await given()
  await subscribe(path)
  await app.db.query(`update events.named_query set query = '{"EQ_nothing": 1}' where name = $1`, [path.slice(9)])
  await ship('A')
  await app.deliver()
  const [message] = receiver.messages
  assert.match(String(message?.headers['content-type']), /^application\/problem\+json/)
  assert.equal(typeOf(message as { json: unknown }), 'epcisException:QueryParameterException')
  assert.deepEqual(fieldsOf(message as { json: unknown }), ['EQ_nothing'])
  await app.deliver()
  assert.equal(receiver.messages.length, 1)
})

test('an erased event goes out as its tombstone, however late', async () => {
  const path = await given()
  await subscribe(path)
  receiver.answer(status(500))
  const eventID = 'https://example.org/event/to-be-erased'
  const secret = { ...event({ eventID, bizStep: 'shipping' }), 'https://example.org/name': 'Nobody should read this' }
  assert.equal((await coop.post('/capture', document([secret]))).status, 202)
  await app.deliver()
  const erased = await app.operator.post(`/api/events/${encodeURIComponent(eventID)}/erasure`, {
    basis: 'Decision 1 of 2026-01-01',
  })
  assert.equal(erased.status, 200, erased.text)
  receiver.answer(status(200))
  await app.deliver(hour)
  const [first, second] = receiver.messages
  assert.equal(first?.id, second?.id)
  assert.ok(first?.text.includes('Nobody should read this'))
  assert.ok(!second?.text.includes('Nobody should read this'))
})

test('what sample parties subscribed to goes with them', async () => {
  const sample = await app.party('Sample', { sample: true })
  await sample.post('/queries', { name: 'q', query: {} })
  await given()
  const made = await sample.post('/queries/q/subscriptions', { dest: receiver.url, stream: true })
  assert.equal(made.status, 201)
  await removeSample({ db: app.db, actor: operatorActor, steps: [removeSampleSubscriptions] })
  for (const table of ['named_query', 'subscription', 'delivery']) {
    assert.deepEqual(await app.db.query(`select 1 from events.${table} where party_id = $1`, [sample.id]), [], table)
  }
})

const wrong: [body: object | string, exception: string, field: string][] = [
  [{ stream: true }, 'ValidationException', '/dest'],
  [{ dest: 'ftp://x.example/', stream: true }, 'ValidationException', '/dest'],
  [{ dest: 'https://a:b@x.example/', stream: true }, 'ValidationException', '/dest'],
  [{ dest: 7, stream: true }, 'ValidationException', '/dest'],
  [{ dest: 'https://x.example/', stream: true, signatureToken: 7 }, 'ValidationException', '/signatureToken'],
  [{ dest: 'https://x.example/' }, 'SubscriptionControlsException', '/schedule'],
  [{ dest: 'https://x.example/', stream: false }, 'SubscriptionControlsException', '/stream'],
  [{ dest: 'https://x.example/', stream: true, schedule: { hour: '1' } }, 'SubscriptionControlsException', '/schedule'],
  [{ dest: 'https://x.example/', schedule: {} }, 'SubscriptionControlsException', '/schedule'],
  [{ dest: 'https://x.example/', schedule: 'daily' }, 'SubscriptionControlsException', '/schedule'],
  [{ dest: 'https://x.example/', schedule: { hour: '24' } }, 'SubscriptionControlsException', '/schedule/hour'],
  [
    { dest: 'https://x.example/', stream: true, reportIfEmpty: 'yes' },
    'SubscriptionControlsException',
    '/reportIfEmpty',
  ],
  [
    { dest: 'https://x.example/', stream: true, initialRecordTime: 'now' },
    'SubscriptionControlsException',
    '/initialRecordTime',
  ],
]

test('what is wrong with a subscription is said in the exceptions of the standard', async () => {
  const path = await given()
  for (const [body, exception, field] of wrong) {
    const refused: Answer = await coop.post(`${path}/subscriptions`, body)
    assert.equal(refused.status, 400, JSON.stringify(body))
    assert.equal(typeOf(refused), `epcisException:${exception}`, JSON.stringify(body))
    assert.deepEqual(fieldsOf(refused), [field], JSON.stringify(body))
  }
  assert.equal((await coop.post('/queries/none/subscriptions', { dest: receiver.url, stream: true })).status, 404)
  assert.equal((await coop.get(`${path}/subscriptions/nothing`)).status, 404)
  assert.equal((await coop.post(`${path}/subscriptions`, '<x/>', { 'content-type': 'application/xml' })).status, 415)
})

test('`secret` is the other name of the signature token', async () => {
  const path = await given()
  await subscribe(path, { stream: true, secret: 'hush' })
  await ship('A')
  await app.deliver()
  assert.match(String(receiver.messages[0]?.headers['gs1-signature']), /^sha256=[0-9a-f]{64}$/)
})
