import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkDigit } from '@nguon/gs1'
import { type Client, type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, gtin, item, type Members } from '../../../../test/documents.ts'
import { whileHeld } from '../../../../test/hold-captures.ts'
import { rebuild } from '../upkeep/rebuild.ts'

let app: TestApp
let farm: TestParty
let packer: TestParty
let shop: TestParty
let stranger: TestParty
let fruit: TestParty
let commune: TestParty
let leader: TestParty

const withCheck = (digits: string) => digits + checkDigit(digits)
const partyKey = (number: number) => `https://id.gs1.org/417/${withCheck(`95200006${String(number).padStart(4, '0')}`)}`
const placeKey = (number: number) => withCheck(`95200007${String(number).padStart(4, '0')}`)
const ends = { farm: partyKey(1), packer: partyKey(2), shop: partyKey(3), stranger: partyKey(4) }
type Name = keyof typeof ends

/** The lists by which an event names both sides of a hand-over. */
const between = (giver: Name | undefined, taker: Name | undefined): Members => ({
  ...(giver && { sourceList: [{ type: 'owning_party', source: ends[giver] }] }),
  ...(taker && { destinationList: [{ type: 'owning_party', destination: ends[taker] }] }),
})

const at = (time: string, members: Members): Members => event({ eventTime: `2026-05-${time}:00Z`, ...members })
const idOf = (name: string) => `urn:example:sight:${name}`

const grant = async (party: TestParty, role: object): Promise<void> => {
  const given = await app.operator.post(`/api/parties/${party.id}/roles`, role)
  assert.ok(given.status < 300, given.text)
}

const identified = (key: string) => ({
  identifiers: [{ scheme: 'pgln', value: key.slice(-13), verified: true }],
})

before(async () => {
  app = await testApp()
  farm = await app.party('Vườn', identified(ends.farm))
  packer = await app.party('Nhà đóng gói', identified(ends.packer))
  shop = await app.party('Cửa hàng', identified(ends.shop))
  stranger = await app.party('Người ngoài', identified(ends.stranger))
  fruit = await app.party('Sở chuyên ngành', { kind: 'agency' })
  commune = await app.party('Xã', { kind: 'agency' })
  leader = await app.party('Lãnh đạo', { kind: 'agency' })
  await grant(fruit, { role: 'sector', groups: ['fresh-fruit'] })
  await grant(commune, { role: 'commune', units: ['25747'] })
  await grant(leader, { role: 'leader' })
})
after(() => app.close())

const names = (events: Members[]) => events.map(({ eventID }) => String(eventID).replace(idOf(''), '')).sort()
const seenBy = async (client: Client, query = ''): Promise<string[]> => {
  const answer = await client.get(`/events?perPage=1000${query}`)
  assert.equal(answer.status, 200, answer.text)
  return names(eventsOf(answer))
}
const sees = async (client: Client, thing: string) => seenBy(client, `&MATCH_anyEPC=${encodeURIComponent(thing)}`)
const tell = async (party: TestParty, ...events: Members[]) => {
  const answer = await party.post('/capture', document(events))
  assert.equal(answer.status, 202, answer.text)
}

type Word = [who: Name, name: string, time: string, members: Members]

/** From the garden to the shop: three parties, two hand-overs. */
const story = (label: string, thing: string): Word[] => {
  const of = { epcList: [thing] }
  return [
    ['farm', `${label}-picked`, '01T01:00', { ...of, action: 'ADD', bizStep: 'commissioning' }],
    ['farm', `${label}-sorted`, '01T02:00', { ...of, bizStep: 'inspecting' }],
    ['farm', `${label}-sent`, '01T03:00', { ...of, bizStep: 'shipping', ...between('farm', 'packer') }],
    ['packer', `${label}-came`, '01T04:00', { ...of, bizStep: 'receiving', ...between('farm', 'packer') }],
    ['packer', `${label}-washed`, '01T05:00', { ...of, bizStep: 'inspecting' }],
    ['packer', `${label}-stored`, '01T06:00', { ...of, bizStep: 'storing' }],
    ['packer', `${label}-sold`, '01T07:00', { ...of, bizStep: 'shipping', ...between('packer', 'shop') }],
    ['shop', `${label}-shelved`, '01T08:00', { ...of, bizStep: 'receiving' }],
    ['shop', `${label}-gone`, '01T09:00', { ...of, bizStep: 'retail_selling', disposition: 'retail_sold' }],
  ]
}

