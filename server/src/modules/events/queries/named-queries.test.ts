import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, item } from '../../../../test/documents.ts'

let app: TestApp
let coop: TestParty
let other: TestParty

before(async () => {
  app = await testApp()
  coop = await app.party('Coop')
  other = await app.party('Other')
  const events = [
    event({ epcList: [item(1, 'A')], bizStep: 'shipping' }),
    event({ epcList: [item(1, 'B')], bizStep: 'shipping', action: 'ADD' }),
    event({ epcList: [item(1, 'C')], bizStep: 'receiving' }),
    event({ epcList: [item(1, 'D')], bizStep: 'receiving' }),
  ]
  assert.equal((await coop.post('/capture', document(events))).status, 202)
})
after(() => app.close())

const serials = (answer: { json: unknown }) =>
  eventsOf(answer).map(({ epcList }) => String((epcList as string[])[0]).slice(-1))
const typeOf = (answer: { json: unknown }) => (answer.json as { type: string }).type
const fieldsOf = (answer: { json: unknown }) =>
  (answer.json as { errors: { field: string }[] }).errors.map(({ field }) => field)

test('a query is kept under its name, run, and taken away', async () => {
  const query = { EQ_bizStep: ['shipping', 'packing'], eventType: ['ObjectEvent'] }
  const made = await coop.post('/queries', { name: 'shipped', query })
  assert.equal(made.status, 201)
  assert.equal(made.headers.get('location'), 'http://localhost:8080/queries/shipped')
  assert.equal(made.headers.get('gs1-epcis-version'), '2.0.0')
  assert.deepEqual((await coop.get('/queries/shipped')).json, { name: 'shipped', query })
  const run = await coop.get('/queries/shipped/events')
  assert.equal(run.status, 200)
  assert.deepEqual(serials(run), ['B', 'A'])
  const { queryName } = (run.json as { epcisBody: { queryResults: { queryName: string } } }).epcisBody.queryResults
  assert.equal(queryName, 'shipped')
  assert.equal((await coop.delete('/queries/shipped')).status, 204)
  for (const path of ['/queries/shipped', '/queries/shipped/events', '/queries/shipped/subscriptions']) {
    const gone = await coop.get(path)
    assert.equal(gone.status, 404, path)
    assert.equal(typeOf(gone), 'epcisException:NoSuchNameException')
  }
  assert.equal((await coop.delete('/queries/shipped')).status, 404)
})

