import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../../test/app.ts'
import { describeKeys } from '../../../keys/claims/describe-keys.ts'

const app = await testApp()
after(() => app.close())

type Brief = { code: string; name: string; title: { vi: string } }
type Converted = {
  outcome: string
  reason: string
  from: Brief[]
  units: (Brief & { within: Brief[] })[]
  label?: { accepted: boolean; until: string }
}
type Place = { address: { text: string; on: string; unitCode: string; today?: { outcome: string; units: Brief[] } } }

const convert = async (query: Record<string, string>): Promise<Converted> => {
  const answer = await app.anonymous.get(`/api/units/convert?${new URLSearchParams({ to: '2026-07-01', ...query })}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Converted
}
const codes = ({ units }: Converted) => units.map(({ code }) => code).sort()

const printed = 'Ấp Bình Hưng, xã Bạch Đằng, TP Tân Uyên, tỉnh Bình Dương'

test('a pomelo label of 2024 names the commune of Bach Dang, which is the ward of Tan Uyen today', async () => {
  const answer = await convert({ text: printed, on: '2024-05-01' })
  assert.deepEqual([answer.outcome, answer.from[0]?.code], ['one', '25930'])
  const [unit] = answer.units
  assert.deepEqual([unit?.title.vi, unit?.within[0]?.title.vi], ['Phường Tân Uyên', 'Thành phố Hồ Chí Minh'])
  assert.deepEqual(answer.label, { accepted: true, until: '2027-06-12' })
})

test('the label is usable until its day and not after it', async () => {
  const at = async (to: string) => (await convert({ code: '25930', on: '2024-05-01', to })).label?.accepted
  assert.deepEqual([await at('2027-06-12'), await at('2027-06-13')], [true, false])
  assert.equal((await convert({ code: '25930', on: '2024-05-01', to: '2025-06-30' })).label, undefined)
})

test('an address is read as people write it', async () => {
  const read = async (text: string, on = '2024-05-01') => (await convert({ text, on })).from.map(({ code }) => code)
  for (const text of ['Bach Dang, Tan Uyen, Binh Duong', 'X. Bạch Đằng - Tx. Tân Uyên - Bình Dương', 'xã Bạch Đằng'])
    assert.deepEqual(await read(text), ['25930'], text)
  assert.deepEqual(await read('12 Hùng Vương, Phường Phú Lợi, TP.HCM', '2026-01-01'), ['25750'])
  assert.deepEqual(await read('P.302, Phường Phú Lợi, Thủ Dầu Một, Bình Dương, Việt Nam'), ['25744'])
  assert.deepEqual(await read('xã Tân Hiệp, huyện Phú Giáo, tỉnh Bình Dương'), ['25873'])
})

test('two communes of one name, a commune that was split, a kind that was not: a person chooses', async () => {
  const twins = await convert({ text: 'Tân Hiệp, Bình Dương', on: '2024-05-01' })
  assert.deepEqual([twins.outcome, twins.reason, codes(twins)], ['several', 'name-ambiguous', ['25864', '25920']])
  const split = await convert({ code: '25741', on: '2024-05-01' })
  assert.deepEqual([split.outcome, split.reason, codes(split)], ['several', 'split', ['25747', '25750']])
  const kind = await convert({ text: 'phường Bạch Đằng, Tân Uyên', on: '2024-05-01' })
  assert.deepEqual([kind.outcome, kind.reason, codes(kind)], ['several', 'kind-differs', ['25888']])
  // No boundary of a real unit is known here: a point alone decides nothing.
  const point = await convert({ code: '25741', on: '2024-05-01', latitude: '10.98', longitude: '106.66' })
  assert.equal(point.outcome, 'several')
})

test('what nobody can know is unknown, with the reason', async () => {
  const abroad = await convert({ text: 'xã Bạch Đằng, tỉnh Cao Bằng', on: '2024-05-01' })
  assert.deepEqual([abroad.outcome, abroad.reason], ['unknown', 'no-such-unit'])
  const later = await convert({ text: 'xã Bạch Đằng, TP Tân Uyên', on: '2026-05-01' })
  assert.equal(later.outcome, 'unknown')
  const vague = await convert({ text: 'Đại lộ Bình Dương', on: '2024-05-01' })
  assert.deepEqual([vague.outcome, vague.reason], ['unknown', 'no-commune-named'])
  assert.deepEqual(codes(await convert({ code: '25888', on: '2026-01-01' })), ['25888'])
  assert.deepEqual(codes(await convert({ code: '25888', on: '2026-01-01', to: '2024-05-01' })), [
    ...['25888', '25903', '25918', '25930'],
  ])
})

test('a code without a day is refused, wherever it is sent', async () => {
  const english = { 'accept-language': 'en' }
  const asked = await app.anonymous.get('/api/units/convert?code=25930', english)
  assert.deepEqual([asked.status, /25930 may mean different/.test(asked.text)], [422, true])
  const address = { text: printed, unitCode: '25930' }
  const party = await app.operator.post('/api/parties', { kind: 'enterprise', names: { vi: 'A' }, address }, english)
  assert.deepEqual([party.status, /State the day/.test(party.text)], [422, true])
  const grower = await app.party('Vườn')
  const place = await grower.put('/api/locations/9521234000013', { names: { vi: 'B' }, address }, english)
  assert.deepEqual([place.status, /State the day/.test(place.text)], [422, true])
  const update = await grower.put(`/api/parties/${grower.id}`, { names: { vi: 'A' }, address }, english)
  assert.equal(update.status, 422)
  assert.equal((await app.anonymous.get('/api/locations/9521234000013')).status, 404)
})

test('a code of another day is refused with what it means', async () => {
  const grower = await app.party('Vườn')
  const put = (address: object) => grower.put(`/api/parties/${grower.id}`, { names: { vi: 'A' }, address })
  const late = await put({ unitCode: '25930', on: '2025-07-01' })
  assert.deepEqual([late.status, /Bạch Đằng.*30\/06\/2025/.test(late.text)], [422, true])
  assert.equal((await put({ unitCode: '25930', on: '2025-06-30' })).status, 200)
  // A province that this register does not hold.
  assert.equal((await put({ unitCode: '00004', on: '2026-01-01' })).status, 200)
})

test('an address keeps text, unit and day as printed, and tells what the unit is called today', async () => {
  const grower = await app.party('Vườn bưởi')
  const address = { text: printed, unitCode: '25930', unitName: 'Xã Bạch Đằng', on: '2024-05-01' }
  const names = { vi: 'Vườn bưởi' }
  assert.equal((await grower.put(`/api/parties/${grower.id}`, { names, address })).status, 200)
  const party = (await app.anonymous.get(`/api/parties/${grower.id}`)).json as Place
  const { today, ...kept } = party.address
  assert.deepEqual(kept, address)
  assert.deepEqual([today?.outcome, today?.units.map(({ code }) => code)], ['one', ['25888']])
  const then = (await app.anonymous.get(`/api/parties/${grower.id}?at=2025-01-01`)).json as Place
  assert.equal(then.address.today, undefined)
})

test('of a split commune its owner says in which part it lies, and nothing else is taken', async () => {
  const grower = await app.party('Vườn Hiệp Thành')
  const address = { text: 'phường Hiệp Thành, TP Thủ Dầu Một', unitCode: '25741', on: '2024-05-01' }
  const put = (more: object) =>
    grower.put('/api/locations/9521234000020', { names: { vi: 'V' }, address: { ...address, ...more } })
  const open = (await put({})).json as Place
  assert.deepEqual([open.address.today?.outcome, open.address.today?.units.length], ['several', 2])
  assert.equal((await put({ chosenUnit: '25888' })).status, 422)
  const chosen = (await put({ chosenUnit: '25750' })).json as Place
  assert.deepEqual(
    chosen.address.today?.units.map(({ code }) => code),
    ['25750'],
  )
  assert.equal((await describeKeys(app.db, ['/414/9521234000020'])).get('/414/9521234000020')?.unit, '25750')
})

test("an event's place is told by its unit, though another bears its code by now", async () => {
  const grower = await app.party('Vườn Hiệp An')
  const unitOf = async (gln: string, on: string) => {
    await grower.put(`/api/locations/${gln}`, { names: { vi: 'V' }, address: { unitCode: '25768', on } })
    return (await describeKeys(app.db, [`/414/${gln}`])).get(`/414/${gln}`)?.unit
  }
  assert.equal(await unitOf('9521234000037', '2024-05-01'), '25768/2025-06-30')
  assert.equal(await unitOf('9521234000044', '2026-05-01'), '25768')
})
