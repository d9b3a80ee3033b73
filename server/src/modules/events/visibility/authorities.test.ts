import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, type TestParty, testApp } from '../../../../test/app.ts'
import { eventsOf, gtin, item } from '../../../../test/documents.ts'
import { at, between, gln, idOf, seenBy, sidesOf, tell } from '../../../../test/hand-overs.ts'

const app = await testApp()
after(() => app.close())

const { farm, packer, stranger } = await sidesOf(app)
const fruit = await app.party('Sở chuyên ngành', { kind: 'agency' })
const commune = await app.party('Xã', { kind: 'agency' })
const leader = await app.party('Lãnh đạo', { kind: 'agency' })

const grant = async (party: TestParty, role: object): Promise<void> => {
  const given = await app.operator.post(`/api/parties/${party.id}/roles`, role)
  assert.ok(given.status < 300, given.text)
}
await grant(fruit, { role: 'sector', groups: ['fresh-fruit'] })
await grant(commune, { role: 'commune', units: ['25747'] })
await grant(leader, { role: 'leader' })

// A hand-over of goods of no sector, which its partners see and no authority but the leader.
await tell(farm, at('01T03:00', { eventID: idOf('sent'), epcList: [item(71, 'SENT')], ...between('farm', 'packer') }))

test('the authority of the sector or of the territory sees all of it, by every way of asking', async () => {
  const product = gtin(72)
  const place = gln(9001)
  assert.ok(
    (await farm.put(`/api/products/${product}`, { names: { vi: 'Xoài' }, productGroup: 'fresh-fruit' })).status < 300,
  )
  const address = { text: 'ấp 1', unitCode: '25747', unitName: 'Xã', on: '2026-01-01' }
  assert.ok(
    (await farm.put(`/api/locations/${place}`, { names: { vi: 'Vườn 1' }, kind: 'growing-area', address })).status <
      300,
  )
  const made = { epcList: [item(72, 'A')], action: 'ADD', bizStep: 'commissioning' }
  await tell(farm, at('02T01:00', { eventID: idOf('sector'), ...made }))
  await tell(
    farm,
    at('02T02:00', {
      eventID: idOf('place'),
      epcList: [item(71, 'A')],
      bizStep: 'storing',
      bizLocation: { id: `https://id.gs1.org/414/${place}` },
    }),
  )
  const newest = '&GE_eventTime=2026-05-02T00:00:00Z'
  assert.deepEqual(await seenBy(fruit, newest), ['sector'])
  assert.deepEqual(await seenBy(commune, newest), ['place'])
  assert.deepEqual(await seenBy(leader, newest), ['place', 'sector'])
  assert.deepEqual(await seenBy(packer, newest), [])
  assert.deepEqual(await seenBy(commune, `&EQ_bizLocation=https://id.gs1.org/414/${place}`), ['place'])
  assert.deepEqual(await seenBy(commune, `&EQ_bizStep=storing&EQ_bizLocation=https://id.gs1.org/414/${place}`), [
    'place',
  ])
  assert.deepEqual(await seenBy(packer, `&EQ_bizStep=storing&EQ_bizLocation=https://id.gs1.org/414/${place}`), [])
  assert.deepEqual(await seenBy(fruit, `&EQ_eventID=${idOf('sector')}`), ['sector'])
  const one = (client: Client, name: string) => client.get(`/events/${encodeURIComponent(idOf(name))}`)
  assert.deepEqual([(await one(fruit, 'sector')).status, (await one(fruit, 'place')).status], [200, 404])
  assert.deepEqual([(await one(commune, 'sector')).status, (await one(commune, 'place')).status], [404, 200])
  const trace = (client: Client) => client.get(`/api/trace/01/${product}/21/A`)
  assert.deepEqual(
    [(await trace(fruit)).status, (await trace(commune)).status, (await trace(leader)).status],
    [200, 404, 200],
  )
  const words = async (client: Client, path: string) =>
    ((await client.get(`/${path}`)).json as { member: string[] }).member
  assert.ok((await words(commune, 'bizSteps')).some((word) => word.endsWith('storing')))
  assert.ok(!(await words(commune, 'bizSteps')).some((word) => word.endsWith('commissioning')))
  assert.deepEqual(await words(fruit, 'epcs'), [item(72, 'A')])
  assert.ok((await words(commune, 'bizLocations')).some((word) => word.includes(place)))
})

