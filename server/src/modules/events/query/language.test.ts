import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { context, document, event, eventsOf, item, lot, type Members } from '../../../../test/documents.ts'

let app: TestApp
let farm: TestParty
let stranger: TestParty

const place = (extension: string) => `https://id.gs1.org/414/9521234000013/254/${extension}`
const inner = { 'mine:outer': [{ 'mine:level': { 'mine:field': 'deep' } }] }
const prefixed = [context, { mine: 'https://example.org/ns/' }]
const time = '2026-07-01T00:00:00Z'

/** What the farm did; each under the prefix that its sender liked. */
const story: Record<string, Members> = {
  plain: event({ eventID: 'ni:///sha-256;0?ver=CBV2.0', bizLocation: { id: place('row') }, disposition: 'active' }),
  extended: event({ '@context': prefixed, 'mine:field': 'a', 'mine:size': 10, readPoint: { id: place('shed') } }),
  renamed: event({ '@context': [context, { yours: 'https://example.org/ns/' }], 'yours:field': 'a', 'yours:size': 9 }),
  foreign: event({ '@context': [context, { mine: 'https://example.com/other/' }], 'mine:field': 'a' }),
  nested: event({ '@context': prefixed, ...inner }),
  born: event({ '@context': prefixed, action: 'ADD', epcList: [item(1, 'B')], ilmd: { 'mine:field': 'a', ...inner } }),
  warm: event({
    '@context': prefixed,
    sensorElementList: [
      {
        'mine:element': 'e',
        sensorMetadata: { time, deviceID: 'urn:epc:id:giai:9521234.D1', 'mine:meta': '2026-07-01T07:00:00+07:00' },
        sensorReport: [{ type: 'Temperature', value: 41, uom: 'FAH', sDev: 9, 'mine:report': 3 }],
      },
    ],
  }),
  weighed: event({ epcList: [], quantityList: [{ epcClass: lot(1, 'W'), quantity: 1500, uom: 'GRM' }] }),
  kept: event({ persistentDisposition: { set: ['damaged'] } }),
  placed: event({ '@context': prefixed, readPoint: { id: place('shed'), 'mine:gate': '3' } }),
  wrong: event({
    '@context': prefixed,
    eventID: 'urn:uuid:00000000-0000-4000-8000-000000000001',
    errorDeclaration: {
      declarationTime: time,
      reason: 'incorrect_data',
      correctiveEventIDs: ['urn:x:c'],
      'mine:by': 'me',
    },
  }),
}
const names = new Map<string, string>()

before(async () => {
  app = await testApp()
  farm = await app.party('Nông trường', {
    identifiers: [{ scheme: 'gs1-company-prefix', value: '9521234', verified: true }],
  })
  stranger = await app.party('Nhà xe')
  const vocabularyElementList = [
    { id: place('farm'), children: [place('field'), place('shed')] },
    { id: place('field'), children: [place('row')], attributes: [{ id: 'cbvmda:sst', attribute: '201' }] },
    { id: place('row'), attributes: [{ id: 'cbvmda:sst', attribute: '202' }], children: [place('farm')] },
  ]
  const epcisMasterData = {
    vocabularyList: [{ type: 'urn:epcglobal:epcis:vtype:BusinessLocation', vocabularyElementList }],
  }
  for (const [name, members] of Object.entries(story)) {
    const eventID = String(members.eventID ?? `urn:x:${name}`)
    names.set(eventID, name)
    const answer = await farm.post(
      '/capture',
      document([{ ...members, eventID }], { epcisHeader: { epcisMasterData } }),
    )
    assert.equal(answer.status, 202, answer.text)
  }
})
after(() => app.close())

const search = (query: Record<string, string>): string => `/events?${new URLSearchParams({ perPage: '100', ...query })}`

const ask = async (
  query: Record<string, string>,
  headers: Record<string, string> = {},
  who = farm,
): Promise<string[]> => {
  const answer = await who.get(search(query), headers)
  assert.equal(answer.status, 200, answer.text)
  return eventsOf(answer).map(({ eventID }) => names.get(String(eventID)) ?? String(eventID))
}

/** Every page of a query, one after the other; `between` happens after each. */
async function* pages(who: TestParty, query: Record<string, string>, between?: () => Promise<unknown>) {
  let next: string | undefined = search(query)
  while (next !== undefined) {
    const page = await who.get(next)
    yield eventsOf(page)
    await between?.()
    const link: string | undefined = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
    next = link === undefined ? undefined : new URL(link).pathname + new URL(link).search
  }
}

