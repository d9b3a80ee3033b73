import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, gtin, item, lot, type Members } from '../../../../test/documents.ts'
import { between, sidesOf, tell } from '../../../../test/hand-overs.ts'
import { startReceiver } from '../../../../test/receiver.ts'

const app = await testApp({ CALLBACK_NETWORKS: '127.0.0.1' })
const closing: (() => Promise<void>)[] = []
after(async () => {
  for (const close of closing) await close()
  await app.close()
})

const { farm, packer, stranger } = await sidesOf(app)
const handOver = between('farm', 'packer')
const batch = lot(81, 'L1')
const quantityList = [{ epcClass: batch, quantity: 12, uom: 'KGM' }]
const at = (hour: string, members: Members) =>
  event({ eventTime: `2026-05-01T${hour}:00:00Z`, epcList: undefined, quantityList, ...members })

test('a subscriber is told of a hand-over that names it and of the step before, a stranger of nothing', async () => {
  const receiver = await startReceiver()
  closing.push(() => receiver.close())
  for (const party of [packer, stranger]) {
    assert.equal((await party.post('/queries', { name: 'all', query: {} })).status, 201)
    const made = await party.post('/queries/all/subscriptions', { dest: `${receiver.url}?${party.id}`, stream: true })
    assert.equal(made.status, 201, made.text)
  }
  await tell(farm, at('01', { eventID: 'urn:x:made', action: 'ADD', bizStep: 'commissioning' }))
  await tell(farm, at('03', { eventID: 'urn:x:sent', bizStep: 'shipping', ...handOver }))
  await app.deliver()
  assert.deepEqual(
    receiver.messages.flatMap((message) => eventsOf(message).map(({ eventID }) => eventID)),
    ['urn:x:made', 'urn:x:sent'],
  )
})

test('a trace, its picture and a balance are made of what is seen, and of no more', async () => {
  await tell(farm, at('00', { eventID: 'urn:x:hidden', bizStep: 'inspecting' }))
  const key = `01/${gtin(81)}/10/L1`
  const cited = async (party: TestParty) => {
    const answer = await party.get(`/api/trace/${key}`)
    const { events } = answer.json as { events?: { eventID: string }[] }
    return [answer.status, (events ?? []).map(({ eventID }) => eventID).sort()]
  }
  assert.deepEqual(await cited(packer), [200, ['urn:x:made', 'urn:x:sent']])
  assert.deepEqual(await cited(farm), [200, ['urn:x:hidden', 'urn:x:made', 'urn:x:sent']])
  const [hidden, none] = [
    await stranger.get(`/api/trace/${key}`),
    await stranger.get(`/api/trace/01/${gtin(81)}/10/L9`),
  ]
  const same = (text: string) => text.replaceAll('L9', 'L1').replace(/urn:uuid:[\w-]{36}/g, '')
  assert.deepEqual([hidden.status, same(hidden.text)], [none.status, same(none.text)])
  for (const path of ['trace-picture', 'balance/lot']) {
    assert.equal((await packer.get(`/api/${path}/${key}`)).status, 200, path)
    assert.equal((await stranger.get(`/api/${path}/${key}`)).status, 404, path)
  }
  const one = `/events/${encodeURIComponent('urn:x:hidden')}`
  assert.deepEqual([(await packer.get(one)).status, (await farm.get(one)).status], [404, 200])
})

test('what somebody may not see decides no count, no limit and no page', async () => {
  const ask = async (query: string) => {
    const answer = await packer.get(`/events${query}`)
    return [answer.status, answer.headers.get('link') === null, eventsOf(answer).map(({ eventID }) => eventID)]
  }
  const queries = [
    '?maxEventCount=2',
    '?eventCountLimit=2&orderBy=eventTime',
    '?perPage=2',
    '?perPage=30&orderBy=recordTime',
  ]
  const before = await Promise.all(queries.map(ask))
  await tell(stranger, ...Array.from({ length: 40 }, (_, n) => at('02', { eventID: `urn:x:noise:${n}` })))
  assert.deepEqual(await Promise.all(queries.map(ask)), before)
  assert.equal(
    (await packer.post('/capture', document([at('05', { eventID: 'urn:x:noise:1', bizStep: 'storing' })]))).status,
    202,
  )
  assert.equal(
    (await packer.get('/capture')).text.includes('"success":false'),
    false,
    'another’s event of that ID is none',
  )
})

test('nothing that is a crate’s is opened with the goods in it', async () => {
  const crate = 'https://id.gs1.org/8003/09521234543213CRATE'
  await tell(farm, event({ eventTime: '2026-05-02T01:00:00Z', eventID: 'urn:x:others', epcList: [crate] }))
  const sent = { eventTime: '2026-05-02T02:00:00Z', eventID: 'urn:x:crate', epcList: [crate, item(82, 'A')] }
  await tell(farm, event({ ...sent, ...handOver }))
  const seen = eventsOf(await packer.get('/events?GE_eventTime=2026-05-02T00:00:00Z'))
  assert.deepEqual(
    seen.map(({ eventID }) => eventID),
    ['urn:x:crate'],
  )
})

test('an association sees its members’ events, as long as they are members', async () => {
  const union = await app.party('Liên minh hợp tác xã', { kind: 'association' })
  const count = async () => eventsOf(await union.get('/events?EQ_eventID=urn:x:hidden')).length
  assert.equal(await count(), 0)
  const joined = await app.operator.post('/api/memberships', { group: union.id, member: farm.id, basis: 'Sample' })
  assert.equal(joined.status, 201, joined.text)
  assert.equal(await count(), 1)
})
