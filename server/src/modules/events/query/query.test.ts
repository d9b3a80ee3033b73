import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, gtin, item, lot, type Members } from '../../../../test/documents.ts'

let app: TestApp
let coop: TestParty

const withCheck = (digits: string): string => digits + checkDigit(digits)
const gln = (number: number) => `https://id.gs1.org/414/${withCheck(`95200000000${number}`)}`
const owner = `https://id.gs1.org/417/${withCheck('952000000009')}`

const pallet = `https://id.gs1.org/00/${withCheck('09520000000000001')}`
const story: Record<string, Members> = {
  made: event({ epcList: [item(1, 'A')], action: 'ADD', bizStep: 'commissioning', readPoint: { id: gln(0) } }),
  packed: event({
    type: 'AggregationEvent',
    epcList: undefined,
    parentID: pallet,
    childEPCs: [item(1, 'A')],
    action: 'ADD',
    bizStep: 'packing',
    bizLocation: { id: gln(0) },
  }),
  shipped: event({
    epcList: [pallet],
    bizStep: 'shipping',
    disposition: 'in_transit',
    bizTransactionList: [{ type: 'po', bizTransaction: 'urn:example:po:1' }],
    sourceList: [{ type: 'owning_party', source: owner }],
  }),
  received: event({ epcList: [pallet], bizStep: 'receiving', readPoint: { id: gln(1) } }),
  juiced: event({
    type: 'TransformationEvent',
    epcList: undefined,
    action: undefined,
    bizStep: 'commissioning',
    inputEPCList: [item(1, 'A')],
    outputQuantityList: [{ epcClass: lot(2, 'J1'), quantity: 3.5, uom: 'LTR' }],
    transformationID: 'urn:example:process:1',
  }),
}
const ids = new Map<string, string>()

before(async () => {
  app = await testApp()
  coop = await app.party('coop')
  for (const [name, members] of Object.entries(story)) {
    const eventID = `urn:example:event:${name}`
    ids.set(eventID, name)
    const answer = await coop.post('/capture', document([{ ...members, eventID }]))
    assert.equal(answer.status, 202, answer.text)
  }
})
after(() => app.close())

const ask = async (query: Record<string, string>): Promise<string[]> => {
  const answer = await coop.get(`/events?${new URLSearchParams(query)}`)
  assert.equal(answer.status, 200, answer.text)
  return eventsOf(answer).map(({ eventID }) => ids.get(String(eventID)) ?? String(eventID))
}

const cases: [what: string, query: Record<string, string>, answer: string[]][] = [
  ['everything, latest first', {}, ['juiced', 'received', 'shipped', 'packed', 'made']],
  ['eventType', { eventType: 'AggregationEvent' }, ['packed']],
  ['two types', { eventType: 'AggregationEvent|TransformationEvent' }, ['juiced', 'packed']],
  ['EQ_action', { EQ_action: 'ADD' }, ['packed', 'made']],
  ['EQ_bizStep in another spelling', { EQ_bizStep: 'https://ref.gs1.org/cbv/BizStep-shipping' }, ['shipped']],
  ['EQ_disposition', { EQ_disposition: 'in_transit' }, ['shipped']],
  [
    'GE_eventTime takes the instant itself',
    { GE_eventTime: String(story.received?.eventTime) },
    ['juiced', 'received'],
  ],
  ['LT_eventTime does not', { LT_eventTime: String(story.packed?.eventTime) }, ['made']],
  ['EQ_readPoint', { EQ_readPoint: gln(1) }, ['received']],
  ['EQ_readPoint as an EPC URN', { EQ_readPoint: 'urn:epc:id:sgln:952000000001..0' }, ['received']],
  ['EQ_bizLocation is not the read point', { EQ_bizLocation: gln(0) }, ['packed']],
  ['MATCH_epc: also children', { MATCH_epc: item(1, 'A') }, ['packed', 'made']],
  [
    'MATCH_epc as a URN',
    { MATCH_epc: `urn:epc:id:sgtin:${gtin(1).slice(1, 8)}.0${gtin(1).slice(8, 13)}.A` },
    ['packed', 'made'],
  ],
  ['MATCH_parentID', { MATCH_parentID: pallet }, ['packed']],
  ['MATCH_inputEPC', { MATCH_inputEPC: item(1, 'A') }, ['juiced']],
  ['MATCH_anyEPC', { MATCH_anyEPC: item(1, 'A') }, ['juiced', 'packed', 'made']],
  ['MATCH_outputEPCClass', { MATCH_outputEPCClass: lot(2, 'J1') }, ['juiced']],
  ['MATCH_anyEPCClass knows no instances', { MATCH_anyEPCClass: item(1, 'A') }, []],
  ['EQ_transformationID', { EQ_transformationID: 'urn:example:process:1' }, ['juiced']],
  ['EQ_bizTransaction of its type', { EQ_bizTransaction_po: 'urn:example:po:1' }, ['shipped']],
  ['EQ_bizTransaction of another type', { EQ_bizTransaction_inv: 'urn:example:po:1' }, []],
  ['EQ_source', { EQ_source_owning_party: owner }, ['shipped']],
  ['EQ_source of another type', { EQ_source_location: owner }, []],
  ['several parameters all hold', { MATCH_anyEPC: pallet, EQ_bizStep: 'receiving' }, ['received']],
  ['two keys both hold', { MATCH_anyEPC: pallet, EQ_readPoint: gln(1) }, ['received']],
  ['order', { orderBy: 'eventTime', orderDirection: 'ASC' }, ['made', 'packed', 'shipped', 'received', 'juiced']],
  [
    'order by record time',
    { orderBy: 'recordTime', orderDirection: 'ASC' },
    ['made', 'packed', 'shipped', 'received', 'juiced'],
  ],
  ['the first two', { orderBy: 'eventTime', eventCountLimit: '2' }, ['juiced', 'received']],
  ['not more than allowed', { maxEventCount: '5' }, ['juiced', 'received', 'shipped', 'packed', 'made']],
]
for (const [what, query, answer] of cases) {
  test(`query: ${what}`, async () => assert.deepEqual(await ask(query), answer))
}

