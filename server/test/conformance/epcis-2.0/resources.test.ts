import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { rebuild } from '../../../src/modules/events/index.ts'
import { type Answer, type Client, type TestApp, type TestParty, testApp } from '../../app.ts'
import { document, event, eventsOf, gtin, item, link, lot, type Members } from '../../documents.ts'

let app: TestApp
let coop: TestParty
let rival: TestParty

const gln = `952000000001${checkDigit('952000000001')}`
const place = link(['414', gln])
const otherPlace = 'https://rival.example/dock'
const ownStep = 'https://coop.example/steps/drying'
const ownType = 'https://coop.example/types/Blessing'
const sscc = link(['00', `09520000000000001${checkDigit('09520000000000001')}`])
const sgtinUrn = `urn:epc:id:sgtin:${gtin(7).slice(1, 8)}.0${gtin(7).slice(8, 13)}.U1`

const context = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { coop: 'https://coop.example/types/' },
]

before(async () => {
  app = await testApp()
  coop = await app.party('Coop')
  rival = await app.party('Rival')
  const send = async (client: Client, events: Members[]) => {
    const sent = await client.post('/capture', document(events, { '@context': context }))
    assert.equal(sent.status, 202, sent.text)
  }
  await send(coop, [
    event({
      eventID: 'urn:example:1',
      epcList: [item(1, 'A'), item(1, 'B'), sgtinUrn],
      bizStep: 'shipping',
      readPoint: { id: place },
      disposition: 'in_transit',
    }),
    event({
      eventID: 'urn:example:2',
      epcList: [item(1, 'A')],
      bizStep: ownStep,
      bizLocation: { id: 'urn:epc:id:sgln:952000000001..0' },
    }),
    event({
      eventID: 'urn:example:3',
      type: 'AggregationEvent',
      epcList: undefined,
      parentID: sscc,
      childEPCs: [item(1, 'B'), item(2, 'C')],
      action: 'ADD',
      bizStep: 'packing',
    }),
    event({
      eventID: 'urn:example:4',
      epcList: undefined,
      quantityList: [{ epcClass: lot(3, 'L1') }],
      bizStep: 'shipping',
    }),
    event({ eventID: 'urn:example:5', type: 'coop:Blessing', epcList: undefined, bizStep: undefined }),
  ])
  await send(rival, [
    event({
      epcList: [item(1, 'A'), item(9, 'SECRET')],
      bizStep: 'destroying',
      disposition: 'recalled',
      readPoint: { id: otherPlace },
    }),
    event({
      eventID: 'urn:example:secret',
      epcList: [item(9, 'SECRET')],
      bizStep: 'https://rival.example/steps/secret',
    }),
  ])
})
after(() => app.close())

const membersOf = ({ json, status, text }: Answer): string[] => {
  assert.equal(status, 200, text)
  return (json as { member: string[] }).member
}
const list = async (client: Client, path: string, headers: Record<string, string> = {}) =>
  membersOf(await client.get(path, headers))
const under = async (path: string, client: Client = coop) => {
  const answer = await client.get(path)
  assert.equal(answer.status, 200, answer.text)
  return eventsOf(answer)
    .map(({ eventID }) => String(eventID).replace('urn:example:', ''))
    .sort()
}
const part = encodeURIComponent

/** All pages of a list, and how many there were. */
const pagesOf = async (client: Client, path: string): Promise<{ all: string[]; pages: number }> => {
  const all: string[] = []
  let pages = 0
  for (let next: string | undefined = path; next !== undefined && pages < 100; pages += 1) {
    const answer: Answer = await client.get(next)
    all.push(...membersOf(answer))
    const linked: string | undefined = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
    next = linked === undefined ? undefined : linked.slice(new URL(linked).origin.length)
    assert.equal(answer.headers.get('gs1-next-page-token-expires') !== null, next !== undefined)
  }
  return { all, pages }
}