test('parameters on top narrow it, and its pages go on', async () => {
  await coop.post('/queries', { name: 'all', query: { eventType: 'ObjectEvent' } })
  assert.deepEqual(serials(await coop.get('/queries/all/events?EQ_action=ADD')), ['B'])
  await coop.post('/queries', { name: 'shipping', query: { EQ_bizStep: 'shipping' } })
  assert.deepEqual(serials(await coop.get('/queries/shipping/events?EQ_bizStep=receiving')), [])
  const seen: string[] = []
  for (let path: string | undefined = '/queries/all/events?perPage=3'; path !== undefined; ) {
    const page = await coop.get(path)
    seen.push(...serials(page))
    path = /<http:\/\/localhost:8080([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
    assert.ok(path === undefined || path.startsWith('/queries/all/events?'))
  }
  assert.deepEqual(seen, ['D', 'C', 'B', 'A'])
  const wrong = await coop.get('/queries/all/events?EQ_nothing=1')
  assert.equal(typeOf(wrong), 'epcisException:QueryParameterException')
  assert.deepEqual(fieldsOf(wrong), ['EQ_nothing'])
})

test("a name is a party's own", async () => {
  const query = { EQ_bizStep: 'shipping' }
  assert.equal((await coop.post('/queries', { name: 'mine', query })).status, 201)
  const again = await coop.post('/queries', { name: 'mine', query })
  assert.equal(again.status, 409)
  assert.equal(typeOf(again), 'epcisException:ResourceAlreadyExistsException')
  assert.equal((await other.get('/queries/mine')).status, 404)
  assert.equal((await other.delete('/queries/mine')).status, 404)
  assert.equal((await other.post('/queries', { name: 'mine', query })).status, 201)
  assert.deepEqual(serials(await other.get('/queries/mine/events')), [], 'and sees only what its party may see')
  assert.deepEqual((await other.get('/queries')).json, [{ name: 'mine', query }])
  assert.equal((await app.anonymous.get('/queries')).status, 401)
})

test('queries are listed by name, page by page', async () => {
  const lister = await app.party('Lister')
  for (const name of ['c', 'ă', 'b']) await lister.post('/queries', { name, query: {} })
  const first = await lister.get('/queries?perPage=2')
  const next = /<http:\/\/localhost:8080([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  const second = await lister.get(next)
  const names = [first, second].flatMap(({ json }) => (json as { name: string }[]).map(({ name }) => name))
  assert.deepEqual(names, ['b', 'c', 'ă'])
  assert.equal(second.headers.get('link'), null)
})

const badNames = [
  '',
  ' ',
  '.',
  '..',
  'a/b',
  'a\\b',
  'a?b',
  'a#b',
  'a%b',
  ' a',
  'a ',
  'a\nb',
  'a\u202eb',
  'x'.repeat(101),
  7,
  null,
]

test('names and bodies that make no sense are refused where they are wrong', async () => {
  for (const name of badNames) {
    const refused = await coop.post('/queries', { name, query: {} })
    assert.equal(refused.status, 400, String(name))
    assert.deepEqual(fieldsOf(refused), ['/name'])
  }
  assert.equal((await coop.post('/queries', { name: 'SimpleEventQuery', query: {} })).status, 409)
  for (const query of [undefined, null, 'x', []]) {
    assert.deepEqual(fieldsOf(await coop.post('/queries', { name: 'q', query })), ['/query'])
  }
  const wrong = await coop.post('/queries', {
    name: 'q',
    query: { EQ_nothing: 1, GE_eventTime: 'soon', EQ_action: 'ADD' },
  })
  assert.equal(wrong.status, 400)
  assert.equal(typeOf(wrong), 'epcisException:QueryParameterException')
  assert.deepEqual(fieldsOf(wrong).sort(), ['EQ_nothing', 'GE_eventTime'])
  assert.equal((await coop.post('/queries', '{"name":', {})).status, 400)
  assert.equal((await coop.post('/queries', '<q/>', { 'content-type': 'application/xml' })).status, 415)
  assert.equal((await coop.post('/queries', '{}', { 'content-type': 'text/plain' })).status, 415)
  assert.equal((await coop.get('/queries', { accept: 'text/csv' })).status, 406)
  assert.equal((await coop.get('/queries/q')).status, 404, 'nothing of it was kept')
})

test('a Vietnamese name is one name, however its accents were written', async () => {
  const name = 'Lô xoài'
  const made = await coop.post('/queries', { name: name.normalize('NFD'), query: {} })
  assert.equal(made.headers.get('location'), `http://localhost:8080/queries/${encodeURIComponent(name)}`)
  assert.equal((await coop.get(`/queries/${encodeURIComponent(name.normalize('NFD'))}`)).status, 200)
})

test('OPTIONS says what can be done', async () => {
  const allowed: Record<string, string> = {
    '/queries': 'OPTIONS, GET, POST',
    '/queries/x': 'OPTIONS, GET, DELETE',
    '/queries/x/events': 'OPTIONS, GET',
    '/queries/x/subscriptions': 'OPTIONS, GET, POST',
    '/queries/x/subscriptions/y': 'OPTIONS, GET, DELETE',
  }
  for (const [path, allow] of Object.entries(allowed)) {
    const answer = await fetch(app.url + path, { method: 'OPTIONS' })
    assert.equal(answer.status, 204)
    assert.equal(answer.headers.get('allow'), allow)
    assert.equal(answer.headers.get('gs1-epcis-min'), '2.0.0')
  }
})