const tellStory = async (words: readonly Word[]) => {
  const parties = { farm, packer, shop, stranger }
  for (const [who, name, time, members] of words)
    await tell(parties[who], at(time, { eventID: idOf(name), ...members }))
}

const expected = (label: string): [Client, string[]][] =>
  [
    [farm, ['came', 'picked', 'sent', 'sorted', 'washed']],
    [packer, ['came', 'sent', 'shelved', 'sold', 'sorted', 'stored', 'washed']],
    [shop, ['gone', 'shelved', 'sold', 'stored']],
    [stranger, []],
  ].map(([client, list]) => [client as Client, (list as string[]).map((name) => `${label}-${name}`)])

const asExpected = async (label: string, thing: string) => {
  for (const [client, list] of expected(label)) {
    assert.deepEqual(await sees(client, thing), list)
    assert.deepEqual(
      (await seenBy(client)).filter((name) => name.startsWith(`${label}-`)),
      list,
    )
    assert.deepEqual(
      (await seenBy(client, '&GE_recordTime=2020-01-01T00:00:00Z')).filter((name) => name.startsWith(`${label}-`)),
      list,
    )
  }
}

test('the partners of a hand-over see it and one step on either side, nobody else sees anything', async () => {
  const thing = item(71, 'CHAIN')
  await tellStory(story('chain', thing))
  await asExpected('chain', thing)
})

test('in whichever order the events arrive, the same is seen', async () => {
  const orders = [
    (words: Word[]) => words.toReversed(),
    (words: Word[]) => words.toSorted((a, b) => a[1].length - b[1].length || (a[1] < b[1] ? -1 : 1)),
    (words: Word[]) => [...words.slice(5), ...words.slice(0, 5)],
    (words: Word[]) => [...words.filter((_, n) => n % 2 === 1), ...words.filter((_, n) => n % 2 === 0)],
  ]
  for (const [n, order] of orders.entries()) {
    const thing = item(71, `ORDER${n}`)
    await tellStory(order(story(`order${n}`, thing)))
    await asExpected(`order${n}`, thing)
  }
})

test('captured at once, and settled when all have ended, the same is seen', async () => {
  const thing = item(71, 'ATONCE')
  await Promise.all(story('atonce', thing).map((word) => tellStory([word])))
  await app.work()
  await asExpected('atonce', thing)
})

test('late words of two things of one hand-over, captured at once, close what stood beside it before', async () => {
  const [left, right] = [item(71, 'LEFT'), item(71, 'RIGHT')]
  const both = { epcList: [left, right] }
  await tell(
    farm,
    at('01T01:00', { eventID: idOf('pair-sorted'), ...both, bizStep: 'inspecting' }),
    at('01T03:00', { eventID: idOf('pair-sent'), ...both, bizStep: 'shipping', ...between('farm', 'packer') }),
  )
  await app.work()
  assert.deepEqual(await sees(packer, left), ['pair-sent', 'pair-sorted'])
  const late = (name: string, thing: string, bizStep: string) =>
    tell(farm, at('01T02:00', { eventID: idOf(name), epcList: [thing], bizStep }))
  await whileHeld(
    app,
    farm,
    (bizStep) => [late('pair-left', left, bizStep), late('pair-right', right, bizStep)],
    async () => {},
  )
  await app.work()
  assert.deepEqual(await sees(packer, left), ['pair-left', 'pair-sent'])
  assert.deepEqual(await sees(packer, right), ['pair-right', 'pair-sent'])
})