describe('a list holds the values of the events that the caller sees', () => {
  const lists: [path: string, members: string[]][] = [
    ['/eventTypes', ['AggregationEvent', 'ObjectEvent', ownType]],
    ['/bizSteps', [ownStep, 'packing', 'shipping']],
    ['/dispositions', ['in_transit']],
    ['/readPoints', [place]],
    ['/bizLocations', [place]],
    ['/epcs', [item(1, 'A'), item(1, 'B'), item(7, 'U1'), sscc, item(2, 'C')]],
  ]
  for (const [path, members] of lists) {
    test(`GET ${path}`, async () => {
      const answer = await coop.get(path)
      assert.deepEqual(membersOf(answer).toSorted(), members.toSorted())
      assert.equal((answer.json as Members).type, 'Collection')
      assert.ok((answer.json as Members)['@context'])
      assert.equal(answer.headers.get('gs1-epcis-version'), '2.0.0')
    })
    test(`GET ${path}, a value at a time`, async () => {
      const { all, pages } = await pagesOf(coop, `${path}?perPage=1`)
      assert.deepEqual(all.toSorted(), members.toSorted())
      assert.equal(pages, members.length)
    })
    test(`OPTIONS ${path} and below`, async () => {
      for (const each of [path, `${path}/x`, `${path}/x/events`]) {
        const answer = await fetch(app.url + each, { method: 'OPTIONS' })
        assert.deepEqual([answer.status, answer.headers.get('allow')], [204, 'OPTIONS, GET'])
        for (const name of ['gs1-epcis-min', 'gs1-cbv-max', 'gs1-extensions', 'gs1-vendor-version', 'gs1-epc-format']) {
          assert.ok(answer.headers.get(name), `${each} ${name}`)
        }
      }
    })
  }

  test("the operator's key sees everybody's", async () => {
    const all = await list(app.operator, '/bizSteps?perPage=100')
    assert.ok(
      ['destroying', 'shipping', ownStep].every((step) => all.includes(step)),
      String(all),
    )
    assert.ok((await list(app.operator, '/epcs?perPage=100')).includes(item(9, 'SECRET')))
  })

  test('identifiers are spelt as GS1-EPC-Format says', async () => {
    assert.ok((await list(coop, '/epcs', { 'gs1-epc-format': 'Never_Translates' })).includes(sgtinUrn))
    assert.deepEqual(await list(coop, '/bizLocations', { 'gs1-epc-format': 'Never_Translates' }), [
      'urn:epc:id:sgln:952000000001..0',
    ])
  })

  test('prefixes of GS1-Extensions shorten what they fit, and are read in a path', async () => {
    const headers = { 'gs1-extensions': 'ex=https://coop.example/steps/' }
    const answer = await coop.get('/bizSteps', headers)
    assert.ok(membersOf(answer).includes('ex:drying'))
    assert.deepEqual(((answer.json as Members)['@context'] as unknown[])[1], { ex: 'https://coop.example/steps/' })
    assert.equal((await coop.get('/bizSteps/ex:drying', headers)).status, 200)
    assert.equal((await coop.get('/bizSteps/ex:drying')).status, 404)
    assert.equal((await coop.get('/bizSteps', { 'gs1-extensions': 'nonsense' })).status, 400)
  })

  test('a wrong parameter is named', async () => {
    for (const query of ['perPage=0', 'nextPageToken=xyz', 'foo=1', 'EQ_bizStep=shipping']) {
      const answer = await coop.get(`/bizSteps?${query}`)
      assert.deepEqual(
        [answer.status, (answer.json as Members).type],
        [400, 'epcisException:QueryParameterException'],
        query,
      )
    }
  })

  test('a token belongs to its list', async () => {
    const next = /nextPageToken=([^>&]+)/.exec((await coop.get('/bizSteps?perPage=1')).headers.get('link') ?? '')?.[1]
    assert.equal((await coop.get(`/dispositions?nextPageToken=${next}`)).status, 400)
    assert.equal((await coop.get(`/epcs?nextPageToken=${next}`)).status, 400)
    assert.equal((await coop.get(`/events?nextPageToken=${next}`)).status, 400)
  })
})

