import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { type Client, type TestApp, type TestParty, testApp } from '../app.ts'
import { document, event, eventsOf, gtin, item, lot } from '../documents.ts'

let app: TestApp
let holder: TestParty
let rival: TestParty
let job = ''
let mandate = ''

const eventID = 'urn:example:visibility:secret'
const withCheck = (digits: string) => digits + checkDigit(digits)
const epcs = (size: number, product = 61) => Array.from({ length: size }, (_, index) => item(product, `N${index}`))

before(async () => {
  app = await testApp()
  holder = await app.party('Holder')
  rival = await app.party('Rival')
  const secret = event({ epcList: [lot(61, 'SECRETLOT')], eventID, disposition: 'in_transit' })
  const answer = await holder.post('/capture', document([secret]))
  job = new URL(answer.headers.get('location') ?? '').pathname
  const third = await app.party('Third')
  const made = await holder.chief.post('/api/mandates', {
    holder: third.id,
    purpose: 'capture',
    basisText: 'SECRETBASIS',
  })
  mandate = (made.json as { id: string }).id
})
after(() => app.close())

const same = (text: string, ...names: string[]): string =>
  names.reduce((rest, name) => rest.replaceAll(name, '…'), text).replace(/urn:uuid:[\w-]{36}/g, '…')

test('what is another’s is answered as what never was: same status, same words', async () => {
  const nobody = '01900000-0000-7000-8000-000000000000'
  const pairs: [mine: string, none: string][] = [
    [job, `/capture/${nobody}`],
    [`/events/${encodeURIComponent(eventID)}`, '/events/urn%3Aexample%3Anobody'],
    [`/api/mandates/${mandate}`, `/api/mandates/${nobody}`],
    [`/api/parties/${holder.id}/keys`, `/api/parties/${nobody}/keys`],
    [`/api/claims?party=${holder.id}`, `/api/claims?party=${nobody}`],
  ]
  const names = (path: string) => [path.split('/').at(-1) ?? '', decodeURIComponent(path.split('/').at(-1) ?? '')]
  for (const [mine, none] of pairs)
    for (const client of [rival, rival.chief, app.anonymous] as Client[]) {
      const [a, b] = [await client.get(mine), await client.get(none)]
      assert.ok(a.status >= 400, mine)
      assert.deepEqual(
        [a.status, same(a.text, ...names(mine), holder.id, nobody)],
        [b.status, same(b.text, ...names(none), holder.id, nobody)],
      )
      assert.ok(!a.text.includes('SECRET'))
    }
  assert.equal((await rival.chief.delete(`/api/mandates/${mandate}`)).status, 404)
  assert.equal((await rival.chief.delete(`/api/mandates/${nobody}`)).status, 404)
})

test('lists and queries of another show nothing, nor does a token of another', async () => {
  const more = await holder.post('/capture', document([event({ epcList: [lot(61, 'SECRETLOT')] })]))
  assert.equal(more.status, 202)
  const paged = await holder.get('/events?perPage=1')
  const token = /nextPageToken=([\w.-]+)/.exec(paged.headers.get('link') ?? '')?.[1]
  for (const query of [
    '',
    `?perPage=1&nextPageToken=${token}`,
    `?EQ_eventID=${eventID}`,
    `?MATCH_anyEPCClass=${lot(61, 'SECRETLOT')}`,
    `?MATCH_epc=urn:epc:idpat:sgtin:*.*.*`,
    '?asOf=1',
    '?maxEventCount=1',
  ]) {
    const answer = await rival.get(`/events${query}`)
    assert.equal(answer.status, 200, query)
    assert.deepEqual(eventsOf(answer), [], query)
    assert.equal(answer.headers.get('link'), null)
  }
  for (const path of ['/capture', '/api/mandates', '/api/claims', '/api/parties'])
    assert.ok(!(await rival.get(path)).text.includes(holder.id), path)
  const claims = (await rival.get('/capture')).json as unknown[]
  assert.deepEqual(claims, [])
})

test('how many keys others have decides nothing about one’s own query', async () => {
  const pattern = '/events?MATCH_epc=urn:epc:idpat:sgtin:9520000.*.*'
  const own = event({ epcList: [item(62, 'MINE')], eventID: 'urn:example:visibility:mine' })
  const foreign = event({ epcList: ['urn:example:other:1'] })
  assert.equal((await rival.post('/capture', document([own, foreign]))).status, 202)
  const ids = async () => eventsOf(await rival.get(pattern)).map((found) => found.eventID)
  assert.deepEqual(await ids(), ['urn:example:visibility:mine'])
  assert.equal((await holder.post('/capture', document([event({ epcList: epcs(10_100) })]))).status, 202)
  assert.deepEqual(await ids(), ['urn:example:visibility:mine'])
})

test('a party that turns out to be a person is one at every earlier position', async () => {
  const names = { vi: 'Nguyen Van Kin' }
  const made = await app.operator.post('/api/parties', { kind: 'enterprise', names, address: { text: 'so 9 hem Kin' } })
  const { id, position } = made.json as { id: string; position: number }
  const address = { text: 'so 9 hem Kin' }
  const change = { kind: 'individual', names, publicName: { vi: 'Vườn Kín' }, address }
  assert.equal((await app.operator.put(`/api/parties/${id}`, change)).status, 200)
  for (const path of [`/api/parties/${id}`, `/api/parties/${id}?asOf=${position}`, `/api/parties/${id}?at=2020-01-01`])
    for (const client of [app.anonymous, rival]) assert.ok(!/Nguyen|hem Kin/.test((await client.get(path)).text), path)
  const mine = await app.operator.get(`/api/parties/${id}?asOf=${position}`)
  assert.match(mine.text, /Nguyen/)
})

test('a private file is nobody else’s, whether it is there or not', async () => {
  const pdf = `%PDF-1.4\n% secret ${withCheck('952000000088')}\n%%EOF`
  const put = await fetch(new URL('/api/files', app.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${holder.key}`, 'content-type': 'application/pdf' },
    body: pdf,
  })
  const { hash } = (await put.json()) as { hash: string }
  const none = 'a'.repeat(64)
  for (const client of [rival, app.anonymous]) {
    const [there, not] = [await client.get(`/files/${hash}`), await client.get(`/files/${none}`)]
    assert.deepEqual([there.status, same(there.text, hash)], [not.status, same(not.text, none)])
    assert.equal((await client.get(`/files/${hash}`, { 'if-none-match': `"${hash}"` })).status, 404)
  }
  const image = await rival.put(`/api/products/${gtin(63)}`, { names: { vi: 'x' }, images: [hash] })
  const absent = await rival.put(`/api/products/${gtin(63)}`, { names: { vi: 'x' }, images: [none] })
  assert.deepEqual([image.status, same(image.text, hash)], [absent.status, same(absent.text, none)])
  const basis = (basisFile: string) =>
    rival.chief.post('/api/mandates', { holder: holder.id, purpose: 'capture', basisFile })
  const [held, unheld] = [await basis(hash), await basis(none)]
  assert.deepEqual([held.status, same(held.text)], [unheld.status, same(unheld.text)])
})