test('rebuild makes it from the bodies and the register alone', async () => {
  const contents = () => app.db.query('select * from events.sight order by viewer, event_uid, opened_by')
  const words = async () =>
    (await app.db.query('select party_id, kind, value from events.vocabulary order by 1, 2, 3')).map((word) =>
      JSON.stringify(word),
    )
  const held = async () =>
    (await app.db.query('select viewer, way, position, capture_number from events.audience order by 1, 2, 3')).map(
      (row) => JSON.stringify(row),
    )
  const [seen, listed, heldBefore] = [await contents(), new Set(await words()), new Set(await held())]
  for (const table of ['sight', 'hand_over', 'audience']) await app.db.query(`delete from events.${table}`)
  await rebuild(app.db, () => {}, 7)
  assert.deepEqual(await contents(), seen)
  const heldAgain = await held()
  assert.ok(
    heldAgain.length > 0 && heldAgain.every((row) => heldBefore.has(row)),
    'captures of what is seen no longer go',
  )
  const again = await words()
  assert.ok(again.length > 0 && again.every((word) => listed.has(word)), 'words of what is seen no longer go')
  await rebuild(app.db)
  assert.deepEqual([await contents(), await words()], [seen, again])
})

test('a late event between takes the place of the step that was seen before', async () => {
  const thing = item(71, 'LATE')
  await tellStory(story('late', thing))
  await tellStory([['farm', 'late-graded', '01T02:30', { epcList: [thing], bizStep: 'inspecting' }]])
  assert.deepEqual((await sees(packer, thing)).slice(0, 2), ['late-came', 'late-graded'])
  assert.ok(!(await sees(packer, thing)).includes('late-sorted'))
})

test('a hand-over that is taken back opens nothing beside it', async () => {
  const thing = item(71, 'BACK')
  const words = story('back', thing)
  await tellStory(words)
  const [, name, time, members] = words[2] as Word
  const declared = { errorDeclaration: { declarationTime: '2026-06-01T00:00:00Z', reason: 'did_not_occur' } }
  await tell(farm, at(time, { eventID: idOf(name), ...members, ...declared }))
  const left = await sees(packer, thing)
  assert.ok(left.includes('back-sent'), 'both sides see the hand-over and that it was taken back')
  assert.ok(!left.includes('back-sorted'))
})

test('a stranger who names itself, or anybody, in a hand-over opens nobody’s word but its own', async () => {
  const thing = item(71, 'CLAIM')
  const words = story('claim', thing)
  await tellStory(words)
  const before = await Promise.all([farm, packer, shop].map((client) => sees(client, thing)))
  const of = { epcList: [thing], bizStep: 'shipping' }
  const claims: Members[] = ['00', '01', '02', '03', '04', '07', '08', '09'].flatMap((hour) =>
    [
      { ...of, ...between('stranger', 'farm') },
      { ...of, ...between('stranger', 'packer') },
      { ...of, ...between('farm', 'stranger') },
      { ...of, bizStep: 'receiving', ...between('packer', 'stranger') },
      { ...of, ...between('stranger', 'shop') },
    ].map((members, n) => at(`01T${hour}:30`, { eventID: idOf(`false-${hour}-${n}`), ...members })),
  )
  await tell(stranger, ...claims)
  assert.deepEqual(
    (await sees(stranger, thing)).filter((name) => !name.startsWith('false-')),
    [],
  )
  const now = await Promise.all([farm, packer, shop].map((client) => sees(client, thing)))
  assert.deepEqual(
    now.map((list) => list.filter((name) => !name.startsWith('false-'))),
    before,
  )
})