test('a change of the register changes who sees what was captured before', async () => {
  assert.ok(
    (await farm.put(`/api/products/${gtin(72)}`, { names: { vi: 'Xoài' }, productGroup: 'timber' })).status < 300,
  )
  await app.work()
  assert.deepEqual(await seenBy(fruit), [])
  assert.ok(
    (await farm.put(`/api/products/${gtin(72)}`, { names: { vi: 'Xoài' }, productGroup: 'fresh-fruit' })).status < 300,
  )
  await app.work()
  assert.deepEqual(await seenBy(fruit), ['sector'])
})

type Looks = {
  items: { party: string; events: number; eventIDs: string[]; route: string; case?: string }[]
  next?: string
}
const looksAt = async (owner: TestParty) => ((await owner.get('/api/looks?limit=200')).json as Looks).items

test('each look of an authority is shown to the owner, and none of its own or of a partner', async () => {
  const before = (await looksAt(farm)).length
  await seenBy(commune, '&GE_eventTime=2026-05-02T00:00:00Z')
  const [look, ...more] = await looksAt(farm)
  assert.equal(more.length, before)
  assert.deepEqual(
    [look?.party, look?.events, look?.eventIDs, look?.route],
    [commune.id, 1, [idOf('place')], 'GET /events'],
  )
  await seenBy(packer)
  await seenBy(farm)
  assert.equal((await looksAt(farm)).length, before + 1)
  assert.equal(
    (await looksAt(stranger)).every(({ party }) => party !== farm.id),
    true,
  )
  await app.operator.get(`/events/${encodeURIComponent(idOf('place'))}`)
  assert.match((await looksAt(farm))[0]?.route ?? '', /^GET \/events\/:eventID$/)
})

test('a look under an open case shows once the case is closed', async () => {
  const delay = { until: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10), reason: 'điều tra' }
  const opened = await commune.post('/api/cases', { subject: 'Mẫu', delay })
  assert.equal(opened.status, 201, opened.text)
  const { number } = opened.json as { number: string }
  const before = (await looksAt(farm)).length
  const under = { 'nguon-case': number }
  assert.equal((await commune.get('/events?GE_eventTime=2026-05-02T00:00:00Z', under)).status, 200)
  assert.equal((await looksAt(farm)).length, before)
  assert.equal((await fruit.get('/events', under)).status, 404, 'another agency’s case is none')
  assert.equal((await fruit.get(`/api/cases/${number}`)).status, 404)
  assert.equal((await commune.post(`/api/cases/${number}/close`)).status, 200)
  const after = await looksAt(farm)
  assert.deepEqual([after.length, after[0]?.case], [before + 1, number])
  assert.equal((await commune.get('/events', under)).status, 409)
  assert.equal((await commune.post(`/api/cases/${number}/close`)).status, 409)
  const far = { ...delay, until: '2999-01-01' }
  assert.equal((await commune.post('/api/cases', { subject: 'Mẫu', delay: far })).status, 422)
  const never = { ...delay, until: '2027-02-30' }
  assert.equal((await commune.post('/api/cases', { subject: 'Mẫu', delay: never })).status, 400)
  assert.equal((await farm.post('/api/cases', { subject: 'Mẫu', delay })).status, 403)
})

test('a role that ends opens nothing from the next call on, nor do the pages that were asked for under it', async () => {
  const inspector = await app.party('Đoàn kiểm tra', { kind: 'agency' })
  const made = await app.operator.post(`/api/parties/${inspector.id}/roles`, {
    role: 'inspector',
    units: ['25747'],
    groups: ['fresh-fruit'],
  })
  const { id } = made.json as { id: string }
  const first = await inspector.get('/events?perPage=1')
  assert.equal(eventsOf(first).length, 1)
  const next = /<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  assert.equal((await app.operator.delete(`/api/parties/${inspector.id}/roles/${id}`)).status, 204)
  await grant(inspector, { role: 'sector', groups: ['timber'] })
  assert.deepEqual(await seenBy(inspector), [])
  const { pathname, search } = new URL(next)
  assert.equal((await inspector.get(pathname + search)).status, 400)
})
