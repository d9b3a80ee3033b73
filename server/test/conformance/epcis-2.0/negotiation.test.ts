import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { version } from '../../../src/platform/version.ts'
import { type Answer, type TestApp, type TestParty, testApp } from '../../app.ts'
import { document, event, eventsOf, item } from '../../documents.ts'
import { neverTranslates } from './sent-documents.ts'

let app: TestApp
let party: TestParty

const urn = 'urn:epc:id:sgtin:9521234.098765.A1'
const link = 'https://id.gs1.org/01/09521234987659/21/A1'
const ownLink = 'https://shop.example/01/09521234987659/21/A2'
const foreign = 'urn:example:pallet:7'

before(async () => {
  app = await testApp()
  party = await app.party('Negotiator')
  const sent = await party.post('/capture', document([event({ epcList: [urn, ownLink, foreign] })]))
  assert.equal(sent.status, 202, sent.text)
})
after(() => app.close())

const typeOf = ({ json }: Answer) => (json as { type?: string } | undefined)?.type
const epcsIn = (answer: Answer) => eventsOf(answer)[0]?.epcList

describe('Accept, by its weights', () => {
  const cases: [accept: string | undefined, type: string][] = [
    [undefined, 'application/ld+json'],
    ['*/*', 'application/ld+json'],
    ['application/json', 'application/json'],
    ['application/ld+json', 'application/ld+json'],
    ['application/ld+json;q=0.5, application/json', 'application/json'],
    ['application/*;q=0.2, application/json;q=0.1', 'application/ld+json'],
    ['text/html, application/json;q=0.1', 'application/json'],
    ['application/xml', 'application/xml'],
    ['application/json;q=0.4, application/xml;q=0.5', 'application/xml'],
    ['application/json; charset=utf-8', 'application/json'],
    ['application/ld+json;profile="a,b;q=1";q=0.1, application/xml;version=2.0;q=0.5', 'application/xml'],
  ]
  for (const [accept, type] of cases) {
    test(`${accept} → ${type}`, async () => {
      for (const path of ['/events', '/']) {
        const answer = await party.get(
          path,
          accept === undefined || path === '/' ? { accept: accept ?? '*/*' } : { accept },
        )
        if (path === '/' && accept?.includes('text/html')) continue
        assert.equal(answer.status, 200, answer.text)
        assert.equal(answer.headers.get('content-type')?.split(';')[0], type)
        assert.match(answer.headers.get('vary') ?? '', /Accept\b/)
      }
    })
  }

  for (const accept of ['image/png', 'text/turtle', 'application/json;q=0', '*/*;q=0']) {
    test(`${accept} is not to be had: 406`, async () => {
      const answer = await party.get('/events', { accept })
      assert.equal(answer.status, 406)
      assert.equal(typeOf(answer), 'epcisException:NotAcceptableException')
    })
  }
})

describe('GS1-EPC-Format', () => {
  const spelt = async (format?: string) => {
    const answer = await party.get('/events', format === undefined ? {} : { 'gs1-epc-format': format })
    assert.equal(answer.status, 200, answer.text)
    return { epcs: epcsIn(answer), stated: answer.headers.get('gs1-epc-format') }
  }

  test('is Digital Links where nothing is said; a Digital Link of another domain stays as its owner made it', async () => {
    assert.deepEqual(await spelt(), { epcs: [link, ownLink, foreign], stated: 'Always_GS1_Digital_Link' })
    assert.deepEqual((await spelt('Always_GS1_Digital_Link')).epcs, [link, ownLink, foreign])
  })

  test('Never_Translates and No_Preference give what was received', async () => {
    for (const format of ['Never_Translates', 'No_Preference']) {
      assert.deepEqual((await spelt(format)).epcs, [urn, ownLink, foreign])
    }
  })

  test('Always_EPC_URN needs the length of a company prefix, which a claim in the registry tells', async () => {
    assert.deepEqual((await spelt('Always_EPC_URN')).epcs, [urn, ownLink, foreign])
    const claimed = await party.post('/api/claims', { companyPrefix: '9521234' })
    assert.equal(claimed.status, 201, claimed.text)
    assert.deepEqual(await spelt('Always_EPC_URN'), {
      epcs: [urn, 'urn:epc:id:sgtin:9521234.098765.A2', foreign],
      stated: 'Always_EPC_URN',
    })
  })

  test('another word is refused, with those that there are', async () => {
    const answer = await party.get('/events', { 'gs1-epc-format': 'Sometimes', 'accept-language': 'en' })
    assert.equal(answer.status, 406)
    assert.match(answer.text, /GS1-EPC-Format.*Sometimes.*Always_EPC_URN/)
  })
})

