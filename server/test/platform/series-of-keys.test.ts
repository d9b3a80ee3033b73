import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { keyHash } from '../../src/platform/ids.ts'
import { openDatabase } from '../../src/platform/postgres/database.ts'
import { testApp } from '../app.ts'
import { event, gtin, item, lot, type Members } from '../documents.ts'
import { between, gln, sidesOf, tell, walkPages } from '../hand-overs.ts'

const app = await testApp()
after(() => app.close())
const { farm, shop } = await sidesOf(app)

const migration = readFileSync(join(import.meta.dirname, '../../migrations/0064-platform-series-of-keys.sql'), 'utf8')

/** Columns that hold what keys are stored under. */
const columns: [table: string, ...columns: string[]][] = [
  ['events.key', 'key'],
  ['events.event_key', 'key', 'place'],
  ['events.hand_over', 'key'],
  ['events.sight_place', 'place'],
  ['trace.assertion', 'key', 'other', 'place'],
  ['portal.scan', 'key', 'product'],
  ['resolver.link_set', 'anchor_hash'],
]

/** Puts everything under what it was stored under before: the first 128 bits of the SHA-256. */
const asBefore = [
  `create temporary table stored as
   select key, left(encode(sha256(convert_to(text, 'UTF8')), 'hex'), 32)::uuid as former
     from (select key, canonical as text from events.key union select anchor_hash, anchor from resolver.link_set
           union select key, code from portal.scan
           union select product, substring(code from '^/01/[0-9]{14}') from portal.scan where product is not null) told`,
  ...columns.flatMap(([table, ...names]) =>
    names.map((name) => `update ${table} t set ${name} = stored.former from stored where t.${name} = stored.key`),
  ),
  `update events.share t set keys = array(select coalesce(stored.former, named.key)
     from unnest(t.keys) with ordinality as named (key, nth) left join stored on stored.key = named.key order by nth)`,
].join(';')

const place = `https://id.gs1.org/414/${gln(77)}`
const [bag, sack] = [item(63, 'BAG001'), item(63, 'bag-e')]
const packed = (members: Members): Members => event({ type: 'AggregationEvent', epcList: undefined, ...members })

const story = (): Members[] => [
  event({ epcList: [bag, sack], action: 'ADD', bizStep: 'commissioning', bizLocation: { id: place } }),
  event({
    type: 'TransformationEvent',
    action: undefined,
    epcList: undefined,
    inputQuantityList: [{ epcClass: lot(63, 'RAW-1'), quantity: 3, uom: 'KGM' }],
    outputEPCList: [item(63, 'BAG002')],
  }),
  packed({
    action: 'ADD',
    parentID: item(64, 'BOX009'),
    childEPCs: [bag, item(63, 'BAG002')],
    readPoint: { id: place },
  }),
  event({ epcList: [bag], bizStep: 'shipping', bizLocation: { id: place }, ...between('farm', 'shop') }),
]

test('what was stored under keys before lies where it is looked for now', async () => {
  await tell(farm, ...story())
  const days = { validFrom: '2026-01-01', validTo: '2099-12-31' }
  const given = await farm.post('/api/shares', { partner: shop.id, key: bag, ...days })
  assert.equal(given.status, 201, given.text)
  const links = [{ linkType: 'gs1:recipeInfo', href: 'https://vuon.example/cong-thuc', title: 'Công thức' }]
  const registered = await app.operator.put(`/api/links/01/${gtin(63)}/21/BAG001`, { links })
  assert.equal(registered.status, 200, registered.text)
  await app.anonymous.get(`/scan/01/${gtin(63)}/21/BAG001`, { 'user-agent': 'Mozilla/5.0 (Android 14) Mobile Safari' })
  await app.anonymous.get(`/scan/01/${gtin(65)}/21/NEVER01`, { 'user-agent': 'Mozilla/5.0 (Android 14) Mobile Safari' })
  await written(2)

  const tables = [...columns.map(([table]) => table), 'events.share']
  const contents = async (): Promise<unknown> =>
    Object.fromEntries(
      await Promise.all(
        tables.map(async (table) => [table, await app.db.query(`select t::text from ${table} t order by 1`)]),
      ),
    )
  const now = await contents()
  const told = await eventsOfBag()
  assert.equal(told.length, 3)
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  try {
    await owner.query(asBefore)
    const before = (await contents()) as Record<string, unknown[]>
    for (const [table, rows] of Object.entries(before)) {
      assert.ok(rows.length > 0, table)
      assert.notDeepEqual(rows, (now as typeof before)[table], table)
    }
    assert.deepEqual(await eventsOfBag(), [])
    await owner.query(`begin; ${migration}; commit`)
  } finally {
    await owner.end()
  }
  assert.deepEqual(await contents(), now)
  assert.deepEqual(await eventsOfBag(), told)
})

const eventsOfBag = () => walkPages(farm, `MATCH_epc=${encodeURIComponent(bag)}`)

const written = async (count: number): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await app.db.query('select from portal.scan')).length >= count) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  assert.fail('no scan was stored')
}

const symbols = '-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_'

test('numbers of one series lie side by side, in their order', () => {
  const serial = fc.string({ unit: fc.constantFrom(...symbols), minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(fc.string(), serial, serial, (series, one, other) => {
      const [a, b] = [keyHash(`/01/${series}${one}`), keyHash(`/01/${series}${other}`)]
      assert.match(a, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      assert.equal(a.slice(0, 8), b.slice(0, 8))
      assert.equal(a < b, one < other)
    }),
  )
})

test('keys that differ are stored apart', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      assert.equal(keyHash(`/${one}`) === keyHash(`/${other}`), one === other)
    }),
  )
})
