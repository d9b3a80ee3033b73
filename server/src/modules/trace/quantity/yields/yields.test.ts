import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../test/app.ts'
import { document, gtin, lot, type Members } from '../../../../../test/documents.ts'

const app = await testApp()
after(() => app.close())

const mill = await app.party('Nhà máy xay Sông Hậu')
const stranger = await app.party('Công ty Khác')

const kg = (epcClass: string, quantity: number) => ({ epcClass, quantity, uom: 'KGM' })
const numbers = (function* () {
  for (let number = 1; ; number += 1) yield number
})()

type Process = {
  verdict: string
  quantities: { expected: object | null; stated: { product: string; out: number; verdict: string; yield: number }[] }[]
}

/** Mills 1,000 kg on a day, and answers the balance of it. */
const milled = async (
  outputs: [number: number, quantity: number][],
  day = '2026-06-10',
  bizStep = 'creating_class_instance',
  uom = 'KGM',
) => {
  const number = numbers.next().value
  const id = `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const event: Members = {
    type: 'TransformationEvent',
    eventTime: `${day}T08:00:00+07:00`,
    eventTimeZoneOffset: '+07:00',
    transformationID: id,
    bizStep,
    inputQuantityList: [kg(lot(100, `P${number}`), 1000)],
    outputQuantityList: outputs.map(([product, quantity]) => ({ ...kg(lot(product, `R${number}`), quantity), uom })),
  }
  assert.equal((await mill.post('/capture', document([event]))).status, 202)
  const read = async (client: Client = mill, query = '') =>
    ((await client.get(`/api/balance/process/${id}${query}`)).json as { processes: [Process] }).processes[0]
  return { read }
}

const state = (product: number, body: unknown, client: Client = mill) =>
  client.put(`/api/balance/yields/${gtin(product)}`, body)

test('a stated yield with its tolerance decides what is ok, a surplus and a loss', async () => {
  assert.equal((await state(200, { yield: 0.65, tolerance: 0.03 })).status, 200)
  const rows: [quantity: number, verdict: string][] = [
    [650, 'ok'],
    [620, 'ok'],
    [680, 'ok'],
    [619.999, 'loss'],
    [680.001, 'surplus'],
  ]
  for (const [quantity, verdict] of rows) {
    const process = await (await milled([[200, quantity]])).read()
    assert.equal(process.verdict, verdict, `${quantity} kg of 1,000`)
    assert.deepEqual(process.quantities[0]?.expected, { least: 620, greatest: 680 })
  }
})

test('what comes out in grams is held against what went in by the kilogram', async () => {
  await state(205, { yield: 0.65, tolerance: 0.03 })
  for (const [grams, verdict] of [
    [650_000, 'ok'],
    [680_001, 'surplus'],
    [619_999, 'loss'],
  ] as const) {
    const { quantities, verdict: found } = await (await milled([[205, grams]], undefined, undefined, 'GRM')).read()
    assert.equal(found, verdict, `${grams} g of 1,000 kg`)
    assert.deepEqual(
      quantities[0]?.stated.map(({ out, verdict }) => [out, verdict]),
      [[grams / 1000, verdict]],
    )
  }
})

test('of two products that come out, one may be too much though both together are not', async () => {
  await state(210, { yield: 0.2, tolerance: 0.02 })
  const good = await (
    await milled([
      [200, 650],
      [210, 200],
    ])
  ).read()
  assert.equal(good.verdict, 'ok')
  const process = await (
    await milled([
      [200, 640],
      [210, 230],
    ])
  ).read()
  assert.deepEqual(
    [process.verdict, process.quantities[0]?.stated.map(({ product, verdict }) => [product, verdict])],
    [
      'surplus',
      [
        [`/01/${gtin(200)}`, 'ok'],
        [`/01/${gtin(210)}`, 'surplus'],
      ],
    ],
  )
})

test('where one product has a yield and another none, nothing comes out of nothing', async () => {
  assert.equal(
    (
      await (
        await milled([
          [200, 650],
          [290, 340],
        ])
      ).read()
    ).verdict,
    'ok',
  )
  assert.equal(
    (
      await (
        await milled([
          [200, 650],
          [290, 400],
        ])
      ).read()
    ).verdict,
    'surplus',
  )
})

test('a yield holds for its days and its step; the newer version over the older, and the past knows the older', async () => {
  await state(220, { yield: 0.6, tolerance: 0 })
  await state(220, { yield: 0.7, tolerance: 0, validFrom: '2026-07-01', validTo: '2026-07-31' })
  await state(220, { yield: 0.8, tolerance: 0, bizStep: 'repackaging' })
  const verdictOf = async (quantity: number, day: string, step?: string) =>
    (await (await milled([[220, quantity]], day, step)).read()).verdict
  assert.deepEqual(
    [
      await verdictOf(600, '2026-06-30'),
      await verdictOf(700, '2026-07-01'),
      await verdictOf(700, '2026-07-31'),
      await verdictOf(600, '2026-08-01'),
      await verdictOf(800, '2026-07-15', 'repackaging'),
    ],
    ['ok', 'ok', 'ok', 'ok', 'ok'],
  )
  const { read } = await milled([[220, 600]])
  const before = (await app.db.query<{ position: number }>('select position::float8 as position from platform.head'))[0]
  await state(220, { yield: 0.5, tolerance: 0 })
  assert.equal((await read()).verdict, 'surplus')
  assert.equal((await read(mill, `?asOf=${before?.position}`)).verdict, 'ok')
  const { items } = (await mill.get(`/api/balance/yields?product=${gtin(220)}`)).json as { items: { yield: number }[] }
  assert.deepEqual(
    items.map(({ yield: stated }) => stated),
    [0.5, 0.8, 0.7, 0.6],
  )
})

test("another's word on the same product counts for nothing, and stays its own", async () => {
  await state(230, { yield: 0.9, tolerance: 0.5 }, stranger)
  assert.equal((await (await milled([[230, 700]])).read()).verdict, 'loss')
  assert.equal((await mill.get(`/api/balance/yields?party=${stranger.id}`)).status, 403)
  const all = (await app.operator.get(`/api/balance/yields?party=${stranger.id}`)).json as { items: object[] }
  assert.equal(all.items.length, 1)
  assert.equal((await app.anonymous.put(`/api/balance/yields/${gtin(230)}`, { yield: 1, tolerance: 0 })).status, 401)
})

test('who stated what is written down', async () => {
  const deeds = await app.db.query<{ party_id: string; subject: string }>(
    `select party_id, subject from platform.audit where action = 'trace.yield-stated' and subject = $1`,
    [`/01/${gtin(200)}`],
  )
  assert.deepEqual(deeds, [{ party_id: mill.id, subject: `/01/${gtin(200)}` }])
})

test('what is no yield is refused, by name', async () => {
  const rows: [what: string, body: unknown, status: number][] = [
    ['negative', { yield: -0.1, tolerance: 0 }, 400],
    ['beyond all measure', { yield: 1e308, tolerance: 0 }, 400],
    ['a text', { yield: '0.6', tolerance: 0 }, 400],
    ['no tolerance', { yield: 0.6 }, 400],
    ['a member that is not known', { yield: 0.6, tolerance: 0, party: stranger.id }, 400],
    ['days that cross', { yield: 0.6, tolerance: 0, validFrom: '2026-07-01', validTo: '2026-06-01' }, 422],
    ['a day that is none', { yield: 0.6, tolerance: 0, validFrom: '2026-02-30' }, 400],
    ['a NUL', { yield: 0.6, tolerance: 0, bizStep: 'a\u0000b' }, 400],
    ['half a character', '{"yield": 0.6, "tolerance": 0, "bizStep": "\\ud800"}', 422],
  ]
  for (const [what, body, status] of rows) {
    const answer = await state(240, body)
    assert.equal(answer.status, status, `${what}: ${answer.text}`)
  }
  for (const product of ['09521234543214', 'hello', encodeURIComponent(lot(200, 'L1'))])
    assert.equal((await mill.put(`/api/balance/yields/${product}`, { yield: 1, tolerance: 0 })).status, 422, product)
})