const ns = 'https://example.org/ns/'
const cases: [query: Record<string, string>, answer: string[]][] = [
  [{ EQ_eventID: 'ni:///sha-256;0?ver=CBV2.0|urn:x:kept' }, ['kept', 'plain']],
  [{ EQ_persistentDisposition_set: 'damaged' }, ['kept']],
  [{ EQ_quantity: '1500' }, ['weighed']],
  [{ EQ_quantity_KGM: '1.5', MATCH_anyEPCClass: lot(1, 'W') }, ['weighed']],
  [{ GT_quantity_KGM: '1.5' }, []],
  [{ WD_bizLocation: place('farm') }, ['plain']],
  [{ WD_readPoint: place('farm'), EQ_bizStep: 'shipping' }, ['placed', 'extended']],
  [{ WD_bizLocation: place('shed') }, []],
  [{ HASATTR_bizLocation: 'cbvmda:sst' }, ['plain']],
  [{ 'EQATTR_bizLocation_cbvmda:sst': '202' }, ['plain']],
  [{ 'EQ_ATTR_bizLocation_urn:epcglobal:cbv:mda#sst': '201' }, []],
  [{ EXISTS_errorDeclaration: 'true', EQ_errorReason: 'incorrect_data' }, ['wrong']],
  [{ GE_errorDeclarationTime: time, EQ_correctiveEventID: 'urn:x:c' }, ['wrong']],
  [{ LT_errorDeclaration_Time: time }, []],
  [{ EXISTS_sensorElementList: 'true' }, ['warm']],
  [{ EQ_type: 'Temperature', EQ_value_CEL: '5' }, ['warm']],
  [{ GT_value_CEL: '5' }, []],
  [{ GE_sDev_CEL: '5', LT_time: '2026-07-01T00:00:00.001Z' }, ['warm']],
  [{ EQ_deviceID: 'https://id.gs1.org/8004/9521234D1' }, ['warm']],
  [{ [`EQ_${ns}field`]: 'a' }, ['renamed', 'extended']],
  [{ [`GE_${ns}size`]: '9.5' }, ['extended']],
  [{ [`EQ_INNER_${ns}field`]: 'deep' }, ['nested']],
  [{ [`EQ_ILMD_${ns}field`]: 'a' }, ['born']],
  [{ [`EXISTS_INNER_ILMD_${ns}field`]: 'true' }, ['born']],
  [{ [`EQ_ERROR_DECLARATION_${ns}by`]: 'me' }, ['wrong']],
  [{ [`EQ_SENSORELEMENT_${ns}element`]: 'e' }, ['warm']],
  [{ [`GE_SENSORMETADATA_${ns}meta`]: time }, ['warm']],
  [{ [`LT_SENSORREPORT_${ns}report`]: '3' }, []],
  [{ [`EQ_readPoint_${ns}gate`]: '3', EQ_readPoint: place('shed') }, ['placed']],
  [{ [`EXISTS_${ns}size`]: 'true', orderBy: `${ns}size`, orderDirection: 'ASC' }, ['renamed', 'extended']],
  [{ orderBy: `${ns}size`, eventCountLimit: '2' }, ['extended', 'renamed']],
  [{ GE_recordTime: '2020-01-01T00:00:00Z', EQ_disposition: 'active' }, ['plain']],
  [{ LT_recordTime: '2020-01-01T00:00:00Z' }, []],
]
for (const [query, answer] of cases) {
  test(`query: ${JSON.stringify(query)}`, async () => assert.deepEqual(await ask(query), answer))
}

test('a prefix means what GS1-Extensions says, else what the sender wrote', async () => {
  const header = { 'gs1-extensions': 'a=https://example.net/,mine=https://example.org/ns/' }
  assert.deepEqual(await ask({ 'EQ_mine:field': 'a' }, header), ['renamed', 'extended'])
  assert.deepEqual(await ask({ 'EQ_mine:field': 'a' }, { 'gs1-extensions': 'mine=https://example.com/other/' }), [
    'foreign',
  ])
  assert.deepEqual(await ask({ 'EQ_mine:field': 'a' }), ['foreign', 'extended'])
  const broken = await farm.get(search({ 'EQ_mine:field': 'a' }), { 'gs1-extensions': 'mine' })
  assert.equal(broken.status, 400)
  assert.match(broken.text, /GS1-Extensions/)
})

