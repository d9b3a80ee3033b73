import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../test/app.ts'

const app = await testApp()
after(() => app.close())

type View = {
  key: string
  kind?: string
  address?: { text?: string; unitCode?: string }
  about?: { latitude: number; longitude: number; of: string }
  coordinates?: object
  geometry?: { type: string; coordinates: number[][][] }
  area?: { hectares: number; declaredHectares?: number; difference?: number; differs?: boolean }
  growingArea?: { code: string; authority: string; crop: { vi: string } }
}
type Page = { items: View[]; next?: string }

const grower = await app.party('Hợp tác xã Bưởi')
const household = await app.party('Hộ', {
  kind: 'household',
  names: { vi: 'Trần Văn Kín' },
  publicName: { vi: 'Vườn Ba Lá' },
})
const neighbour = await app.party('Công ty Bên Cạnh')
const agency = async (role: string, bounds: object = {}): Promise<Client> => {
  const party = await app.party(`Cơ quan ${role} ${JSON.stringify(bounds)}`, { kind: 'agency' })
  const given = await app.operator.post(`/api/parties/${party.id}/roles`, { role, ...bounds })
  assert.equal(given.status, 201, given.text)
  return party
}
const [area, plot, packhouse, shop] = ['9521234000013', '9521234000013/V03', '9521234000020', '9521234000037']
const hiddenPlot = '9521234000044'

/** A rectangle of some 218 m by 221 m, clockwise, which is not how RFC 7946 winds it. */
const ring = [
  [106.78, 11.03],
  [106.78, 11.032],
  [106.782, 11.032],
  [106.782, 11.03],
  [106.78, 11.03],
]
const geometry = { type: 'Polygon', coordinates: [ring] }
const inBachDang = { text: 'Ấp Bình Hưng, xã Bạch Đằng', unitCode: '25930', unitName: 'Xã Bạch Đằng', on: '2024-05-01' }
const growingArea = { code: 'VN-MAU-0001', authority: 'Cơ quan mẫu', crop: { vi: 'Bưởi', en: 'Pomelo' } }

const put = async (client: Client, name: string, body: object): Promise<View> => {
  const answer = await client.put(`/api/locations/${name}`, body)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as View
}
const read = async (client: Client, name: string) => (await client.get(`/api/locations/${name}`)).json as View
const page = async (client: Client, path: string): Promise<Page> => {
  const answer = await client.get(path)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Page
}

await put(grower, area, { names: { vi: 'Vùng bưởi' }, kind: 'growing-area', address: inBachDang, growingArea })
await put(grower, packhouse, {
  names: { vi: 'Nhà đóng gói' },
  kind: 'packhouse',
  address: { unitCode: '25888', unitName: 'Phường Tân Uyên', on: '2026-01-01' },
  coordinates: { latitude: 11.0612, longitude: 106.7934 },
})
await put(grower, shop, {
  names: { vi: 'Điểm bán' },
  kind: 'shop',
  address: { unitCode: '25966', unitName: 'Phường Lái Thiêu', on: '2026-01-01' },
})
await put(household, hiddenPlot, {
  names: { vi: 'Thửa sau nhà' },
  kind: 'plot',
  address: { text: 'Số 7 hẻm Kín', unitCode: '25888', unitName: 'Phường Tân Uyên', on: '2026-01-01' },
  coordinates: { latitude: 11.0501, longitude: 106.7812 },
  geometry,
  declaredHectares: 4.8,
})

test('a plot with its land: wound as GeoJSON asks, its area computed and held against what is declared', async () => {
  const body = { names: { vi: 'Vườn số 3' }, kind: 'plot', geometry }
  const view = await put(grower, plot, { ...body, declaredHectares: 4.8 })
  assert.deepEqual(new Set(view.geometry?.coordinates[0]?.map(String)), new Set(ring.map(String)))
  assert.notDeepEqual(view.geometry, geometry)
  assert.ok(Math.abs((view.area?.hectares ?? 0) - 4.835) < 0.001, `${view.area?.hectares}`)
  assert.deepEqual([view.area?.declaredHectares, view.area?.differs], [4.8, false])
  assert.equal((await put(grower, plot, { ...body, declaredHectares: 9 })).area?.differs, true)
  assert.equal((await put(grower, plot, body)).area?.differs, undefined)
})

test('land that is none is refused with the place, and what stood before stands', async () => {
  const before = await read(grower, plot)
  const bow = [ring[0], ring[2], ring[1], ring[3], ring[0]]
  const wrong: [geometry: unknown, status: number, told: RegExp][] = [
    [{ type: 'Polygon', coordinates: [bow] }, 422, /longitude 106\.781, latitude 11\.031/],
    [{ type: 'Polygon', coordinates: [ring.slice(1)] }, 422, /geometry\.coordinates\[0\] is not closed/],
    [{ type: 'Polygon', coordinates: [ring.map(([x = 0, y = 0]) => [x - 1.9, y + 0.5])] }, 422, /not lie in Viet Nam/],
    [{ type: 'Polygon', coordinates: [ring.map(([x, y]) => [y, x])] }, 422, /longitude, then latitude/],
    [{ type: 'Point', coordinates: [106.78, 11.03] }, 400, /geometry/],
    [{ type: 'Polygon', coordinates: [] }, 400, /geometry/],
    [{ type: 'Polygon', coordinates: [Array(10_002).fill([106.78, 11.03])] }, 422, /10,000/],
  ]
  for (const [bad, status, told] of wrong) {
    const body = { names: { vi: 'Vườn' }, geometry: bad }
    const answer = await grower.put(`/api/locations/${plot}`, body, { 'accept-language': 'en' })
    assert.deepEqual([answer.status, told.test(answer.text)], [status, true], answer.text)
  }
  assert.deepEqual(await read(grower, plot), before)
})

