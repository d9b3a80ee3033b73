import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, type TestParty, testApp } from '../../../../../test/app.ts'
import { document, gtin, item, lot, type Members } from '../../../../../test/documents.ts'

const app = await testApp()
after(() => app.close())

const send = async (client: Client, ...events: Members[]): Promise<void> => {
  const answer = await client.post('/capture', document(events))
  assert.equal(answer.status, 202, answer.text)
}

const on = (day: string, members: Members): Members => ({
  eventTime: `2026-${day}T08:00:00+07:00`,
  eventTimeZoneOffset: '+07:00',
  ...members,
})
const kg = (epcClass: string, quantity?: number) => ({
  epcClass,
  ...(quantity === undefined ? {} : { quantity, uom: 'KGM' }),
})
const seen = (day: string, bizStep: string, things: object[], more: Members = {}): Members =>
  on(day, { type: 'ObjectEvent', action: 'OBSERVE', bizStep, quantityList: things, ...more })
const moved = (day: string, bizStep: string, epcList: string[], more: Members = {}): Members =>
  on(day, { type: 'ObjectEvent', action: 'OBSERVE', bizStep, epcList, ...more })
const packing = (day: string, action: string, parentID: string, more: Members): Members =>
  on(day, { type: 'AggregationEvent', action, parentID, bizStep: action === 'ADD' ? 'packing' : 'unpacking', ...more })
const made = (day: string, inputs: object[], outputs: object[]): Members =>
  on(day, { type: 'TransformationEvent', inputQuantityList: inputs, outputQuantityList: outputs })
