import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Client, type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, gtin, item, type Members } from '../../../../test/documents.ts'
import { between, gln, type Side, sidesOf, walkPages } from '../../../../test/hand-overs.ts'
import { groupViewer } from './viewers.ts'

const app = await testApp()
after(() => app.close())

const { farm, packer, shop, stranger } = await sidesOf(app)
const vendor = await app.party('Nhà cung cấp', { kind: 'provider' })
const newcomer = await app.party('Người mới')
const sector = await app.party('Sở chuyên ngành', { kind: 'agency' })
const place = `https://id.gs1.org/414/${gln(9000)}`
const products = [61, 62, 63].map(gtin)

for (const done of await Promise.all([
  app.operator.post(`/api/parties/${sector.id}/roles`, { role: 'sector', groups: ['fresh-fruit'] }),
  farm.put(`/api/products/${products[0]}`, { names: { vi: 'Xoài' }, productGroup: 'fresh-fruit' }),
  farm.chief.post('/api/mandates', { holder: vendor.id, purpose: 'capture', basisText: 'Hợp đồng số 1' }),
]))
  assert.ok(done.status < 300, done.text)

/** Numbers that look as if drawn by lot, the same each time. */
const lots = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const steps = ['shipping', 'receiving', 'inspecting', 'storing']

const named: (Side | undefined)[] = [undefined, 'farm', 'packer', 'shop']

const drawnEvent = (draw: (below: number) => number, number: string): Members => {
  const [giver, taker] = [named[draw(4)], named[draw(4)]]
  return event({
    eventID: `urn:example:drawn:${number}`,
    eventTime: `2026-03-0${1 + draw(3)}T0${draw(10)}:00:00Z`,
    epcList: [item(61 + draw(3), `D${draw(4)}`)],
    bizStep: steps[draw(steps.length)],
    ...(draw(2) === 0 && { bizLocation: { id: place } }),
    ...between(giver, taker),
  })
}

/** Documents of several parties, some at once, of one event to four. */
const tellDrawn = async (seed: number): Promise<void> => {
  const draw = lots(seed)
  const speakers: [TestParty, Members][] = [
    [farm, {}],
    [packer, {}],
    [shop, {}],
    [stranger, {}],
    [vendor, { sender: `urn:uuid:${farm.id}` }],
  ]
  for (let round = 0; round < 12; round += 1) {
    const sent = Array.from({ length: 1 + draw(4) }, async (_, at) => {
      const [speaker, more] = speakers[draw(speakers.length)] ?? [farm, {}]
      const events = Array.from({ length: 1 + draw(4) }, (_, n) => drawnEvent(draw, `${seed}-${round}-${at}-${n}`))
      const answer = await speaker.post('/capture', document(events, more))
      assert.equal(answer.status, 202, answer.text)
    })
    await Promise.all(sent)
  }
}

/** The result of a query, page by page; nothing may come twice. */
const walk = async (client: Client, query: string): Promise<Members[]> => {
  const found = await walkPages(client, `perPage=7&${query}`)
  assert.equal(new Set(found.map(({ eventID }) => eventID)).size, found.length, query)
  return found
}

const idsOf = (events: readonly Members[]) => events.map(({ eventID }) => String(eventID)).sort()

/** What is there for a party and for those viewers, read row by row from the rule's own sentences. */
const naive = async (parties: string[], viewers: string[]): Promise<string[]> => {
  const rows = await app.db.query<{ id: string }>(
    `select e.event_id as id from events.event e
      where e.declared_by = any($1::uuid[]) or e.captured_by = any($1::uuid[])
         or e.event_uid in (select s.event_uid from events.sight s where s.viewer = any($2::uuid[]))`,
    [parties, viewers],
  )
  return rows.map(({ id }) => id).sort()
}

