import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../test/app.ts'
import { event, gtin, item, type Members } from '../../../../../test/documents.ts'
import { between, gln, sidesOf, tell, walkPages } from '../../../../../test/hand-overs.ts'
import { rebuild } from '../../upkeep/rebuild.ts'

// A depot where much happens that is nobody else's to see, and a shop to which much is open elsewhere, and little there.

const app = await testApp()
after(() => app.close())

const { farm, shop, stranger } = await sidesOf(app)
const depot = await app.party('Kho')
const sector = await app.party('Sở chuyên ngành', { kind: 'agency' })

const placeOf = (number: number) => `https://id.gs1.org/414/${gln(9000 + number)}`
const [hub, gate, field, quay] = [placeOf(1), placeOf(2), placeOf(3), placeOf(4)]
const fruit = gtin(81)

for (const done of [
  await app.operator.post(`/api/parties/${sector.id}/roles`, { role: 'sector', groups: ['fresh-fruit'] }),
  await farm.put(`/api/products/${fruit}`, { names: { vi: 'Xoài' }, productGroup: 'fresh-fruit' }),
])
  assert.ok(done.status < 300, done.text)

const toShop = between('farm', 'shop')

const week = 7 * 86_400_000
const firstDay = Date.UTC(2023, 0, 2)
/** In the so many-th week; each number has an instant of its own. */
const inWeek = (number: number, minute = 0): string =>
  new Date(firstDay + number * week + minute * 60_000).toISOString()

const shipped = (name: string, eventTime: string, members: Members): Members =>
  event({ eventID: `urn:example:places:${name}`, eventTime, bizStep: 'shipping', ...members })

const namesOf = (events: readonly Members[]) =>
  events.map(({ eventID }) => String(eventID).replace('urn:example:places:', ''))

/** Asked for a step, a window of time and a place, in both orders and pages of several sizes: these, in order, each once. */
const finds = async (client: Client, where: string, expected: readonly string[]): Promise<void> => {
  for (const [perPage, direction] of [
    [3, 'DESC'],
    [40, 'DESC'],
    [3, 'ASC'],
    [40, 'ASC'],
  ] as const) {
    const found = await walkPages(client, `EQ_bizStep=shipping&perPage=${perPage}&orderDirection=${direction}&${where}`)
    assert.deepEqual(namesOf(found), direction === 'ASC' ? expected : expected.toReversed(), `${where} by ${perPage}`)
  }
}
const at = (place: string) => `EQ_bizLocation=${encodeURIComponent(place)}`
const readAt = (place: string) => `EQ_readPoint=${encodeURIComponent(place)}`

const weeks = Array.from({ length: 150 }, (_, number) => number)
const few = [20, 21, 77, 140]

test('where much happens, and much is open elsewhere, the few that are open there are found, or none', async () => {
  const of = { epcList: [item(82, 'BOX')] }
  const busy = weeks.flatMap((number) =>
    [0, 1, 2].map((n) => shipped(`busy-${number}-${n}`, inWeek(number, n), { ...of, bizLocation: { id: hub } })),
  )
  await tell(depot, ...busy)
  await tell(
    farm,
    ...weeks.map((number) =>
      shipped(`field-${number}`, inWeek(number, 5), {
        epcList: [item(81, `F${number}`)],
        ...toShop,
        bizLocation: { id: field },
      }),
    ),
  )
  await finds(shop, at(hub), [])
  await finds(
    shop,
    at(field),
    weeks.map((number) => `field-${number}`),
  )
  // One of them arrives late, in the order of captures, and between the others.
  for (const number of [...few.slice(2), ...few.slice(0, 2)])
    await tell(
      farm,
      shipped(`few-${number}`, inWeek(number, 6), {
        epcList: [item(81, `H${number}`)],
        ...toShop,
        bizLocation: { id: hub },
        readPoint: { id: gate },
      }),
    )
  const names = few.map((number) => `few-${number}`)
  await finds(shop, at(hub), names)
  await finds(shop, readAt(gate), names)
  await finds(shop, readAt(hub), [])
  await finds(shop, at(gate), [])
  await finds(sector, `${at(hub)}&GE_eventTime=${inWeek(21)}&LT_eventTime=${inWeek(140)}`, names.slice(1, 3))
  await finds(
    shop,
    `${at(field)}&GE_eventTime=${inWeek(30)}&LT_eventTime=${inWeek(130)}`,
    weeks.slice(30, 130).map((number) => `field-${number}`),
  )
  await finds(
    depot,
    at(hub),
    busy.map(({ eventID }) => String(eventID).replace('urn:example:places:', '')),
  )
  const other = await walkPages(shop, `EQ_bizStep=receiving&${at(hub)}`)
  assert.deepEqual(other, [])
})

