import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { successorsOf, unitCard, unitsWithin } from './gazetteer/read-gazetteer.ts'

const app = await testApp()
after(() => app.close())

type Brief = { code: string; name: string; kind: string; title: { vi: string; en: string } }
type View = Brief & { level: string; parent: string | null; validTo: string | null; within: Brief[] }
type Tree = View & { units?: Tree[] }
type Details = View & { predecessors: (Brief & { extent: string })[]; successors: (Brief & { extent: string })[] }

const [before, since] = ['2025-06-30', '2025-07-01']
const list = async (query: string): Promise<View[]> => {
  const answer = await app.anonymous.get(`/api/units?limit=200&${query}`)
  assert.equal(answer.status, 200, answer.text)
  return (answer.json as { items: View[] }).items
}
const named = async (name: string, at?: string) =>
  (await list(`q=${encodeURIComponent(name)}${at ? `&at=${at}` : ''}`)).map(({ code }) => code)
const details = async (code: string, at: string) =>
  (await app.anonymous.get(`/api/units/${code}?at=${at}`)).json as Details
const tally = (units: readonly View[]) =>
  Object.fromEntries([...Map.groupBy(units, ({ kind }) => kind)].map(([kind, all]) => [kind, all.length]))

test('until 30/06/2025 Binh Duong has 9 districts with 91 communes', async () => {
  const communes = await list(`level=commune&at=${before}`)
  assert.deepEqual(tally(communes), { ward: 47, commune: 39, township: 5 })
  const counts = [...Map.groupBy(communes, ({ parent }) => parent)].map(([code, all]) => [code, all.length])
  assert.deepEqual(Object.fromEntries(counts), {
    718: 14,
    719: 7,
    720: 12,
    721: 8,
    722: 11,
    723: 12,
    724: 7,
    725: 10,
    726: 10,
  })
  assert.deepEqual(tally(await list(`level=district&at=${before}`)), { city: 5, 'rural-district': 4 })
})

test('from 01/07/2025 its land is 36 of the communes of Ho Chi Minh City, without districts', async () => {
  const communes = await list(`level=commune&at=${since}`)
  assert.deepEqual(tally(communes), { ward: 24, commune: 12 })
  assert.ok(communes.every(({ parent }) => parent === '79'))
  assert.deepEqual(await list(`level=district&at=${since}`), [])
  assert.deepEqual(await named('74', since), [])
})

test('a tree of three levels stands beside one of two', async () => {
  const tree = async (at: string) =>
    ((await app.anonymous.get(`/api/units/tree?at=${at}`)).json as { boundariesOn: string; units: Tree[] }).units
  const depth = ({ units }: Tree): number => 1 + Math.max(0, ...(units ?? []).map(depth))
  const [old, now] = [await tree(before), await tree(since)]
  assert.deepEqual([old.map(({ code }) => code), old.map(depth)], [['74'], [3]])
  assert.deepEqual([now.map(({ code }) => code), now.map(depth)], [['79'], [2]])
})

test('sixteen old communes were split: each names two that got a part, the others one that got all', async () => {
  const communes = await list(`level=commune&at=${before}`)
  const seen = await Promise.all(communes.map(({ code }) => details(code, before)))
  const split = seen.filter(({ successors }) => successors.length > 1)
  assert.deepEqual(split.map(({ code }) => code).sort(), [
    ...['25741', '25768', '25774', '25783', '25786', '25798', '25801', '25810'],
    ...['25813', '25822', '25876', '25918', '25939', '25948', '25969', '25990'],
  ])
  assert.ok(split.every(({ successors }) => successors.length === 2 && successors.every((it) => it.extent === 'part')))
  const whole = seen.filter(({ successors }) => successors.length === 1)
  assert.equal(whole.length, 75)
  assert.ok(whole.every(({ successors }) => successors[0]?.extent === 'whole'))
})

const sameName = ['25744 25750', '25783 25780', '25816 25819', '25828 25840', '25855 25768', '25885 25882']
  .concat(['25927 25909', '25948 25945', '25957 25951', '25972 25969'])
  .map((pair) => pair.split(' ') as [string, string])

test('the same name got another code, and the same code another name', async () => {
  for (const [old, now] of sameName) {
    const was = await details(old, before)
    const is = await details(now, since)
    assert.equal(is.name, was.name)
    assert.ok(was.successors.some(({ code }) => code === now))
  }
  for (const code of ['25750', '25760', '25813', '25945', '25951', '25969', '25978'])
    assert.notEqual((await details(code, before)).name, (await details(code, since)).name, code)
})