test('a fault is answered as a QueryParameterException that names the parameter', async () => {
  for (const [name, value] of [
    ['eq_bizStep', 'shipping'],
    ['MATCH_anyEpcClass', lot(1, 'W')],
    ['EQ_bizStep', ''],
    ['EQ_bizStep', 'shipping|'],
    ['GE_quantity', 'many'],
    ['GE_value_CEL', '5|6'],
    ['GE_value_cel', '5'],
    ['EQ_booleanValue', 'yes'],
    ['EQ_hexBinaryValue', 'xyz'],
    ['EXISTS_sensorElementList', 'maybe'],
    [`GT_${ns}size`, 'big'],
    ['EQ_INNER_', 'a'],
    ['orderBy', 'size'],
    ['EQ_deviceID', 'no uri'],
    ['LT_startTime', '2026-07-01'],
    ['asOf', 'x'],
  ] as const) {
    const answer = await farm.get(search({ [name]: value }))
    const { type, errors } = answer.json as { type: string; errors?: { field: string }[] }
    assert.equal(answer.status, 400, `${name}=${value}`)
    assert.equal(type, 'epcisException:QueryParameterException')
    if (name !== 'asOf') assert.equal(errors?.[0]?.field, name)
  }
  const twice = await farm.get('/events?GE_eventTime=2026-07-01T00:00:00Z&GE_eventTime=2026-07-01T00:00:00Z')
  assert.equal(twice.status, 400)
})

test('a query string of 100 KB is too long', async () => {
  const answer = await farm.get(`/events?EQ_stringValue=${'x'.repeat(100_000)}`)
  assert.equal(answer.status, 414)
  assert.equal((answer.json as { type: string }).type, 'epcisException:URITooLongException')
})

test('pages in the order of an extension are stable while captures go on, and end with what lacks it', async () => {
  const party = await app.party('order')
  const send = (sizes: (number | string | undefined)[]) =>
    party.post(
      '/capture',
      document(sizes.map((size) => event({ '@context': prefixed, ...(size !== undefined && { 'mine:size': size }) }))),
    )
  await send([5, 3, '10', undefined, 4, 5, 'b', 'B', undefined, 1])
  const seen: unknown[] = []
  const query = { orderBy: `${ns}size`, orderDirection: 'ASC', perPage: '3' }
  for await (const page of pages(party, query, () => send([2, 'a', undefined])))
    seen.push(...page.map((each) => each['mine:size']))
  assert.deepEqual(seen, [1, 3, 4, 5, 5, '10', 'B', 'b', undefined, undefined])
})

test('pages in the order of record time cross captures of any size', async () => {
  const party = await app.party('recorded')
  for (const count of [1, 40, 2, 30]) {
    await party.post('/capture', document(Array.from({ length: count }, () => event({ epcList: [item(7, 'R')] }))))
  }
  const all: Record<string, string> = { orderBy: 'recordTime', perPage: '7' }
  for (const orderDirection of ['ASC', 'DESC'])
    for (const query of [all, { ...all, MATCH_epc: item(7, 'R') }]) {
      const seen: Members[] = []
      for await (const page of pages(party, { ...query, orderDirection })) seen.push(...page)
      const times = seen.map(({ recordTime }) => String(recordTime))
      assert.equal(new Set(seen.map(({ eventID }) => eventID)).size, 73)
      assert.deepEqual(times, orderDirection === 'ASC' ? times.toSorted() : times.toSorted().reverse())
    }
})

test('what one party has said decides nothing that another may learn', async () => {
  const queries: Record<string, string>[] = [
    { WD_bizLocation: place('farm') },
    { HASATTR_bizLocation: 'cbvmda:sst' },
    {},
  ]
  for (const query of queries) assert.deepEqual(await ask(query, {}, stranger), [])
  const own = event({ eventID: 'urn:x:own', bizLocation: { id: place('row') } })
  await stranger.post('/capture', document([own]))
  // The farm's hierarchy and attributes are its own: the stranger's event is not found by them.
  assert.deepEqual(await ask({ WD_bizLocation: place('farm') }, {}, stranger), [])
  assert.deepEqual(await ask({ HASATTR_bizLocation: 'cbvmda:sst' }, {}, stranger), [])
  assert.deepEqual(await ask({ WD_bizLocation: place('row') }, {}, stranger), ['urn:x:own'])
})