test('behind a day on which more happened than one look takes, the days before and after it are found', async () => {
  const crowd = Array.from({ length: 90 }, (_, number) => `crowd-${number}`)
  const of = { ...toShop, bizLocation: { id: gate } }
  const once = (name: string, time: string) => shipped(name, time, { ...of, epcList: [item(81, name)] })
  await tell(
    farm,
    once('before', inWeek(59)),
    ...crowd.map((name, minute) => once(name, inWeek(60, minute))),
    once('after', inWeek(61)),
  )
  await finds(shop, at(gate), ['before', ...crowd, 'after'])
  await finds(sector, at(gate), ['before', ...crowd, 'after'])
  await finds(shop, `${at(gate)}&GE_eventTime=${inWeek(60, 88)}`, ['crowd-88', 'crowd-89', 'after'])
  await finds(shop, `${at(gate)}&LT_eventTime=${inWeek(60, 2)}`, ['before', 'crowd-0', 'crowd-1'])
})

test('as at an earlier position what was told later is not there', async () => {
  const now = async () =>
    (await app.db.query<{ last: number }>('select max(position)::float8 as last from platform.position'))[0]?.last ?? 0
  const asOf = await now()
  await tell(farm, shipped('later', inWeek(50), { epcList: [item(81, 'LATER')], ...toShop, bizLocation: { id: hub } }))
  await finds(
    shop,
    `${at(hub)}&asOf=${asOf}`,
    few.map((number) => `few-${number}`),
  )
  await finds(shop, at(hub), ['few-20', 'few-21', 'later', 'few-77', 'few-140'])
})

test('what is taken back is still told, beside what takes it back, and counts as what it is', async () => {
  const declared = { errorDeclaration: { declarationTime: inWeek(149), reason: 'did_not_occur' } }
  await tell(
    farm,
    shipped('later', inWeek(50), { epcList: [item(81, 'LATER')], ...toShop, bizLocation: { id: hub }, ...declared }),
  )
  const found = await walkPages(shop, `EQ_bizStep=shipping&${at(hub)}`)
  const asked = await walkPages(
    app.operator,
    `EQ_bizStep=shipping&${at(hub)}&MATCH_epc=${encodeURIComponent(item(81, 'LATER'))}`,
  )
  assert.ok(asked.length >= 1)
  assert.equal(found.filter(({ eventID }) => String(eventID).endsWith('later')).length, asked.length)
})

test('a share opens what lies at the place for as long as it is given, a change of the register what it tells', async () => {
  const shared = { partner: shop.id, key: item(82, 'BOX'), validFrom: '2022-01-01', validTo: '2099-12-31' }
  const before = await walkPages(shop, `EQ_bizStep=shipping&${at(hub)}`)
  const given = await depot.post('/api/shares', shared)
  assert.equal(given.status, 201, given.text)
  await app.work()
  assert.equal((await walkPages(shop, `EQ_bizStep=shipping&perPage=50&${at(hub)}`)).length, before.length + 450)
  const { id } = given.json as { id: string }
  assert.equal((await depot.delete(`/api/shares/${id}`)).status, 204)
  assert.deepEqual(await walkPages(shop, `EQ_bizStep=shipping&${at(hub)}`), before)
  const group = async (productGroup: string) => {
    const put = await farm.put(`/api/products/${fruit}`, { names: { vi: 'Xoài' }, productGroup })
    assert.ok(put.status < 300, put.text)
    await app.work()
    return (await walkPages(sector, `EQ_bizStep=shipping&${at(hub)}`)).length
  }
  assert.equal(await group('timber'), 0)
  assert.equal(await group('fresh-fruit'), before.length)
})

