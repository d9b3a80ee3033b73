import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { keyHash } from '../../../platform/ids.ts'
import { networkList } from '../../../platform/networks.ts'
import { type Elsewhere, visitElsewhere } from './elsewhere.ts'
import { newBudget } from './get.ts'

const lot = '/01/09521234543213/10/L1'
const fruit = '/01/09521234543213/10/F1'

type Answer = (request: IncomingMessage, response: ServerResponse) => void
type Other = { origin: string; requests: IncomingMessage[]; answer: (answer: Answer) => void }

const closings: (() => void)[] = []
after(() => {
  for (const close of closings) close()
})

/** Another system on the loopback, as good or bad as it is told to be. */
const start = async (first: Answer): Promise<Other> => {
  const requests: IncomingMessage[] = []
  let answer = first
  const server = createServer((request, response) => {
    requests.push(request)
    response.on('error', () => {})
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closings.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      answer = next
    },
  }
}

const context = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'
const pressing = (more: object = {}) => ({
  type: 'TransformationEvent',
  eventID: 'urn:uuid:00000000-0000-4000-8000-000000000001',
  eventTime: '2026-05-01T08:00:00Z',
  eventTimeZoneOffset: '+07:00',
  inputQuantityList: [{ epcClass: `https://id.gs1.org${fruit}`, quantity: 2, uom: 'KGM' }],
  outputQuantityList: [{ epcClass: `https://id.gs1.org${lot}`, quantity: 1, uom: 'KGM' }],
  ...more,
})
const documentOf = (events: object[]) => ({
  '@context': context,
  type: 'EPCISQueryDocument',
  schemaVersion: '2.0',
  creationDate: '2026-05-02T00:00:00Z',
  epcisBody: { queryResults: { queryName: 'SimpleEventQuery', resultsBody: { eventList: events } } },
})
const json =
  (body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
const events = (...list: object[]) => json(documentOf(list))
const nothing = events()

type Visit = { trusted?: Other[]; links?: string[]; key?: string; networks?: string[]; patience?: number }

const visit = ({ trusted = [], links = [], key, networks = ['127.0.0.1'], patience = 20_000 }: Visit): Elsewhere =>
  visitElsewhere(
    {
      trusted: trusted.map(({ origin }, at) => ({ origin, name: `Other ${at}`, key: at === 0 ? key : undefined })),
      networks: networkList(networks),
      publicUrl: 'https://nguon.example',
      linksOf: async (keys) => new Map(keys.map((each) => [each, links])),
      say: (_language, key) => key,
      uids: { of: (origin, eventID) => `${origin} ${eventID}`, common: (uid) => uid },
    },
    lot,
    { ...newBudget(), until: Date.now() + patience },
  )

const failuresOf = (elsewhere: Elsewhere, key = lot) => elsewhere.awayOf(key).map(({ failure }) => failure?.code)

test('what a trusted repository says of a key is learned, under its name, and asked for once', async () => {
  const other = await start(events(pressing()))
  const elsewhere = visit({ trusted: [other], links: [`${other.origin}/epcis`], key: 'the-key' })
  assert.equal(await elsewhere.ask([lot]), true)
  assert.equal(await elsewhere.ask([lot]), false)
  assert.equal(other.requests.length, 1)
  const asked = new URL(other.requests[0]?.url ?? '', other.origin)
  assert.equal(asked.pathname, '/epcis/events')
  assert.equal(asked.searchParams.get('MATCH_anyEPCClass'), `https://id.gs1.org${lot}`)
  assert.equal(other.requests[0]?.headers.authorization, 'Bearer the-key')
  assert.equal(elsewhere.memory.statements.get(keyHash(lot))?.length, 1)
  assert.equal(elsewhere.memory.texts.get(keyHash(fruit)), fruit)
  assert.deepEqual(
    [...elsewhere.memory.headers.values()].map((header) => header.elsewhere),
    ['Other 0'],
  )
  assert.deepEqual(elsewhere.awayOf(lot), [])
})

test('an event that does not name the key, or that its own repository took back, is not learned', async () => {
  const id = 'urn:uuid:00000000-0000-4000-8000-000000000002'
  const declared = pressing({
    eventID: id,
    errorDeclaration: { declarationTime: '2026-05-02T08:00:00Z', reason: 'did_not_occur' },
  })
  const stranger = pressing({
    eventID: 'urn:uuid:00000000-0000-4000-8000-000000000003',
    inputQuantityList: [{ epcClass: 'https://id.gs1.org/01/09521234543213/10/X' }],
    outputQuantityList: [{ epcClass: 'https://id.gs1.org/01/09521234543213/10/Y' }],
  })
  const other = await start(events(pressing({ eventID: id }), declared, stranger))
  const elsewhere = visit({ trusted: [other], links: [other.origin] })
  assert.equal(await elsewhere.ask([lot]), false)
  assert.equal(elsewhere.memory.statements.size, 0)
})

test('without a link the resolvers of trusted repositories are asked, and lead to trusted ones only', async () => {
  const store = await start(events(pressing()))
  const stranger = await start(nothing)
  const epcis = 'https://ref.gs1.org/voc/epcis'
  const resolver = await start(
    json({
      linkset: [{ anchor: 'x', [epcis]: [{ href: store.origin }, { href: stranger.origin }, { href: 'file:///' }] }],
    }),
  )
  const elsewhere = visit({ trusted: [resolver, store], key: 'the-key' })
  store.answer((request, response) =>
    (request.url?.startsWith('/events') ? events(pressing()) : json({}))(request, response),
  )
  assert.equal(await elsewhere.ask([lot]), true)
  assert.equal(resolver.requests[0]?.url, lot)
  assert.equal(resolver.requests[0]?.headers.accept, 'application/linkset+json')
  assert.equal(stranger.requests.length, 0)
  assert.ok(
    store.requests.every(({ headers }) => headers.authorization === undefined),
    'a key is for its origin alone',
  )
})

test('two repositories that lead to each other are asked once each', async () => {
  const one = await start(nothing)
  const two = await start(nothing)
  const leads =
    (to: Other): Answer =>
    (request, response) =>
      (request.url?.startsWith('/events')
        ? nothing
        : json({ linkset: [{ anchor: 'x', 'https://ref.gs1.org/voc/epcisRepository': [{ href: to.origin }] }] }))(
        request,
        response,
      )
  one.answer(leads(two))
  two.answer(leads(one))
  assert.equal(await visit({ trusted: [one, two] }).ask([lot, lot]), false)
  assert.deepEqual([one.requests.length, two.requests.length], [2, 2])
})

test('an origin that nobody trusts is named and not asked', async () => {
  const stranger = await start(nothing)
  const elsewhere = visit({ links: [stranger.origin, 'https://nguon.example'] })
  assert.equal(await elsewhere.ask([lot]), false)
  assert.deepEqual(elsewhere.awayOf(lot), [{ repository: `${stranger.origin}/`, failure: { code: 'untrusted' } }])
  assert.equal(stranger.requests.length, 0)
})

const endlessly: Answer = (_request, response) => {
  const chunk = Buffer.alloc(1024 * 1024, ' ')
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  more()
}

const hostile: [what: string, answer: Answer, failure: string, more?: Visit][] = [
  ['that hangs', () => {}, 'timeout', { patience: 300 }],
  ['that begins and never ends', (_request, response) => void response.write('{'), 'timeout', { patience: 300 }],
  ['that fails', (_request, response) => void response.writeHead(500).end(), 'status'],
  ['that wants another key', (_request, response) => void response.writeHead(401).end(), 'status'],
  ['that hangs up', (request) => void request.destroy(), 'unreachable'],
  ['whose answer has no end', endlessly, 'too-large'],
  ['whose answer is no JSON', (_request, response) => void response.end('<html>'), 'not-epcis'],
  ['whose answer is other JSON', json([{ a: 1 }]), 'not-epcis'],
  ['whose answer nests without end', (_request, response) => void response.end('['.repeat(1_000_000)), 'not-epcis'],
  ['whose events break the rules', events(pressing({ eventTime: 'yesterday' })), 'events-invalid'],
  ['inside our network', nothing, 'inner', { networks: [] }],
]

for (const [what, answer, failure, more = {}] of hostile) {
  test(`a repository ${what} teaches nothing, and the failure is told`, async () => {
    const other = await start(answer)
    const elsewhere = visit({ trusted: [other], links: [other.origin], ...more })
    assert.equal(await elsewhere.ask([lot]), false)
    assert.deepEqual(failuresOf(elsewhere), [failure])
    assert.equal(elsewhere.memory.headers.size, 0)
  })
}

test('a redirect is not followed, whether to the inside or to the outside', async () => {
  const inside = await start(nothing)
  const other = await start((_request, response) => response.writeHead(307, { location: inside.origin }).end())
  const elsewhere = visit({ trusted: [other], links: [other.origin] })
  await elsewhere.ask([lot])
  assert.deepEqual(failuresOf(elsewhere), ['redirect'])
  assert.equal(inside.requests.length, 0)
})

test('good events stay beside bad ones, and that some were bad is told', async () => {
  const bad = pressing({ eventID: 'urn:uuid:00000000-0000-4000-8000-000000000009', action: 'NEVER' })
  const other = await start(events(pressing(), { ...bad, type: 'ObjectEvent' }))
  const elsewhere = visit({ trusted: [other], links: [other.origin] })
  assert.equal(await elsewhere.ask([lot]), true)
  assert.deepEqual(failuresOf(elsewhere), ['events-invalid'])
})

test('pages are followed to a bound, and never to another origin', async () => {
  const stranger = await start(nothing)
  const other = await start(events(pressing()))
  other.answer(json(documentOf([pressing()]), { link: '</events?again>; rel="next"' }))
  const endless = visit({ trusted: [other], links: [other.origin], key: 'the-key' })
  await endless.ask([lot])
  assert.deepEqual(failuresOf(endless), ['endless'])
  assert.equal(other.requests.length, 10)
  other.answer(json(documentOf([pressing()]), { link: `<${stranger.origin}/events>; rel="next"` }))
  await visit({ trusted: [other], links: [other.origin], key: 'the-key' }).ask([lot])
  assert.equal(stranger.requests.length, 0)
})

test('a repository that does not answer is asked no more by this trace, and every key says so', async () => {
  const other = await start((_request, response) => void response.writeHead(503).end())
  const elsewhere = visit({ trusted: [other], links: [other.origin] })
  const keys = Array.from({ length: 40 }, (_, at) => `/01/09521234543213/10/L${at}`)
  await elsewhere.ask(keys)
  assert.equal(other.requests.length, 1)
  assert.deepEqual(new Set(keys.flatMap((key) => failuresOf(elsewhere, key))), new Set(['status']))
})

test('one trace asks so much and no more', async () => {
  const other = await start(nothing)
  const elsewhere = visit({ trusted: [other], links: [other.origin] })
  const keys = Array.from({ length: 100 }, (_, at) => `/01/09521234543213/10/L${at}`)
  await elsewhere.ask(keys)
  assert.equal(other.requests.length, 64)
  assert.deepEqual(failuresOf(elsewhere, keys.at(-1)), ['asked-enough'])
})

test('one trace reads so much and no more', async () => {
  const other = await start(endlessly)
  const elsewhere = visit({ trusted: [other], links: [other.origin] })
  const keys = Array.from({ length: 6 }, (_, at) => `/01/09521234543213/10/L${at}`)
  await elsewhere.ask(keys)
  assert.deepEqual(
    keys.flatMap((key) => failuresOf(elsewhere, key)),
    [...Array(4).fill('too-large'), ...Array(2).fill('asked-enough')],
  )
  assert.equal(other.requests.length, 4)
})

test('a look at the links asks nobody', async () => {
  const other = await start(nothing)
  const elsewhere = visit({ trusted: [other], links: [other.origin] })
  await elsewhere.look([lot])
  assert.deepEqual(elsewhere.awayOf(lot), [{ repository: `${other.origin}/` }])
  assert.equal(other.requests.length, 0)
})