describe('the events under a value', () => {
  const cases: [path: string, events: string[]][] = [
    ['/bizSteps/shipping/events', ['1', '4']],
    [`/bizSteps/${part('urn:epcglobal:cbv:bizstep:shipping')}/events`, ['1', '4']],
    [`/bizSteps/${part('https://ref.gs1.org/cbv/BizStep-packing')}/events`, ['3']],
    [`/bizSteps/${part(ownStep)}/events`, ['2']],
    ['/bizSteps/shipping/events?EQ_bizStep=packing', []],
    ['/bizSteps/shipping/events?EQ_disposition=in_transit', ['1']],
    ['/dispositions/in_transit/events', ['1']],
    ['/eventTypes/AggregationEvent/events', ['3']],
    [`/eventTypes/${part(ownType)}/events`, ['5']],
    [`/readPoints/${part(place)}/events`, ['1']],
    [`/readPoints/urn:epc:id:sgln:952000000001..0/events`, ['1']],
    [`/bizLocations/${part('https://another.example')}%2F414%2F${gln}/events`, ['2']],
    [`/epcs/${part(item(1, 'A'))}/events`, ['1', '2']],
    [`/epcs/${sgtinUrn}/events`, ['1']],
    [`/epcs/${part(item(7, 'U1'))}/events`, ['1']],
    [`/epcs/${part(sscc)}/events`, ['3']],
    [`/epcs/${part(item(1, 'B'))}/events?eventType=AggregationEvent`, ['3']],
    [`/epcs/${part(lot(3, 'L1'))}/events`, ['4']],
  ]
  for (const [path, events] of cases) {
    test(`GET ${path}`, async () => {
      assert.deepEqual(await under(path), events)
      const above = await coop.get(path.replace(/\/events.*$/, ''))
      assert.deepEqual(membersOf(above), ['events'])
    })
  }

  test('come page by page under their own address', async () => {
    const first = await coop.get(`/epcs/${part(item(1, 'A'))}/events?perPage=1&orderBy=eventTime`)
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    assert.ok(next.includes(`/epcs/${part(item(1, 'A'))}/events?perPage=1&orderBy=eventTime&nextPageToken=`), next)
    const second = await coop.get(next.slice(new URL(next).origin.length))
    assert.equal(second.headers.get('link'), null)
    assert.notEqual(eventsOf(first)[0]?.eventID, eventsOf(second)[0]?.eventID)
  })
})

describe("another party's value reads exactly like one that nobody ever used", () => {
  const pairs: [path: string, theirs: string, nobodys: string][] = [
    ['/bizSteps', 'destroying', 'repairing'],
    ['/bizSteps', 'https://rival.example/steps/secret', 'https://rival.example/steps/nobody'],
    ['/dispositions', 'recalled', 'stolen'],
    ['/readPoints', otherPlace, 'https://rival.example/nowhere'],
    ['/epcs', item(9, 'SECRET'), item(9, 'NOBODY')],
    ['/events', 'urn:example:secret', 'urn:example:nobody'],
  ]
  const seen = async (path: string, value: string) => {
    const { status, text, headers } = await coop.get(path.replace('{}', part(value)))
    return [status, text.replaceAll(value, '…').replace(/urn:uuid:[0-9a-f-]+/, ''), [...headers.keys()].sort()]
  }
  for (const [path, theirs, nobodys] of pairs) {
    test(`${path}: ${theirs}`, async () => {
      const below = path === '/events' ? ['/{}'] : ['/{}', '/{}/events', '/{}/events?perPage=1']
      for (const each of below) {
        const answer = await seen(path + each, theirs)
        assert.equal(answer[0], 404)
        assert.deepEqual(answer, await seen(path + each, nobodys))
      }
    })
  }

  test('words that are no value of the kind are no resource either', async () => {
    for (const path of [
      '/bizSteps/no_such_word',
      '/eventTypes/NoSuchEvent',
      '/epcs/x',
      `/epcs/${part('urn:epc:idpat:sgtin:*.*.*')}`,
      '/bizSteps/a%7Cb',
      '/readPoints/%00',
    ]) {
      const { status } = await coop.get(path)
      assert.ok(status === 404 || (path.endsWith('%00') && status === 400), `${path}: ${status}`)
    }
  })
})