describe('the versions of EPCIS and CBV', () => {
  const ranges: [headers: Record<string, string>, answered: string | undefined][] = [
    [{}, '2.0.0'],
    [{ 'gs1-epcis-min': '1.0.0', 'gs1-epcis-max': '3.0.0' }, '2.0.0'],
    [{ 'gs1-epcis-min': '2.0.1' }, '2.0.1'],
    [{ 'gs1-epcis-max': '2' }, '2.0.0'],
    [{ 'gs1-epcis-min': '2.0.0', 'gs1-epcis-max': '2.0.0' }, '2.0.0'],
    [{ 'gs1-epcis-min': '2.1' }, undefined],
    [{ 'gs1-epcis-max': '1.2' }, undefined],
    [{ 'gs1-epcis-max': '1.9.9' }, undefined],
    [{ 'gs1-epcis-min': '2.0.1', 'gs1-epcis-max': '2.0.0' }, undefined],
    [{ 'gs1-epcis-min': 'two' }, undefined],
    [{ 'gs1-cbv-min': '3.0.0' }, undefined],
    [{ 'gs1-cbv-max': '1.2.2' }, undefined],
    [{ 'gs1-cbv-min': '2.0.0', 'gs1-cbv-max': '2.0.1' }, '2.0.0'],
  ]
  for (const [headers, answered] of ranges) {
    test(`${JSON.stringify(headers)} → ${answered ?? '406'}`, async () => {
      const answer = await party.get('/events', headers)
      assert.equal(answer.status, answered === undefined ? 406 : 200, answer.text)
      if (answered !== undefined) assert.equal(answer.headers.get('gs1-epcis-version'), answered)
      else assert.equal(typeOf(answer), 'epcisException:NotAcceptableException')
    })
  }

  test('a body of a version that is not spoken is refused before it is read', async () => {
    const send = (version: string) =>
      party.post('/capture', document([event({ epcList: [item(1, `V${version}`)] })]), { 'gs1-epcis-version': version })
    assert.deepEqual([(await send('2.0.0')).status, (await send('2.0.1')).status], [202, 202])
    assert.equal(typeOf(await send('3.0.0')), 'epcisException:NotAcceptableException')
  })
})

describe('a problem', () => {
  test('is XML for a client that asks for XML, whatever is refused', async () => {
    for (const [client, path, status] of [
      [party, '/events/urn:example:none%26%3C', 404],
      [party, '/events?foo=1', 400],
      [app.anonymous, '/events', 401],
      [party, '/nowhere', 404],
    ] as const) {
      const answer = await client.get(path, { accept: 'application/xml' })
      assert.equal(answer.status, status, answer.text)
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+xml/)
      assert.match(
        answer.text,
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<epcis:EPCISException xmlns:epcis="urn:epcglobal:epcis:xsd:2"><type>epcisException:/,
      )
      assert.match(answer.text, new RegExp(`<status>${status}</status>`))
      assert.doesNotMatch(answer.text, /none&<|&(?!amp;|lt;|gt;|quot;)/)
    }
  })

  test('is JSON for everybody else, a browser too', async () => {
    for (const accept of ['*/*', 'application/json', 'text/html,application/xml;q=0.9,*/*;q=0.8', 'image/png']) {
      const answer = await party.get('/events?foo=1', { accept })
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
      assert.equal(answer.headers.get('vary'), 'Accept, Accept-Language')
    }
  })
})

test('GET / names the resources at the root; OPTIONS tells versions and formats', async () => {
  const { json } = await app.anonymous.get('/', { accept: 'application/json' })
  assert.deepEqual((json as { member: string[] }).member.toSorted(), [
    'bizLocations',
    'bizSteps',
    'capture',
    'dispositions',
    'epcs',
    'eventTypes',
    'events',
    'queries',
    'readPoints',
  ])
  const page = await app.anonymous.get('/', { accept: 'text/html,application/xml;q=0.9,*/*;q=0.8' })
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
  const answer = await fetch(`${app.url}/`, { method: 'OPTIONS' })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('allow'), 'OPTIONS, GET')
  assert.equal(answer.headers.get('gs1-cbv-max'), '2.0.1')
  assert.equal(answer.headers.get('gs1-vendor-version'), version)
  assert.match(answer.headers.get('gs1-epc-format') ?? '', /Always_EPC_URN/)
  assert.match(answer.headers.get('gs1-cbv-xml-format') ?? '', /Always_URN/)
})

