import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { freePort, type TestApp, type TestParty, testApp } from '../app.ts'

/**
 * Two provinces, each with a server and a database of its own. A grower of B picks lot F1 and presses it into lot L1, which goes
 * to a bottler of A; the bottler receives it, fills lot M1, and sends it back to B, where it goes into gift set G1. A crate goes the
 * same way on a pallet, packed at B and unpacked at A. Nobody at A has ever heard of F1 or G1.
 */
const fruit = '/01/09521234543213/10/F1'
const juice = '/01/09521234543220/10/L1'
const bottles = '/01/09506000134352/10/M1'
const gift = '/01/09521234543237/10/G1'
const crate = '/01/09521234543213/21/C1'
const pallet = '/00/095212340000000013'
const nameOfB = 'Tỉnh B'

type Answer = {
  nodes: { id: string; kind: string; key: string; direction: string }[]
  hops: {
    from: string[]
    to: string[]
    rule: string
    interval: { from: string; to: string | null }
    events: string[]
    by: { party: string }[]
    elsewhere?: string[]
  }[]
  events: { eventID: string; elsewhere?: string }[]
  tombstones: {
    node: string
    direction: string
    reason: string
    next?: string
    repository?: string
    failure?: string
  }[]
  completeness: { verdict: string; tombstones: Record<string, number> }
}

let a: TestApp
let b: TestApp
let bottler: TestParty
let urlOfB: string

before(async () => {
  const port = await freePort()
  urlOfB = `http://127.0.0.1:${port}`
  b = await testApp({ PORT: String(port), PUBLIC_URL: urlOfB })
  const grower = await b.party('Người trồng')
  await capture(grower, [
    object('B1', '2026-05-01T01:00:00Z', 'ADD', 'commissioning', fruit, '9521234000006'),
    transformation('B2', '2026-05-02T01:00:00Z', fruit, juice, '9521234000006'),
    object('B3', '2026-05-03T01:00:00Z', 'OBSERVE', 'shipping', juice, '9521234000006'),
    single('B4', '2026-05-01T02:00:00Z', 'ADD', 'commissioning', crate, '9521234000006'),
    packing('B5', '2026-05-01T03:00:00Z', 'ADD', '9521234000006'),
    object('B7', '2026-05-07T01:00:00Z', 'OBSERVE', 'receiving', bottles, '9521234000013'),
    transformation('B8', '2026-05-08T01:00:00Z', bottles, gift, '9521234000013'),
    single('B6', '2026-05-02T03:00:00Z', 'OBSERVE', 'departing', pallet, '9521234000013'),
  ])
  a = await testApp({
    TRUSTED_REPOSITORIES: `${urlOfB}|${nameOfB}|env:KEY_OF_B`,
    KEY_OF_B: grower.key,
    CALLBACK_NETWORKS: '127.0.0.1',
    PUBLIC_URL: 'http://a.example',
  })
  bottler = await a.party('Nhà đóng chai')
  await capture(bottler, [
    object('A1', '2026-05-04T01:00:00Z', 'OBSERVE', 'receiving', juice, '9506000134369'),
    transformation('A2', '2026-05-05T01:00:00Z', juice, bottles, '9506000134369'),
    packing('A3', '2026-05-04T03:00:00Z', 'DELETE', '9506000134369'),
    single('A4', '2026-05-06T03:00:00Z', 'DELETE', 'retail_selling', crate, '9506000134369'),
  ])
})
after(async () => {
  await a.close()
  await b.close()
})

const uriOf = (key: string) => `https://id.gs1.org${key}`
const common = (id: string, eventTime: string, gln: string) => ({
  eventID: idOf(id),
  eventTime,
  eventTimeZoneOffset: '+07:00',
  readPoint: { id: `https://id.gs1.org/414/${gln}` },
})
const idOf = (id: string) => `https://events.example/${id}`
const amount = (key: string) => ({ epcClass: uriOf(key), quantity: 10, uom: 'KGM' })
const object = (id: string, at: string, action: string, bizStep: string, key: string, gln: string) => ({
  type: 'ObjectEvent',
  ...common(id, at, gln),
  action,
  bizStep,
  quantityList: [amount(key)],
})
const single = (id: string, at: string, action: string, bizStep: string, key: string, gln: string) => ({
  type: 'ObjectEvent',
  ...common(id, at, gln),
  action,
  bizStep,
  epcList: [uriOf(key)],
})
const packing = (id: string, at: string, action: string, gln: string) => ({
  type: 'AggregationEvent',
  ...common(id, at, gln),
  action,
  parentID: uriOf(pallet),
  childEPCs: [uriOf(crate)],
})
const transformation = (id: string, at: string, input: string, output: string, gln: string) => ({
  type: 'TransformationEvent',
  ...common(id, at, gln),
  bizStep: 'commissioning',
  inputQuantityList: [amount(input)],
  outputQuantityList: [amount(output)],
})