test('two old communes of one name are two, told apart by their districts', async () => {
  const twins = {
    'Tân Hiệp': '25873 25920',
    'An Bình': '25870 25960',
    'Tân Định': '25852 25894',
    'Tân Bình': '25900 25945',
  }
  for (const [name, codes] of Object.entries(twins)) {
    const found = await list(`q=${encodeURIComponent(name)}&level=commune&at=${before}`)
    assert.deepEqual(found.map(({ code }) => code).join(' '), codes)
    assert.equal(new Set(found.map(({ within }) => within[0]?.code)).size, 2)
  }
})

test('a name is found with its marks, without them, and with the tone on the other vowel', async () => {
  assert.deepEqual(await named('bach dang', before), ['25930'])
  assert.deepEqual(await named('Xã Bạch Đằng'), ['25930'])
  assert.deepEqual(await named('Xã Bạch Đằng'.normalize('NFD')), ['25930'])
  assert.deepEqual(await named('xa bach dang', since), [])
  assert.deepEqual(await named('Phước Hoà', since), ['25882'])
  assert.deepEqual(await named('P. Tân Uyên', since), ['25888'])
  assert.deepEqual(await named('Tần Uyên'), [])
  assert.deepEqual((await named('Tân Uyên', before)).sort(), ['723', '726'])
  assert.deepEqual(await named('Thành phố Tân Uyên', '2023-04-10'), ['723'])
  assert.deepEqual(await named('Thị xã Tân Uyên', '2023-04-09'), ['723'])
  assert.deepEqual(await named('25750', before), ['25750'])
})

test('lists come in pages', async () => {
  const seen: string[] = []
  for (let after = ''; ; ) {
    const query = `level=commune&at=${before}&limit=40&after=${encodeURIComponent(after)}`
    const page = (await app.anonymous.get(`/api/units?${query}`)).json as { items: View[]; next?: string }
    seen.push(...page.items.map(({ code }) => code))
    if (page.next === undefined) break
    after = page.next
  }
  assert.equal(new Set(seen).size, 91)
  assert.equal(seen.length, 91)
})

test('a code that means nothing on a day is refused with what it means else', async () => {
  const answer = await app.anonymous.get('/api/units/25930?at=2026-01-01', { 'accept-language': 'en' })
  assert.equal(answer.status, 404)
  assert.match(answer.text, /25930.*30 Jun 2025/)
  assert.equal((await app.anonymous.get('/api/units/99999')).status, 404)
  assert.equal((await app.anonymous.get('/api/units/abc')).status, 400)
  assert.equal((await app.anonymous.get('/api/units?at=2025-02-30')).status, 400)
})

test('the door: what a code means on a day, and what became of it', async () => {
  assert.equal((await unitCard(app.db, '25750', before))?.name, 'Phú Hòa')
  assert.equal((await unitCard(app.db, '25750', since))?.name, 'Phú Lợi')
  assert.equal(await unitCard(app.db, '25930', since), undefined)
  const today = async (code: string) => (await successorsOf(app.db, code, before, '2026-07-01')).map((it) => it.code)
  assert.deepEqual(await today('25930'), ['25888'])
  assert.deepEqual((await today('25741')).sort(), ['25747', '25750'])
  assert.deepEqual(await today('74'), ['79'])
})

test('the door: a territory holds what preceded it with all of its land, and no commune that was split', async () => {
  const within = async (code: string, day: string) => (await unitsWithin(app.db, code, day)).sort()
  assert.deepEqual(await within('25888', since), ['25888', '25888/2025-06-30', '25903', '25930'])
  // Hiep An, which had the code of Phu An, was split; Hiep Thanh was too.
  assert.deepEqual(await within('25768', since), ['25765', '25768', '25855'])
  assert.deepEqual(await within('25750', since), ['25744', '25750', '25750/2025-06-30'])
  const city = await within('79', since)
  for (const code of ['25741', '25768/2025-06-30', '74', '723', '25888', '79']) assert.ok(city.includes(code), code)
  const province = await within('74', before)
  assert.equal(province.includes('79'), false)
  assert.ok(['25741', '25888', '25888/2025-06-30', '726'].every((code) => province.includes(code)))
  const district = await within('723', before)
  assert.ok(district.includes('25920') && district.includes('25930'))
  // The ward of Tan Uyen has land of another district as well.
  assert.equal(district.includes('25888'), false)
  assert.deepEqual(await within('31000', since), ['31000'])
})
