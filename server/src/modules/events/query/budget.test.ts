import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, gtin, item } from '../../../../test/documents.ts'
import { openDatabase } from '../../../platform/postgres/database.ts'
import { mostCandidates } from './search.ts'

let app: TestApp
let big: TestParty
let small: TestParty

/** More events of one party than a query may look at, all alike. */
const copies = mostCandidates + 10_000

before(async () => {
  app = await testApp()
  big = await app.party('big')
  small = await app.party('small')
  for (const party of [big, small]) await party.post('/capture', document([event({ disposition: 'in_transit' })]))
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await owner.query(
    `insert into events.event (event_uid, event_time, capture_number, ordinal, event_type, action, biz_step, disposition,
                               captured_by, declared_by, event_id, event_id_ours, declaration, context_id, media_type, body)
     select md5('event' || n)::uuid, event_time + n * interval '1 second', capture_number, n, event_type, action, biz_step,
            disposition, captured_by, declared_by, 'urn:x:' || n, false, false, context_id, media_type, body
       from events.event cross join generate_series(1, $1::int) n where captured_by = $2`,
    [copies, big.id],
  )
  await owner.query('update events.audience set events = events + $1 where viewer = $2', [copies, big.id])
  await owner.query('analyze events.event')
  await owner.end()
})
after(() => app.close())

const typeOf = (answer: { json: unknown }) => (answer.json as { type: string }).type

test('what would take too much looking is refused, and the server answers others meanwhile', async () => {
  let done = false
  const heavy = big.get('/events?EQ_disposition=damaged').finally(() => {
    done = true
  })
  assert.equal((await app.anonymous.get('/health')).status, 200)
  assert.equal(done, false)
  const answer = await heavy
  assert.equal(answer.status, 413)
  assert.equal(typeOf(answer), 'epcisException:QueryTooComplexException')
})

test('how much others have decides nothing', async () => {
  const answer = await small.get('/events?EQ_disposition=damaged')
  assert.equal(answer.status, 200)
  assert.deepEqual(eventsOf(answer), [])
})

test('nor whose keys fit a pattern: it is held against what one sees, however much that is', async () => {
  const patternOf = (product: number) =>
    `urn:epc:idpat:sgtin:${gtin(product).slice(1, 8)}.0${gtin(product).slice(8, 13)}.*`
  assert.equal((await small.post('/capture', document([event({ epcList: [item(7, 'A')] })]))).status, 202)
  assert.equal(eventsOf(await small.get(`/events?MATCH_epc=${patternOf(7)}`)).length, 1)
  const others = await big.get(`/events?MATCH_epc=${patternOf(7)}`)
  assert.deepEqual([others.status, typeOf(others)], [413, 'epcisException:QueryTooComplexException'])
  const own = await big.get(`/events?MATCH_epc=${patternOf(1)}&perPage=5`)
  assert.equal(eventsOf(own).length, 5)
  const [first] = eventsOf(await big.get('/events?perPage=1')) as { eventTime: string }[]
  const soonAfter = new Date(Date.parse(first?.eventTime ?? '') + 10_000).toISOString()
  const narrow = await big.get(`/events?MATCH_epc=${patternOf(7)}&LT_eventTime=${soonAfter}`)
  assert.deepEqual([narrow.status, eventsOf(narrow)], [200, []])
})

test('what many events fulfil is found at once, in either order', async () => {
  for (const more of ['', '&orderBy=recordTime', '&orderBy=recordTime&orderDirection=ASC']) {
    const answer = await big.get(`/events?EQ_disposition=in_transit&perPage=5${more}`)
    assert.equal(eventsOf(answer).length, 5, more)
    assert.match(answer.headers.get('link') ?? '', /rel="next"/)
  }
})

test('an order by an extension needs all that match, and too many are refused', async () => {
  const all = await big.get(`/events?orderBy=${encodeURIComponent('https://example.org/ns/size')}`)
  assert.equal(typeOf(all), 'epcisException:QueryTooComplexException')
})

test('more than maxEventCount are too many, however many they are', async () => {
  assert.equal(typeOf(await big.get('/events?maxEventCount=5000')), 'epcisException:QueryTooLargeException')
})