test('the authority of the sector or of the territory sees all of it, by every way of asking', async () => {
  const product = gtin(72)
  const place = placeKey(1)
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

test('an owner shares a chain with a partner for a period, and takes it back at once', async () => {
  const [fresh, juice] = [item(73, 'FRESH'), item(73, 'JUICE')]
  const make = {
    type: 'TransformationEvent',
    epcList: undefined,
    action: undefined,
    inputEPCList: [fresh],
    outputEPCList: [juice],
  }
  await tell(
    farm,
    at('03T01:00', { eventID: idOf('fresh'), epcList: [fresh], action: 'ADD', bizStep: 'commissioning' }),
    at('03T02:00', { eventID: idOf('pressed'), ...make }),
    at('03T03:00', { eventID: idOf('other'), epcList: [item(73, 'OTHER')] }),
  )
  await tell(packer, at('03T04:00', { eventID: idOf('foreign'), epcList: [juice] }))
  const newest = '&GE_eventTime=2026-05-03T00:00:00Z'
  const days = { validFrom: '2026-01-01', validTo: '2099-12-31' }
  const given = await farm.post('/api/shares', { partner: stranger.id, key: juice, ...days })
  assert.equal(given.status, 201, given.text)
  assert.deepEqual(await seenBy(stranger, newest), ['fresh', 'pressed'])
  await tell(farm, at('03T05:00', { eventID: idOf('bottled'), epcList: [juice], bizStep: 'packing' }))
  await app.work()
  assert.deepEqual(await seenBy(stranger, newest), ['bottled', 'fresh', 'pressed'])
  assert.deepEqual(await seenBy(shop, newest), [])
  const { id } = given.json as { id: string }
  assert.equal((await stranger.get(`/api/shares/${id}`)).status, 200)
  assert.equal((await stranger.delete(`/api/shares/${id}`)).status, 404)
  assert.equal((await shop.get(`/api/shares/${id}`)).status, 404)
  assert.equal((await farm.delete(`/api/shares/${id}`)).status, 204)
  assert.deepEqual(await seenBy(stranger, newest), [])
  assert.equal((await farm.delete(`/api/shares/${id}`)).status, 404)
  const heir = await app.party('Người nối nghiệp')
  const again = await farm.post('/api/shares', { partner: stranger.id, key: juice, ...days })
  const merge = (await app.operator.post('/api/merges', { merged: farm.id, into: heir.id, basis: 'Biên bản' }))
    .json as {
    id: string
  }
  const { id: heirs } = again.json as { id: string }
  assert.equal((await heir.delete(`/api/shares/${heirs}`)).status, 204, 'who goes on as another takes back as that one')
  assert.deepEqual(await seenBy(stranger, newest), [])
  const undone = await app.operator.post(`/api/merges/${merge.id}/undoing`, { basis: 'Nhầm' })
  assert.equal(undone.status, 200, undone.text)
  await app.work()
  const past = { validFrom: '2020-01-01', validTo: '2020-12-31' }
  assert.equal((await farm.post('/api/shares', { partner: stranger.id, key: juice, ...past })).status, 201)
  assert.deepEqual(await seenBy(stranger, newest), [])
  const refused = [
    [{ partner: stranger.id, key: item(73, 'NONE'), ...days }, 404],
    [{ partner: farm.id, key: juice, ...days }, 422],
    [{ partner: crypto.randomUUID(), key: juice, ...days }, 404],
    [{ partner: stranger.id, key: juice, validFrom: '2026-02-02', validTo: '2026-01-01' }, 422],
    [{ partner: stranger.id, key: juice, validFrom: '2026-02-30', validTo: '2026-03-01' }, 400],
  ] as const
  for (const [body, status] of refused) assert.equal((await farm.post('/api/shares', body)).status, status)
  const [hidden, none] = [
    await shop.post('/api/shares', { partner: farm.id, key: juice, ...days }),
    await shop.post('/api/shares', { partner: farm.id, key: item(73, 'NONE'), ...days }),
  ]
  assert.deepEqual(
    [hidden.status, hidden.text.replaceAll(juice, '').replace(/urn:uuid:[\w-]{36}/g, '')],
    [none.status, none.text.replaceAll(item(73, 'NONE'), '').replace(/urn:uuid:[\w-]{36}/g, '')],
  )
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