/** Events that are open to somebody at a place, and are in no list there. */
const unlisted = () =>
  app.db.query(
    `select s.viewer, k.key, k.event_uid from events.sight s
       join events.event_key k on k.event_uid = s.event_uid and k.event_time = s.event_time and k.role in (9, 10)
      where k.biz_step is not null and not exists (
        select from events.sight_place l where l.viewer = s.viewer and l.place = k.key and l.biz_step = k.biz_step
           and l.day = (k.event_time at time zone 'UTC')::date and k.event_uid = any(l.uids))`,
  )
const listed = async () =>
  (
    await app.db.query<{ n: number }>('select coalesce(sum(cardinality(uids)), 0)::float8 as n from events.sight_place')
  )[0]?.n

test('each event that is open at a place is in a list there, and stays once however often it is derived anew', async () => {
  // Beside a hand-over, and by a share.
  await tell(farm, shipped('beside', inWeek(20), { epcList: [item(81, 'H20')], bizLocation: { id: gate } }))
  const given = { partner: stranger.id, key: item(82, 'BOX'), validFrom: '2022-01-01', validTo: '2099-12-31' }
  assert.equal((await depot.post('/api/shares', given)).status, 201)
  assert.deepEqual(await unlisted(), [])
  const once = await listed()
  assert.ok(Number(once) > 0)
  await rebuild(app.db, () => {}, 100)
  assert.deepEqual([await unlisted(), await listed()], [[], once])
  for (const lost of [['sight_place'], ['sight', 'sight_place']]) {
    for (const table of lost) await app.db.query(`delete from events.${table}`)
    await rebuild(app.db, () => {}, 100)
    assert.deepEqual(await unlisted(), [], lost.join())
    await finds(shop, `${at(hub)}&LT_eventTime=${inWeek(30)}`, ['few-20', 'few-21'])
    await finds(shop, `${at(gate)}&LT_eventTime=${inWeek(30)}`, ['beside'])
    assert.equal((await walkPages(stranger, `EQ_bizStep=shipping&perPage=50&${at(hub)}`)).length, 450)
  }
})

test('so is what was captured before there were lists', async () => {
  const migration = join(import.meta.dirname, '../../../../../migrations/0048-events-sight-place.sql')
  const fill = readFileSync(migration, 'utf8').replace(/^[\s\S]*(?=insert into events\.sight_place)/, '')
  await app.db.query('delete from events.sight_place')
  assert.notDeepEqual(await unlisted(), [])
  await app.db.query(fill)
  assert.deepEqual(await unlisted(), [])
  await finds(shop, `${at(hub)}&LT_eventTime=${inWeek(30)}`, ['few-20', 'few-21'])
})

test('a day of more events than are ever read at once is gone over once, in either order', async () => {
  const second = (number: number) => new Date(Date.parse(inWeek(70)) + number * 1000).toISOString()
  const crowd = Array.from({ length: 4200 }, (_, number) => `quay-${number}`)
  const of = { ...toShop, bizLocation: { id: quay } }
  const once = (name: string, time: string, more: Members = {}) =>
    shipped(name, time, { ...of, epcList: [item(81, name)], ...more })
  const damaged = { disposition: 'damaged' }
  await tell(farm, once('quay-before', inWeek(69), damaged), once('quay-after', inWeek(71), damaged))
  for (let from = 0; from < crowd.length; from += 1000)
    await tell(farm, ...crowd.slice(from, from + 1000).map((name, index) => once(name, second(from + index))))
  await finds(shop, `${at(quay)}&EQ_disposition=damaged`, ['quay-before', 'quay-after'])
  await finds(shop, `${at(quay)}&LT_eventTime=${second(50)}`, ['quay-before', ...crowd.slice(0, 50)])
  await finds(shop, `${at(quay)}&GE_eventTime=${second(4150)}`, [...crowd.slice(4150), 'quay-after'])
})