const capture = async (party: TestParty, eventList: object[]): Promise<void> => {
  const answer = await party.post('/capture', {
    '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-05-06T00:00:00Z',
    epcisBody: { eventList },
  })
  assert.equal(answer.status, 202, answer.text)
  const { pathname } = new URL(answer.headers.get('location') ?? '')
  const job = (await party.get(pathname)).json as { success: boolean; errors: unknown }
  assert.equal(job.success, true, JSON.stringify(job.errors))
}

const trace = async (
  key: string,
  query = '',
  { who = bottler, direction = 'back' }: { who?: Pick<TestParty, 'get'>; direction?: string } = {},
): Promise<Answer> => {
  const answer = await who.get(`/api/trace${key}?direction=${direction}${query}`, { 'accept-language': 'en' })
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Answer
}
const itemsOf = ({ nodes }: Answer) =>
  [...new Set(nodes.filter(({ kind }) => kind === 'item').map(({ key }) => key))].sort()
const away = ({ tombstones }: Answer) => tombstones.filter(({ reason }) => reason === 'elsewhere')

test('nobody is asked unless the caller asks for it', async () => {
  const answer = await trace(bottles)
  assert.deepEqual(itemsOf(answer), [bottles, juice].sort())
  assert.deepEqual(away(answer), [])
  assert.ok(answer.tombstones.some(({ reason }) => reason === 'unknown'))
})

test('followed, the walk goes on in the other store, and says whose word each hop is', async () => {
  const answer = await trace(bottles, '&elsewhere=follow')
  assert.deepEqual(itemsOf(answer), [bottles, fruit, juice].sort())
  const events = new Map(answer.events.map(({ eventID, elsewhere }) => [eventID, elsewhere]))
  assert.equal(events.get(idOf('B2')), nameOfB)
  assert.equal(events.get(idOf('A2')), undefined)
  for (const { events: cited, elsewhere, by } of answer.hops) {
    const foreign = cited.some((id) => id.startsWith(idOf('B')))
    assert.equal(elsewhere?.includes(nameOfB) ?? false, foreign, JSON.stringify(cited))
    if (foreign && !cited.some((id) => id.startsWith(idOf('A')))) assert.ok(by.every(({ party }) => party === urlOfB))
  }
  assert.ok(answer.hops.some(({ rule, elsewhere }) => rule === 'produced' && elsewhere?.includes(nameOfB)))
  assert.equal(answer.completeness.verdict, 'complete')
})

test('forward too: where goods went, and what became of them there', async () => {
  const forward = { direction: 'forward' }
  assert.deepEqual(itemsOf(await trace(juice, '', forward)), [bottles, juice].sort())
  const answer = await trace(juice, '&elsewhere=follow', forward)
  assert.deepEqual(itemsOf(answer), [bottles, gift, juice].sort())
  const rules = answer.hops.filter(({ elsewhere }) => elsewhere?.includes(nameOfB)).map(({ rule }) => rule)
  assert.ok(rules.includes('moved') && rules.includes('consumed') && rules.includes('produced'), rules.join())
})

test('no form of the answer passes another’s word for our own', async () => {
  const path = `/api/trace${bottles}?direction=back&elsewhere=follow`
  const csv = (await bottler.get(path, { accept: 'text/csv' })).text.split('\r\n')
  const foreign = csv.filter((line) => line.startsWith('hop,') && line.includes(idOf('B2')))
  assert.ok(foreign.length > 0 && foreign.every((line) => line.includes(`${urlOfB} unknown`)), foreign.join('\n'))
  const graph = (await bottler.get(path, { accept: 'application/graphml+xml' })).text
  assert.ok(graph.includes(urlOfB))
})

test('a stay in a container begins in one store and ends in the other', async () => {
  const alone = await trace(crate)
  assert.ok(alone.tombstones.some(({ reason }) => reason === 'unknown'))
  const { hops, nodes, completeness } = await trace(crate, '&elsewhere=follow')
  const packed = hops.filter(({ rule }) => rule === 'packed')
  assert.deepEqual(
    packed.map(({ interval, elsewhere }) => [interval.from, interval.to, elsewhere]),
    [['2026-05-01T03:00:00Z', '2026-05-04T03:00:00Z', [nameOfB]]],
  )
  assert.ok(
    nodes.some(({ key }) => key === '/414/9521234000013'),
    'where the pallet was while the crate was on it',
  )
  assert.equal(completeness.verdict, 'complete')
})

