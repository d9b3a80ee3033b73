import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { type Answer, type Client, type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { document, gtin, item, lot, type Members } from '../../../../test/documents.ts'
import { edgesOf, type TraceAnswer } from './trace-answer.ts'

let app: TestApp
let coop: TestParty
let trader: TestParty
let stranger: TestParty

const withCheck = (digits: string): string => digits + checkDigit(digits)
const farmNumber = withCheck('952123400001')
const farm = `https://id.gs1.org/414/${farmNumber}`
const depot = `https://id.gs1.org/414/${withCheck('952777700002')}`
const pallet = `https://id.gs1.org/00/${withCheck('09521234000000001')}`
const [harvest, juice] = [lot(1, 'A'), lot(2, 'J')]
const [first, second] = [item(3, 'S1'), item(3, 'S2')]

const pathOf = (uri: string): string => `/api/trace${new URL(uri).pathname}`
const keyOf = (uri: string): string => new URL(uri).pathname
const at = (minute: number): string => `2026-03-01T00:${String(minute).padStart(2, '0')}:00Z`

const event = (id: string, minute: number, members: Members): Members => ({
  type: 'ObjectEvent',
  eventID: `urn:example:trace:${id}`,
  eventTime: at(minute),
  eventTimeZoneOffset: '+07:00',
  ...members,
})

const transformation = (id: string, minute: number, members: Members): Members =>
  event(id, minute, { type: 'TransformationEvent', bizStep: 'commissioning', bizLocation: { id: farm }, ...members })

const packing = (id: string, minute: number, action: string, where: string): Members =>
  event(id, minute, {
    type: 'AggregationEvent',
    parentID: pallet,
    childEPCs: [first, second],
    action,
    bizStep: action === 'ADD' ? 'packing' : 'unpacking',
    bizLocation: { id: where },
  })

const moving = (id: string, minute: number, bizStep: string, where: string): Members =>
  event(id, minute, { epcList: [pallet], action: 'OBSERVE', bizStep, readPoint: { id: where } })

const coopEvents = [
  event('harvested', 1, {
    quantityList: [{ epcClass: harvest, quantity: 100, uom: 'KGM' }],
    action: 'ADD',
    bizStep: 'commissioning',
    bizLocation: { id: farm },
  }),
  transformation('pressed', 2, {
    inputQuantityList: [{ epcClass: harvest, quantity: 60, uom: 'KGM' }],
    outputQuantityList: [{ epcClass: juice, quantity: 30, uom: 'LTR' }],
    transformationID: 'urn:example:pressing:1',
  }),
  transformation('bottled', 3, {
    inputQuantityList: [{ epcClass: juice, quantity: 30, uom: 'LTR' }],
    outputEPCList: [first, second],
  }),
  packing('packed', 4, 'ADD', farm),
  moving('sent', 5, 'shipping', farm),
]

const traderEvents = [
  moving('received', 6, 'receiving', depot),
  packing('unpacked', 7, 'DELETE', depot),
  event('sold', 8, { epcList: [first], action: 'OBSERVE', bizStep: 'retail_selling', bizLocation: { id: depot } }),
]

const capture = async (party: Client, events: readonly Members[]): Promise<void> => {
  const answer = await party.post('/capture', document(events))
  assert.equal(answer.status, 202, answer.text)
  const job = await party.get(new URL(answer.headers.get('location') ?? '').pathname)
  assert.deepEqual((job.json as { errors: unknown[] }).errors, [])
}

/** As the coop saw it before the trader told anything. */
const earlierAnswers = new Map<string, Answer>()
const asked = [harvest, juice, first, second, pallet]

before(async () => {
  app = await testApp()
  const prefix = (value: string) => ({ scheme: 'gs1-company-prefix', value, issuer: 'GS1', verified: true })
  coop = await app.party('HTX Trace', { kind: 'cooperative', identifiers: [prefix('9521234')] })
  trader = await app.party('Trader', { identifiers: [prefix('9527777')] })
  stranger = await app.party('Stranger')
  const named = await coop.put(`/api/locations/${farmNumber}`, { names: { vi: 'Vườn', en: 'Farm' } })
  assert.equal(named.status, 200, named.text)
  await capture(coop, coopEvents)
  for (const uri of asked) earlierAnswers.set(uri, await coop.get(pathOf(uri)))
  await capture(trader, traderEvents)
})
after(() => app.close())

const trace = async (caller: Client, uri: string, query = ''): Promise<TraceAnswer> => {
  const answer = await caller.get(`${pathOf(uri)}${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as TraceAnswer
}

/** `rule key → key`, with the last letters of keys alone. */
const hopsIn = ({ nodes, hops }: TraceAnswer): string[] => {
  const keys = new Map(nodes.map(({ id, key }) => [id, key.slice(key.lastIndexOf('/') + 1)]))
  return edgesOf(hops).map(({ from, to, rule }) => `${rule} ${keys.get(from)} → ${keys.get(to)}`)
}

const linesOf = (of: TraceAnswer): string[] => hopsIn(of).filter((line) => !/^(seen|held) /.test(line))

test('from an item back to every origin, each hop with its events, its rule and who says it', async () => {
  const answer = await trace(app.operator, first, '?direction=back')
  const lines = linesOf(answer).sort()
  const event3 = 'urn:example:trace:bottled'
  assert.ok(lines.includes(`consumed A → urn:example:pressing:1`), lines.join('\n'))
  assert.ok(lines.includes(`produced urn:example:pressing:1 → J`), lines.join('\n'))
  assert.ok(lines.includes(`consumed J → ${event3}`), lines.join('\n'))
  assert.ok(lines.includes(`produced ${event3} → S1`), lines.join('\n'))
  assert.ok(!lines.some((line) => line.includes('S2')), 'siblings are no part of it')
  const consumed = answer.hops.find(
    ({ rule, events }) => rule === 'consumed' && events[0] === 'urn:example:trace:pressed',
  )
  assert.deepEqual(consumed?.quantities, [{ quantity: 60, uom: 'KGM' }])
  assert.deepEqual(consumed?.by, [
    { party: coop.id, name: { vi: 'HTX Trace', en: 'HTX Trace' }, standing: 'custodian' },
  ])
  assert.equal(consumed?.basis, 'stated')
  assert.ok(
    answer.events.some(({ eventID, eventTimeZoneOffset }) => eventID === event3 && eventTimeZoneOffset === '+07:00'),
  )
  assert.deepEqual(answer.completeness.verdict, 'complete')
})

test('an origin tells which share of the item it can make up', async () => {
  const answer = await trace(app.operator, juice, '?direction=back')
  assert.deepEqual(answer.nodes.find(({ key }) => key === keyOf(harvest))?.share, { least: 1, greatest: 1 })
})

test('an item is inside only while it was, and its container tells where it was and in whose hands', async () => {
  const answer = await trace(app.operator, first)
  const packed = answer.hops.find(({ rule }) => rule === 'packed')
  assert.deepEqual(packed?.interval, { from: at(4), to: at(7) })
  assert.deepEqual(packed?.events, ['urn:example:trace:packed', 'urn:example:trace:unpacked'])
  const container = answer.nodes.find(({ kind }) => kind === 'container')
  assert.equal(container?.key, keyOf(pallet))
  const rides = edgesOf(answer.hops).filter(
    ({ from, rule }) => from === container?.id && (rule === 'seen' || rule === 'held'),
  )
  assert.deepEqual(
    rides.map(({ rule, to, interval }) => `${rule} ${to} ${interval.from}`).sort(),
    [
      `held party:urn:uuid:${coop.id} ${at(4)}`,
      `held party:urn:uuid:${trader.id} ${at(6)}`,
      `seen place:${keyOf(farm)} ${at(4)}`,
      `seen place:${keyOf(depot)} ${at(6)}`,
    ].sort(),
  )
  const farmNode = answer.nodes.find(({ kind, key }) => kind === 'place' && key === keyOf(farm))
  assert.deepEqual(farmNode?.name, { vi: 'Vườn', en: 'Farm' })
})

test('sent by one side and received by the other: both words are countersigned', async () => {
  const answer = await trace(app.operator, pallet)
  const start = answer.nodes.find(({ direction }) => direction === 'start')
  const standings = new Map(
    edgesOf(answer.hops)
      .filter(({ rule, from }) => rule === 'held' && from === start?.id)
      .flatMap(({ by }) => by.map(({ party, standing }) => [party, standing] as const)),
  )
  assert.deepEqual([standings.get(coop.id), standings.get(trader.id)], ['countersigned', 'countersigned'])
})

test('the same key in any spelling: the same bytes', async () => {
  const urn = `urn:epc:id:sgtin:9521234.${gtin(3).slice(0, 1)}${gtin(3).slice(8, 13)}.S1`
  const spellings = [
    first,
    first.replace('id.gs1.org', 'shop.example/x'),
    keyOf(first),
    urn.replace('9521234', gtin(3).slice(1, 8)),
  ]
  const expected = (await app.operator.get(pathOf(first))).text
  for (const spelling of spellings) {
    const answer = await app.operator.get(`/api/trace/${encodeURIComponent(spelling)}`)
    assert.equal(answer.text, expected, spelling)
  }
})

test('what another party holds hidden reads as if it had never been told', async () => {
  for (const uri of asked) {
    const now = await coop.get(pathOf(uri))
    assert.equal(now.status, 200, uri)
    const earlier = earlierAnswers.get(uri)?.json as TraceAnswer
    const { asOf } = now.json as TraceAnswer
    assert.ok(asOf > earlier.asOf)
    assert.deepEqual({ ...(now.json as TraceAnswer), asOf: earlier.asOf }, earlier, uri)
  }
})

test('a key of hidden events is as unknown as none: the same bytes but the key', async () => {
  const unknownTo = async (caller: Client, uri: string): Promise<string> => {
    const answer = await caller.get(pathOf(uri), { 'accept-language': 'en' })
    assert.equal(answer.status, 404, answer.text)
    const { instance: _, ...body } = answer.json as { instance: string }
    return JSON.stringify(body).replaceAll(keyOf(uri), 'KEY')
  }
  const unheard = await unknownTo(trader, lot(1, 'NEVER'))
  assert.match(unheard, /Nothing is known of KEY, or nothing that you may see\./)
  assert.equal(await unknownTo(trader, harvest), unheard)
  assert.equal(await unknownTo(trader, juice), unheard)
  for (const uri of asked) assert.equal(await unknownTo(stranger, uri), unheard)
})

test('the trader does not learn where the goods come from, only that it is unknown', async () => {
  const answer = await trace(trader, first, '?direction=back')
  assert.deepEqual([...new Set(answer.events.map(({ party }) => party))], [trader.id])
  assert.deepEqual(
    answer.tombstones.map(({ reason }) => reason),
    ['unknown'],
  )
  assert.equal(answer.completeness.verdict, 'incomplete')
  assert.ok(!JSON.stringify(answer).includes(coop.id))
})

test('beyond a limit every tombstone leads on, and all answers together are the whole', async () => {
  const whole = await trace(app.operator, first)
  const nodes = new Set<string>()
  const hops = new Set<string>()
  const todo = [`${pathOf(first)}?limit=2`]
  for (let asks = 0; todo.length > 0; asks++) {
    assert.ok(asks < 200, 'it ends')
    const answer = await app.operator.get(todo.pop() ?? '')
    assert.equal(answer.status, 200, answer.text)
    const part = answer.json as TraceAnswer
    assert.equal(part.asOf, whole.asOf)
    for (const { id } of part.nodes) nodes.add(id)
    for (const { from, to, rule, interval } of edgesOf(part.hops)) hops.add(JSON.stringify([from, to, rule, interval]))
    for (const { next, reason } of part.tombstones) {
      assert.equal(next !== undefined, reason === 'limit' || reason === 'depth')
      if (next !== undefined) {
        assert.ok(next.startsWith(`${app.config.publicUrl}/api/trace/`))
        todo.push(next.slice(app.config.publicUrl.length))
      }
    }
  }
  for (const { id } of whole.nodes) assert.ok(nodes.has(id), id)
  const lines = edgesOf(whole.hops).filter(({ rule }) => rule !== 'seen' && rule !== 'held')
  for (const { from, to, rule, interval } of lines) assert.ok(hops.has(JSON.stringify([from, to, rule, interval])))
})

test('of a thousand bags and more each is told by its own key', async () => {
  const sack = item(4, 'SACK')
  const bags = Array.from({ length: 1_100 }, (_, index) => item(5, `B${index}`))
  await capture(coop, [transformation('filled', 9, { inputEPCList: [sack], outputEPCList: bags })])
  const thingsOf = ({ nodes }: TraceAnswer) => nodes.flatMap(({ kind, key }) => (kind === 'item' ? [key] : [])).sort()
  const all = [sack, ...bags].map(keyOf).sort()
  for (const limit of ['', '&limit=1200', '&limit=20000'])
    assert.deepEqual(thingsOf(await trace(coop, sack, `?direction=forward${limit}`)), all)
  const cut = await trace(coop, sack, '?direction=forward&limit=1050')
  assert.equal(thingsOf(cut).filter((key) => all.includes(key)).length, 1_050)
})

test('what is hidden of one of many things alike does not set it apart', async () => {
  const [carton, boxes] = [item(6, 'CARTON'), ['X1', 'X2', 'X3'].map((serial) => item(7, serial))]
  const hold = (id: string, minute: number, parentID: string, childEPCs: string[]): Members =>
    event(id, minute, { type: 'AggregationEvent', parentID, childEPCs, action: 'ADD', bizStep: 'packing' })
  const seen = async () => {
    const { asOf: _, ...answer } = await trace(coop, carton, '?direction=back')
    return answer
  }
  await capture(coop, [
    transformation('made', 10, { inputEPCList: [item(8, 'SHEET')], outputEPCList: boxes }),
    hold('boxed', 11, carton, boxes),
  ])
  const before = await seen()
  assert.ok(before.hops.some(({ rule, from }) => rule === 'packed' && from.length === boxes.length))
  await capture(stranger, [hold('stuffed', 11, boxes[1] ?? '', [item(9, 'LEAFLET')])])
  assert.ok(JSON.stringify(await trace(app.operator, carton, '?direction=back')).includes('LEAFLET'))
  assert.deepEqual(await seen(), before)
})

test('depth counts processes', async () => {
  const answer = await trace(app.operator, first, '?direction=back&depth=1')
  assert.ok(!answer.nodes.some(({ key }) => key === keyOf(harvest)))
  assert.ok(answer.tombstones.some(({ reason, next }) => reason === 'depth' && next !== undefined))
})

test('the way on leads further, though no process was asked for', async () => {
  const keys = new Set<string>()
  let paths = [`${pathOf(first)}?direction=back&depth=0`]
  for (let asked = 0; paths.length > 0; asked += 1) {
    assert.ok(asked < 20, 'the ways on lead nowhere')
    const parts = await Promise.all(paths.map((path) => app.operator.get(path)))
    const answers = parts.map(({ json }) => json as TraceAnswer)
    for (const { nodes } of answers) for (const { key } of nodes) keys.add(key)
    const nexts = answers.flatMap(({ tombstones }) => tombstones.flatMap(({ next }) => next ?? []))
    paths = nexts.map((next) => next.slice(new URL(next).origin.length))
  }
  const whole = await trace(app.operator, first, '?direction=back')
  assert.deepEqual([...keys].sort(), [...new Set(whole.nodes.map(({ key }) => key))].sort())
})

test('a continuation belongs to its trace and its party', async () => {
  const { tombstones } = await trace(coop, first, '?direction=back&depth=1')
  const next = tombstones.find(({ reason }) => reason === 'depth')?.next ?? assert.fail('no continuation')
  const own = next.slice(app.config.publicUrl.length)
  assert.equal((await coop.get(own)).status, 200)
  const refused: [Client, string][] = [
    [app.operator, own],
    [coop, own.replace('direction=back', 'direction=both')],
    [coop, own.replace('/21/S1', '/21/S2')],
    [coop, own.slice(0, -3)],
    [coop, own.replace(/resume=[^&]+/, 'resume=x')],
    [coop, own.replace(/asOf=\d+/, 'asOf=0')],
  ]
  for (const [caller, path] of refused) {
    const answer = await caller.get(path)
    assert.equal(answer.status, 400, path)
    assert.match(answer.text, /"field":"(resume|asOf)"/)
  }
})

const refusals: [what: string, path: string, status: number, names: RegExp][] = [
  ['bounds that cross', `${pathOf(first)}?from=${at(5)}&to=${at(4)}`, 400, /"field":"from"/],
  ['an unknown parameter', `${pathOf(first)}?colour=red`, 400, /"field":"colour"/],
  ['a direction that is none', `${pathOf(first)}?direction=up`, 400, /"field":"direction"/],
  ['a limit beyond the greatest', `${pathOf(first)}?limit=1000000`, 400, /"field":"limit".*20000/],
  ['a position to come', `${pathOf(first)}?asOf=999999`, 400, /"field":"asOf"/],
  ['a wrong check digit', '/api/trace/01/09521234543214/10/A', 400, /"field":"key"/],
  ['no key', '/api/trace/', 400, /"field":"key"/],
  ['a URI that is not percent-encoded', '/api/trace/https://id.gs1.org/01/09521234543213', 400, /"field":"key"/],
  ['SQL', "/api/trace/';drop%20table%20trace.assertion;--", 400, /"field":"key"/],
  ['broken percent-encoding', '/api/trace/%E0%A4%A', 400, /.*/],
  ['a place', pathOf(farm), 404, /unknown-key/],
  ['a document nobody named', '/api/trace/urn:example:nothing', 404, /unknown-key/],
]

for (const [what, path, status, names] of refusals) {
  test(`refused: ${what}`, async () => {
    const answer = await coop.get(path)
    assert.equal(answer.status, status, answer.text)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
    assert.match(answer.text, names)
  })
}

test('nobody without a key traces', async () => {
  assert.equal((await app.anonymous.get(pathOf(first))).status, 401)
})

test('a time in which nothing happened to a known key is an empty trace, not an unknown key', async () => {
  const query = '?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z'
  const answer = await trace(app.operator, first, query)
  assert.deepEqual([answer.hops, answer.events], [[], []])
  assert.equal((await trader.get(`${pathOf(harvest)}${query}`)).status, 404)
})

test('by Accept: JSON, GraphML, CSV, and nothing else', async () => {
  const types: [accept: string, status: number, type: RegExp][] = [
    ['*/*', 200, /^application\/json/],
    ['application/graphml+xml', 200, /^application\/graphml\+xml/],
    ['text/csv;charset=utf-8', 200, /^text\/csv/],
    ['text/html;q=0.9, text/csv;q=0.5', 200, /^text\/csv/],
    ['text/html', 406, /^application\/problem\+json/],
    ['application/json;q=0, text/html', 406, /^application\/problem\+json/],
  ]
  for (const [accept, status, type] of types) {
    const answer = await app.operator.get(pathOf(first), { accept })
    assert.equal(answer.status, status, accept)
    assert.match(answer.headers.get('content-type') ?? '', type)
    assert.match(answer.headers.get('vary') ?? '', /Accept/)
  }
  const json = await trace(app.operator, first)
  const csv = (await app.operator.get(pathOf(first), { accept: 'text/csv' })).text
  assert.equal(csv.trimEnd().split('\r\n').length, 1 + edgesOf(json.hops).length + json.tombstones.length)
  const xml = (await app.operator.get(pathOf(first), { accept: 'application/graphml+xml' })).text
  assert.equal(xml.match(/<edge /g)?.length, edgesOf(json.hops).length)
  assert.equal(xml.match(/<node /g)?.length, json.nodes.length)
})

test('asOf: the same answer byte for byte after a correction, a new name and a late event', async () => {
  const then = await app.operator.get(pathOf(first))
  const { asOf } = then.json as TraceAnswer
  await capture(coop, [
    {
      ...coopEvents[1],
      errorDeclaration: { declarationTime: '2026-03-02T00:00:00Z', reason: 'did_not_occur' },
    } as Members,
    event('late', 3, { epcList: [second], action: 'OBSERVE', bizStep: 'inspecting', bizLocation: { id: depot } }),
  ])
  await coop.put(`/api/locations/${farmNumber}`, { names: { vi: 'Vườn mới', en: 'New farm' } })
  const now = await app.operator.get(pathOf(first))
  assert.notEqual(now.text, then.text)
  assert.ok(!linesOf(now.json as TraceAnswer).some((line) => line.startsWith('consumed A')))
  assert.ok(now.text.includes('New farm'))
  assert.equal((await app.operator.get(`${pathOf(first)}?asOf=${asOf}`)).text, then.text)
})