type Filter = [query: string, fits: (event: Members) => boolean]
const filters: Filter[] = [
  ['', () => true],
  ['EQ_bizStep=shipping', ({ bizStep }) => bizStep === 'shipping'],
  [`EQ_bizLocation=${place}`, ({ bizLocation }) => bizLocation !== undefined],
  [
    `EQ_bizLocation=${place}&EQ_bizStep=storing|inspecting`,
    ({ bizLocation, bizStep }) => bizLocation !== undefined && /storing|inspecting/.test(String(bizStep)),
  ],
  [
    'LT_eventTime=2026-03-02T00:00:00Z&EQ_action=OBSERVE',
    ({ eventTime }) => Date.parse(String(eventTime)) < Date.UTC(2026, 2, 2),
  ],
]
const orders = [
  '',
  '&orderBy=eventTime&orderDirection=ASC',
  '&orderBy=recordTime',
  '&orderBy=recordTime&orderDirection=ASC',
]

const seesTheSameByEveryWay = async (client: Client, expected: string[]): Promise<void> => {
  const all = await walk(client, '')
  assert.deepEqual(idsOf(all), expected)
  for (const [filter, fits] of filters)
    for (const order of orders) {
      const found = await walk(client, filter + order)
      assert.deepEqual(idsOf(found), idsOf(all.filter(fits)), filter + order)
      const member = order.includes('recordTime') ? 'recordTime' : 'eventTime'
      const times = found.map((each) => Date.parse(String(each[member])))
      assert.deepEqual(
        times,
        times.toSorted((a, b) => (order.includes('ASC') ? a - b : b - a)),
        filter + order,
      )
    }
}

test('whatever was told, in whichever order it is asked for, everybody finds what is his, page by page', async () => {
  for (const seed of [1, 2]) {
    await tellDrawn(seed)
    if (seed === 2) await app.work()
    for (const party of [farm, packer, shop, stranger, vendor, newcomer])
      await seesTheSameByEveryWay(party, await naive([party.id], [party.id]))
    await seesTheSameByEveryWay(sector, await naive([], [groupViewer('fresh-fruit')]))
  }
  assert.deepEqual(await naive([newcomer.id], [newcomer.id]), [])
  const byVendor = await naive([vendor.id], [])
  assert.ok(byVendor.length > 0 && byVendor.every((id) => id.startsWith('urn:example:drawn:')))
})

test('what is opened later is found among the captures of before', async () => {
  const shared = { partner: newcomer.id, key: item(61, 'D1'), validFrom: '2026-01-01', validTo: '2099-12-31' }
  const given = await farm.post('/api/shares', shared)
  assert.equal(given.status, 201, given.text)
  const { id } = given.json as { id: string }
  const opened = await naive([newcomer.id], [newcomer.id, id])
  assert.ok(opened.length > 0)
  await seesTheSameByEveryWay(newcomer, opened)
  assert.equal((await farm.delete(`/api/shares/${id}`)).status, 204)
  await seesTheSameByEveryWay(newcomer, [])
  const group = async (productGroup: string) => {
    const put = await farm.put(`/api/products/${products[1]}`, { names: { vi: 'Ổi' }, productGroup })
    assert.ok(put.status < 300, put.text)
    await app.work()
    await seesTheSameByEveryWay(sector, await naive([], [groupViewer('fresh-fruit')]))
  }
  await group('fresh-fruit')
  await group('timber')
})

const missing = () =>
  app.db.query(
    `select told.* from (
       select viewer, 3 as way, capture_number from events.sight
       union select declared_by, 1, capture_number from events.event
       union select captured_by, 2, capture_number from events.event where captured_by <> declared_by) told
       join platform.position p on p.number = told.capture_number
      where not exists (select from events.audience a
        where a.viewer = told.viewer and a.way = told.way and a.position = p.position and a.capture_number = p.number)`,
  )

test('each row that opens an event, and each event told, is in the order of captures', async () => {
  assert.deepEqual(await missing(), [])
})

test('so is what was captured before there was such an order', async () => {
  const migration = join(import.meta.dirname, '../../../../migrations/0044-events-audience.sql')
  const fill = readFileSync(migration, 'utf8').replace(/^[\s\S]*(?=insert into events\.audience)/, '')
  await app.db.query('delete from events.audience')
  await app.db.query(fill)
  assert.deepEqual(await missing(), [])
  for (const party of [farm, vendor]) await seesTheSameByEveryWay(party, await naive([party.id], [party.id]))
})