describe('/epcs is walked in bounded steps', () => {
  test('an event of thousands of EPCs, some known before, gives each once over its pages', async () => {
    const party = await app.party('Many')
    const serials = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => item(4, `M${from + index}`))
    for (const epcList of [serials(0, 700), serials(350, 1500), serials(0, 700), serials(1800, 100)]) {
      assert.equal((await party.post('/capture', document([event({ epcList })]))).status, 202)
    }
    const { all, pages } = await pagesOf(party, '/epcs?perPage=333')
    assert.equal(all.length, 1900)
    assert.equal(new Set(all).size, 1900)
    assert.equal(pages, Math.ceil(1900 / 333))
  })

  test('captures meanwhile change no page of a list that was begun', async () => {
    const party = await app.party('Meanwhile')
    await party.post('/capture', document([event({ epcList: [item(5, 'A'), item(5, 'B')] })]))
    const first = await party.get('/epcs?perPage=1')
    await party.post(
      '/capture',
      document([event({ eventTime: '2001-01-01T00:00:00Z', epcList: [item(5, 'B'), item(5, 'C')] })]),
    )
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    assert.deepEqual(membersOf(await party.get(next.slice(new URL(next).origin.length))), [item(5, 'B')])
    assert.deepEqual(await list(party, '/epcs'), [item(5, 'B'), item(5, 'C'), item(5, 'A')])
  })
})

describe('DELETE /nextPageToken/{token}', () => {
  const tokenOf = async (client: Client, path: string) =>
    /nextPageToken=([^>&]+)/.exec((await client.get(path)).headers.get('link') ?? '')?.[1] ?? ''

  for (const path of ['/events?perPage=1', '/epcs?perPage=1', '/bizSteps?perPage=1']) {
    test(`ends a token of ${path} for its holder`, async () => {
      const token = await tokenOf(coop, path)
      assert.equal((await coop.get(`${path}&nextPageToken=${token}`)).status, 200)
      assert.equal((await rival.delete(`/nextPageToken/${token}`)).status, 204)
      assert.equal((await coop.get(`${path}&nextPageToken=${token}`)).status, 200, 'what another frees stays')
      assert.equal((await coop.delete(`/nextPageToken/${token}`)).status, 204)
      assert.equal((await coop.get(`${path}&nextPageToken=${token}`)).status, 400)
      assert.equal((await coop.delete(`/nextPageToken/${token}`)).status, 404)
    })
  }

  test('knows no token that nobody can have been given', async () => {
    const valid = await tokenOf(coop, '/events?perPage=1')
    for (const token of [
      'x',
      `${valid}x.y`,
      valid.replace(/^[^.]*/, '0'),
      valid.replace(/^[^.]*/, 'zzzzzzzz'),
      `${valid.split('.')[0]}.abc`,
    ]) {
      const answer = await coop.delete(`/nextPageToken/${token}`)
      assert.deepEqual(
        [answer.status, (answer.json as Members).type],
        [404, 'epcisException:NoSuchResourceException'],
        token,
      )
    }
    assert.equal((await app.anonymous.delete(`/nextPageToken/${valid}`)).status, 401)
  })
})

test('a rebuild notes anew what is there, and forgets what is not', async () => {
  const before = await list(app.operator, '/bizSteps?perPage=100')
  await app.db.query("delete from events.vocabulary where value in ('shipping', 'packing')")
  await app.db.query("insert into events.vocabulary values ($1, 1, 'staging_outbound', 'staging_outbound')", [coop.id])
  await rebuild(app.db)
  assert.deepEqual(await list(app.operator, '/bizSteps?perPage=100'), before)
  assert.deepEqual(await list(coop, '/bizSteps'), [ownStep, 'packing', 'shipping'])
})

test('who declares through another sees the words, and so does the one who captures', async () => {
  const farmGln = `952000000777${checkDigit('952000000777')}`
  const farm = await app.party('Farm', { identifiers: [{ scheme: 'gln', value: farmGln }] })
  const vendor = await app.party('Vendor')
  const mandate = { holder: vendor.id, purpose: 'capture', basisText: 'contract' }
  assert.equal((await farm.chief.post('/api/mandates', mandate)).status, 201)
  const sent = await vendor.post(
    '/capture',
    document([event({ epcList: [item(6, 'F')], bizStep: 'storing' })], { sender: `https://id.gs1.org/417/${farmGln}` }),
  )
  assert.equal(sent.status, 202, sent.text)
  for (const party of [farm, vendor]) {
    assert.deepEqual(await list(party, '/bizSteps'), ['storing'])
    assert.deepEqual(await list(party, '/epcs'), [item(6, 'F')])
  }
})