test('XML on every resource: events, lists, jobs', async () => {
  const xml = { accept: 'application/xml', 'gs1-cbv-xml-format': 'Always_URN', 'gs1-epc-format': 'Never_Translates' }
  const events = await party.get('/events', xml)
  assert.match(events.text, /<epcisq:EPCISQueryDocument /)
  assert.match(events.text, new RegExp(`<epc>${urn}</epc>`))
  assert.match(events.text, /<bizStep>urn:epcglobal:cbv:bizstep:shipping<\/bizStep>/)
  const web = await party.get('/events', { ...xml, 'gs1-cbv-xml-format': 'Always_Web_URI' })
  assert.match(web.text, /<bizStep>https:\/\/ref.gs1.org\/cbv\/BizStep-shipping<\/bizStep>/)
  assert.equal((await party.get('/events', { ...xml, 'gs1-cbv-xml-format': 'Perhaps' })).status, 406)
  assert.match((await party.get('/bizSteps', xml)).text, /<epcis:Collection .*<member>/)
  assert.match((await party.get('/', xml)).text, /<member>queries<\/member>/)
  const sent = await party.post('/capture', document([event({ epcList: [item(1, 'JOB')] })]))
  const job = await party.get(new URL(sent.headers.get('location') ?? '').pathname, xml)
  assert.match(job.text, /<epcis:EPCISCaptureJob .*running="false" success="true"/)
  assert.match((await party.get('/capture', xml)).text, /<epcis:EPCISCaptureJobList /)
})

test('a URI of 100 KB is too long: 414', async () => {
  const answer = await party.get(`/events?MATCH_epc=${'x'.repeat(100_000)}`)
  assert.equal(answer.status, 414)
  assert.equal(typeOf(answer), 'epcisException:URITooLongException')
  assert.equal((await party.get(`/events/${'x'.repeat(3000)}`)).status, 414)
})

test('HEAD answers as GET does, without the body', async () => {
  const answer = await fetch(`${app.url}/events`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${party.key}`, ...neverTranslates },
  })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('gs1-epc-format'), 'Never_Translates')
  assert.equal(await answer.text(), '')
})

const values = ['eventTypes', 'epcs', 'bizSteps', 'bizLocations', 'readPoints', 'dispositions']
const allowed: [path: string, methods: string][] = [
  ['/', 'GET'],
  ['/capture', 'GET, POST'],
  ['/capture/x', 'GET'],
  ['/events', 'GET, POST'],
  ['/events/x', 'GET'],
  ...values.flatMap((each): [string, string][] => [
    [`/${each}`, 'GET'],
    [`/${each}/x`, 'GET'],
    [`/${each}/x/events`, 'GET'],
  ]),
  ['/queries', 'GET, POST'],
  ['/queries/x', 'GET, DELETE'],
  ['/queries/x/events', 'GET'],
  ['/queries/x/subscriptions', 'GET, POST'],
  ['/queries/x/subscriptions/x', 'GET, DELETE'],
  ['/nextPageToken/x', 'DELETE'],
]

test('OPTIONS of what the caller may not see is not found; without a key it is of the path alone', async () => {
  for (const [path] of allowed.filter(([each]) => each.includes('/x'))) {
    const answer = await fetch(app.url + path, { method: 'OPTIONS', headers: { authorization: `Bearer ${party.key}` } })
    assert.equal(answer.status, path.startsWith('/nextPageToken') ? 204 : 404, path)
  }
  const known = await fetch(`${app.url}/epcs/${encodeURIComponent(urn)}`, {
    method: 'OPTIONS',
    headers: { authorization: `Bearer ${party.key}` },
  })
  assert.equal(known.status, 204)
})

test('OPTIONS on each of the 29 paths tells methods, versions and formats', async () => {
  assert.equal(allowed.length, 29)
  const stated = ['epcis-version', 'epcis-min', 'epcis-max', 'cbv-version', 'cbv-min', 'cbv-max', 'epc-format']
  for (const [path, methods] of allowed) {
    const answer = await fetch(app.url + path, { method: 'OPTIONS' })
    assert.equal(answer.status, 204, path)
    assert.deepEqual(
      (answer.headers.get('allow') ?? '').split(', ').sort(),
      ['OPTIONS', ...methods.split(', ')].sort(),
      path,
    )
    for (const name of [...stated, 'cbv-xml-format', 'extensions', 'vendor-version']) {
      assert.ok(answer.headers.get(`gs1-${name}`), `${path} ${name}`)
    }
  }
})