test('an EPC pattern finds the instances of its class', async () => {
  const pattern = `urn:epc:idpat:sgtin:${gtin(1).slice(1, 8)}.0${gtin(1).slice(8, 13)}.*`
  assert.deepEqual(await ask({ MATCH_anyEPC: pattern }), ['juiced', 'packed', 'made'])
})

test('more events than maxEventCount is an error, not a cut', async () => {
  const answer = await coop.get('/events?maxEventCount=4')
  assert.equal(answer.status, 413)
  assert.equal((answer.json as { type: string }).type, 'epcisException:QueryTooLargeException')
})

for (const query of [
  'foo=1',
  'EQ_action=JUMP',
  'GE_eventTime=yesterday',
  'perPage=0',
  'nextPageToken=xyz',
  'eventCountLimit=2',
]) {
  test(`an unknown parameter or a value of the wrong kind is named: ${query}`, async () => {
    const answer = await coop.get(`/events?${query}`)
    assert.equal(answer.status, 400)
    assert.equal((answer.json as { type: string }).type, 'epcisException:QueryParameterException')
  })
}

test('pages are stable while captures go on, and asOf answers as at an earlier position', async () => {
  const party = await app.party('pages')
  const epc = item(5, 'PAGES')
  const send = (count: number) =>
    party.post('/capture', document(Array.from({ length: count }, () => event({ epcList: [epc] }))))
  await send(25)
  const position = ((await app.operator.get('/health')).json as { position: number }).position
  const seen: Members[] = []
  let next: string | undefined = `/events?perPage=10&MATCH_epc=${encodeURIComponent(epc)}`
  while (next !== undefined) {
    const page = await party.get(next)
    seen.push(...eventsOf(page))
    await send(3)
    const link: string | undefined = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
    next = link === undefined ? undefined : new URL(link).pathname + new URL(link).search
  }
  assert.equal(seen.length, 25)
  assert.equal(new Set(seen.map(({ eventID }) => eventID)).size, 25)
  assert.equal(eventsOf(await party.get(`/events?perPage=100&MATCH_epc=${encodeURIComponent(epc)}`)).length, 34)
  assert.equal(
    eventsOf(await party.get(`/events?perPage=100&asOf=${position}&MATCH_epc=${encodeURIComponent(epc)}`)).length,
    25,
  )
})

test('an exact last page links to nothing', async () => {
  assert.equal((await coop.get('/events?perPage=5')).headers.get('link'), null)
})

test("a party's list holds its own alone; the operator's key sees all; without a key there is none", async () => {
  const other = await app.party('other')
  assert.deepEqual(eventsOf(await other.get('/events')), [])
  assert.ok(eventsOf(await app.operator.get('/events')).length >= 5)
  assert.equal((await app.anonymous.get('/events')).status, 401)
})

test('OPTIONS tells what may be done', async () => {
  const answer = await fetch(`${app.url}/events`, { method: 'OPTIONS' })
  assert.equal(answer.status, 204)
  assert.match(answer.headers.get('allow') ?? '', /GET.*POST/)
  assert.equal(answer.headers.get('gs1-epcis-max'), '2.0.1')
})

test('a form that is not offered is refused rather than ignored', async () => {
  assert.equal((await coop.get('/events', { 'gs1-epc-format': 'Sometimes' })).status, 406)
  assert.equal((await coop.get('/events', { accept: 'image/png' })).status, 406)
  assert.equal((await coop.get('/events', { 'gs1-epc-format': 'Never_Translates' })).status, 200)
})