test('beyond a limit the trace goes on over both stores', async () => {
  const items = new Set<string>()
  let next: string | undefined = `/api/trace${bottles}?direction=back&limit=1&elsewhere=follow`
  for (let page = 0; next !== undefined && page < 20; page += 1) {
    const { pathname, search } = new URL(next, a.url)
    const answer = (await bottler.get(pathname + search)).json as Answer
    for (const key of itemsOf(answer)) items.add(key)
    next = answer.tombstones.flatMap((tombstone) => tombstone.next ?? [])[0]
  }
  assert.deepEqual([...items].sort(), [bottles, fruit, juice].sort())
})

test('what was told is stored nowhere', async () => {
  await trace(bottles, '&elsewhere=follow')
  assert.equal((await a.operator.get(`/api/trace${fruit}`)).status, 404)
  const [row] = await a.db.query<{ count: number }>(
    'select count(*)::float8 as count from trace.assertion where event_time < $1',
    ['2026-05-04T00:00:00Z'],
  )
  assert.equal(row?.count, 0)
})

test('a key that only the other store knows is traced when it is asked for, and is unknown else', async () => {
  assert.equal((await bottler.get(`/api/trace${fruit}`)).status, 404)
  assert.ok(itemsOf(await trace(fruit, '&elsewhere=follow')).includes(fruit))
})

test('whether others are asked does not tell what is hidden here', async () => {
  const stranger = await a.party('Người lạ')
  const [kept, unknown] = ['/01/09506000134352/10/KEPT', '/01/09506000134352/10/NONE']
  await capture(bottler, [object('A5', '2026-05-04T01:00:00Z', 'OBSERVE', 'receiving', kept, '9506000134369')])
  for (const query of ['', '&elsewhere=follow']) {
    const [hidden, none] = await Promise.all(
      [kept, unknown].map((key) => stranger.get(`/api/trace${key}?direction=back${query}`)),
    )
    assert.equal(hidden?.status, 404)
    const text = (answer: { text: string } | undefined, key: string) =>
      answer?.text.replaceAll(key, '#').replace(/urn:uuid:[\w-]+/, '')
    assert.equal(text(hidden, kept), text(none, unknown))
  }
  const seen = await trace(juice, '&elsewhere=follow', { who: stranger })
  assert.deepEqual(seen.events.map(({ eventID }) => eventID).sort(), [idOf('B1'), idOf('B2'), idOf('B3')])
})

test('a link of our own resolver is named where nobody is asked, and tells of a failure where one is', async () => {
  const put = (href: string) =>
    a.operator.put(`/api/links${juice}`, { links: [{ linkType: 'gs1:epcisRepository', href, title: 'Events' }] })
  assert.equal((await put('https://stranger.example/epcis')).status, 200)
  const [named] = away(await trace(bottles))
  assert.equal(named?.repository, 'https://stranger.example/epcis')
  assert.equal(named?.failure, undefined)
  const followed = await trace(bottles, '&elsewhere=follow')
  assert.match(away(followed)[0]?.failure ?? '', /does not trust/)
  assert.equal(followed.completeness.verdict, 'incomplete')
  assert.equal((await put(urlOfB)).status, 200)
  assert.deepEqual(away(await trace(bottles, '&elsewhere=follow')), [])
})

test('an event that both stores have is told once, as our own', async () => {
  await capture(bottler, [transformation('B2', '2026-05-02T01:00:00Z', fruit, juice, '9521234000006')])
  const answer = await trace(bottles, '&elsewhere=follow')
  const pressed = answer.events.filter(({ eventID }) => eventID === idOf('B2'))
  assert.deepEqual(
    pressed.map(({ elsewhere }) => elsewhere),
    [undefined],
  )
  assert.equal(answer.hops.filter(({ rule, events }) => rule === 'produced' && events.includes(idOf('B2'))).length, 1)
})

test('only “follow” is a way to ask', async () => {
  const answer = await bottler.get(`/api/trace${bottles}?elsewhere=always`)
  assert.equal(answer.status, 400)
  assert.match(answer.text, /elsewhere/)
})

test('when the other system is gone, the trace stands, and says what is missing', async () => {
  await b.close()
  b.close = async () => {}
  const answer = await trace(juice, '&elsewhere=follow')
  assert.ok(
    away(answer).some(
      ({ repository, failure }) => repository?.startsWith(urlOfB) && failure?.includes('could not be reached'),
    ),
  )
})