const pallet = (n: number): string => `https://id.gs1.org/00/${'09521234'}${String(n).padStart(9, '0')}${ssccDigit(n)}`
const ssccDigit = (n: number): number => {
  const digits = `09521234${String(n).padStart(9, '0')}`
  const sum = [...digits].reduce((all, digit, at) => all + Number(digit) * (at % 2 === 0 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10
}

type Quantities = { verdict: string; reasons: { code: string }[]; uom?: string; [figure: string]: unknown }
type Balance = {
  verdict: string
  products: { product: string; verdict: string; quantities: Quantities[] }[]
  unopened: { container: string }[]
}

const balanceOf = async (party: TestParty, query = '', client: Client = party): Promise<Balance> => {
  const answer = await client.get(`/api/balance/party/${party.id}${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Balance
}

/** Opening, in, out, loss, closing and verdict of a product. */
const stockOf = ({ products }: Balance, number: number): unknown[] => {
  const found = products.find(({ product }) => product === `/01/${gtin(number)}`)
  const [first] = found?.quantities ?? []
  return [first?.opening, first?.in, first?.out, first?.loss, first?.closing, found?.verdict]
}

test('a party over a month: received, made, used, shipped, sold, and what was there before', async () => {
  const coop = await app.party('HTX Lúa Gạo')
  const [paddy, rice] = [lot(100, 'P1'), lot(200, 'R1')]
  await send(
    coop,
    seen('05-10', 'receiving', [kg(paddy, 1000)]),
    seen('06-02', 'receiving', [kg(paddy, 500.1)]),
    made('06-03', [kg(paddy, 1200.2)], [kg(rice, 800)]),
    seen('06-04', 'shipping', [kg(rice, 300)]),
    seen('06-05', 'retail_selling', [kg(rice, 100.5)]),
    seen('06-06', 'destroying', [kg(rice, 0.5)], { action: 'DELETE' }),
    seen('07-01', 'shipping', [kg(rice, 1000)]),
  )
  const june = await balanceOf(coop, '?from=2026-06-01&to=2026-06-30')
  assert.deepEqual(stockOf(june, 100), [1000, 500.1, 0, 0, 299.9, 'ok'])
  assert.deepEqual(stockOf(june, 200), [0, 800, 400.5, 0.5, 399, 'loss'])
  assert.equal(june.verdict, 'loss')
  assert.deepEqual(stockOf(await balanceOf(coop, '?from=2026-07-01'), 200), [399, 0, 1000, 0, -601, 'surplus'])
  assert.deepEqual(await balanceOf(coop, '?from=2026-06-01&to=2026-06-30', app.operator), june)
})

test('a period begins and ends to the microsecond', async () => {
  const dryer = await app.party('Lò sấy')
  const paddy = lot(100, 'MICRO')
  const at = (second: string, quantity: number): Members => ({
    ...seen('06-01', 'receiving', [kg(paddy, quantity)]),
    eventTime: `2026-06-01T08:00:${second}+07:00`,
  })
  await send(dryer, at('00.000', 10), at('00.0005', 200))
  const openingAndIn = async (from: string, to: string): Promise<unknown[]> =>
    stockOf(await balanceOf(dryer, `?from=2026-06-01T01:00:${from}Z&to=2026-06-01T01:00:${to}Z`), 100).slice(0, 2)
  assert.deepEqual(await openingAndIn('00.000', '00.0004'), [0, 10])
  assert.deepEqual(await openingAndIn('00.0005', '00.001'), [10, 200])
})

test('a hand-over told step by step happened once', async () => {
  const shop = await app.party('Cửa hàng')
  const goods = lot(300, 'A')
  await send(
    shop,
    seen('06-01', 'arriving', [kg(goods, 10)]),
    seen('06-02', 'receiving', [kg(goods, 10)]),
    seen('06-03', 'accepting', [kg(goods, 10)]),
    seen('06-04', 'shipping', [kg(goods, 4)]),
    seen('06-05', 'departing', [kg(goods, 4)]),
  )
  assert.deepEqual(stockOf(await balanceOf(shop), 300), [0, 10, 4, 0, 6, 'ok'])
})

test('what is packed in a container goes with it, down to the last case', async () => {
  const packer = await app.party('Nhà đóng gói')
  const [fruit, boxes] = [lot(400, 'F1'), ['B1', 'B2', 'B3'].map((serial) => item(401, serial))]
  await send(
    packer,
    on('06-01', { type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', quantityList: [kg(fruit, 100)] }),
    on('06-01', { type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', epcList: boxes }),
    packing('06-02', 'ADD', pallet(1), { childQuantityList: [kg(fruit, 60.3)], childEPCs: boxes.slice(0, 2) }),
    packing('06-03', 'DELETE', pallet(1), { childQuantityList: [kg(fruit, 0.1)] }),
    packing('06-03', 'ADD', pallet(2), { childEPCs: [pallet(1)] }),
    moved('06-04', 'shipping', [pallet(2)]),
  )
  const balance = await balanceOf(packer)
  assert.deepEqual(stockOf(balance, 400), [0, 100, 60.2, 0, 39.8, 'ok'])
  assert.deepEqual(stockOf(balance, 401), [0, 3, 2, 0, 1, 'ok'])
  assert.deepEqual(balance.unopened, [])
})

test('of a container that came closed nothing is known until it is opened', async () => {
  const hall = await app.party('Chợ đầu mối')
  const [a, b] = [item(500, 'A'), item(500, 'B')]
  await send(hall, moved('06-01', 'receiving', [pallet(5)]))
  const closed = await balanceOf(hall)
  assert.deepEqual([closed.verdict, closed.unopened.length, closed.products], ['unknown', 1, []])
  await send(
    hall,
    packing('06-02', 'DELETE', pallet(5), { childEPCs: [a] }),
    packing('06-03', 'DELETE', pallet(5), { childEPCs: [b] }),
    moved('06-04', 'retail_selling', [a]),
  )
  const opened = await balanceOf(hall)
  assert.deepEqual([stockOf(opened, 500), opened.unopened], [[0, 2, 1, 0, 1, 'ok'], []])
})

test('what nobody told is not none', async () => {
  const trader = await app.party('Thương lái')
  await send(
    trader,
    seen('06-01', 'receiving', [kg(lot(600, 'A'), 10), kg(lot(600, 'B'))]),
    seen('06-02', 'shipping', [kg(lot(600, 'A'), 30), kg(lot(601, 'C'), 5)]),
  )
  const balance = await balanceOf(trader)
  assert.deepEqual(stockOf(balance, 600), [0, 10, 30, 0, null, 'unknown'])
  assert.deepEqual(stockOf(balance, 601).at(-1), 'unknown', 'nobody told how it came in')
})

test('another party sees of it what it captured itself, and the operator all', async () => {
  const [farm, agent] = [await app.party('Trang trại'), await app.party('Đại lý')]
  await send(farm, seen('06-01', 'receiving', [kg(lot(700, 'A'), 10)]))
  const seenBy = async (client: Client) => (await balanceOf(farm, '', client)).products.length
  assert.deepEqual([await seenBy(farm), await seenBy(app.operator), await seenBy(agent)], [1, 1, 0])
  assert.equal((await app.anonymous.get(`/api/balance/party/${farm.id}`)).status, 401)
})

test('bounds that cross, times that are none and parties that are not there are refused by name', async () => {
  const path = `/api/balance/party/${(await app.party('Ai đó')).id}`
  const rows: [string, number, string][] = [
    [`${path}?from=2026-07-01&to=2026-06-01`, 400, 'period-reversed'],
    [`${path}?from=2026-02-30`, 400, 'time-malformed'],
    [`${path}?to=yesterday`, 400, 'time-malformed'],
    [`${path}?from=2026-06-01T00:00:00Z&to=2026-06-01T00:00:00Z`, 200, ''],
    [`${path}?until=2026-06-01`, 400, 'body-invalid'],
    [`${path}?from=2026-06-01&from=2026-06-02`, 400, 'body-invalid'],
    ['/api/balance/party/00000000-0000-0000-0000-00000000dead', 404, 'party-unknown'],
    ['/api/balance/party/me', 400, 'body-invalid'],
  ]
  for (const [url, status, code] of rows) {
    const answer = await app.operator.get(url)
    assert.equal(answer.status, status, `${url} ${answer.text}`)
    assert.ok(status === 200 || answer.text.includes(code) || answer.text.includes('ValidationException'), answer.text)
  }
})