test('a growing-area code names the agency that gave it and the crop', async () => {
  assert.deepEqual((await read(app.anonymous, area)).growingArea, growingArea)
  const { authority: _authority, ...rest } = growingArea
  const answer = await grower.put(`/api/locations/${area}`, { names: { vi: 'V' }, growingArea: rest })
  assert.deepEqual([answer.status, /authority/.test(answer.text)], [400, true])
})

test('the public sees about where the commune is, and nothing by which land could be inferred', async () => {
  const secret = /geometry|hectares|declared|coordinates|106\.78|11\.03|11\.0501|hẻm Kín|Thửa sau nhà/i
  for (const client of [app.anonymous, neighbour])
    for (const name of [plot, hiddenPlot]) {
      const answer = await client.get(`/api/locations/${name}`)
      assert.ok(!secret.test(answer.text), answer.text)
    }
  const { about } = await read(app.anonymous, hiddenPlot)
  assert.deepEqual(about, { latitude: 11.05, longitude: 106.8, of: 'commune' })
  // The old commune's land lies in the ward of today: the map has them at one place.
  assert.deepEqual((await read(app.anonymous, plot)).about, about)
  const withLand = await read(app.anonymous, hiddenPlot)
  await put(household, '9521234000051', {
    names: { vi: 'Thửa khác' },
    kind: 'plot',
    address: { unitCode: '25888', unitName: 'Phường Tân Uyên', on: '2026-01-01' },
  })
  assert.deepEqual(Object.keys(await read(app.anonymous, '9521234000051')), Object.keys(withLand))
})

test('its owner and the authority in whose territory it lies see the land, others of the state do not', async () => {
  const here = await agency('commune', { units: ['25888'] })
  const elsewhere = await agency('commune', { units: ['25966'] })
  const province = await agency('leader')
  for (const client of [household, here, province]) assert.ok((await read(client, hiddenPlot)).geometry)
  assert.ok((await read(here, plot)).geometry, 'a plot of the old commune lies in the ward')
  for (const client of [elsewhere, grower, neighbour])
    assert.deepEqual(await read(client, hiddenPlot), await read(app.anonymous, hiddenPlot))
  const listed = await page(here, '/api/units/25888/locations?kind=plot')
  assert.deepEqual(
    listed.items.map(({ key, geometry: land }) => [key, land !== undefined]),
    [
      [`/414/${area}/254/V03`, true],
      [`/414/${hiddenPlot}`, true],
      ['/414/9521234000051', false],
    ],
  )
  assert.equal((await elsewhere.get('/api/units/25888/locations')).status, 403)
  assert.equal((await neighbour.get('/api/units/25888/locations')).status, 403)
})

test('places are listed by unit and day, old and new, in pages', async () => {
  const keys = async (query: string) =>
    (await page(app.anonymous, `/api/locations?${query}`)).items.map(({ key }) => key)
  assert.deepEqual(await keys('unit=25966&kind=shop'), [`/414/${shop}`])
  assert.deepEqual(await keys('unit=25930&at=2025-06-30'), [`/414/${area}`, `/414/${area}/254/V03`])
  assert.equal((await keys('unit=25888')).length, 5)
  assert.equal((await keys('unit=79')).length, 6)
  const first = await page(app.anonymous, '/api/locations?unit=25888&limit=2')
  const second = await keys(`unit=25888&limit=200&after=${encodeURIComponent(first.next ?? '')}`)
  assert.deepEqual([first.items.length, second.length], [2, 3])
  assert.equal((await app.anonymous.get('/api/locations?unit=25930&at=2026-01-01')).status, 404)
  assert.equal((await app.anonymous.get('/api/locations?kind=shop')).status, 422)
})

test('every earlier state of a place can be read, by day and by position', async () => {
  const name = '9521234000068'
  await put(grower, name, { names: { vi: 'Trước' }, geometry })
  const { position } = (await app.operator.get(`/api/parties/${(await app.party('Mốc')).id}`)).json as {
    position: number
  }
  await put(grower, name, { names: { vi: 'Sau' }, validFrom: '2030-01-01' })
  const names = async (query: string) =>
    ((await grower.get(`/api/locations/${name}?${query}`)).json as { names: { vi: string } }).names.vi
  assert.deepEqual([await names('at=2029-12-31'), await names('at=2030-01-01')], ['Trước', 'Sau'])
  assert.equal(await names(`at=2030-01-01&asOf=${position}`), 'Trước')
  assert.ok((await read(grower, name)).geometry)
})
