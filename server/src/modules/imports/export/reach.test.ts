import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'
import { bringing, exported } from '../../../../test/bringing.ts'
import { gtinOf } from '../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())
const { tell, operator } = bringing(app)

const address = (unitCode: string) => ({ text: 'Số 1', unitCode, on: '2026-01-01' })
const grower = await app.party('HTX Bưởi', { kind: 'cooperative', address: address('25888') })
const household = await app.party('Trần Văn Kín', {
  kind: 'household',
  publicName: { vi: 'Vườn Ba Lá' },
  address: address('25966'),
})
const stranger = await app.party('Công ty Khác')
const agency = async (role: string, bounds: object) => {
  const party = await app.party(`Cơ quan ${role} ${JSON.stringify(bounds)}`, { kind: 'agency' })
  const given = await app.operator.post(`/api/parties/${party.id}/roles`, { role, ...bounds })
  assert.equal(given.status, 201, given.text)
  return party
}
for (const group of ['fruit', 'ceramics'])
  await app.operator.put(`/api/product-groups/${group}`, { names: { vi: group } })
const commune = await agency('commune', { units: ['25888'] })
const union = await app.party('Liên minh', { kind: 'association' })
await app.operator.post('/api/memberships', { group: union.id, member: household.id, basis: 'Sổ' })
const fruitOffice = await agency('sector', { groups: ['fruit'] })

await grower.put(`/api/products/${gtinOf(1)}`, { names: { vi: 'Bưởi' }, productGroup: 'fruit' })
await grower.put(`/api/products/${gtinOf(2)}`, { names: { vi: 'Bình gốm' }, productGroup: 'ceramics' })
await household.put(`/api/products/${gtinOf(3)}`, {
  names: { vi: 'Chuối, gọi 0912 345 678' },
  productGroup: 'fruit',
})
const coordinates = { latitude: 11.0612, longitude: 106.7934 }
await grower.put('/api/locations/9506000134352', { names: { vi: 'Kho' }, address: address('25888'), coordinates })
await household.put('/api/locations/9506000134369', { names: { vi: 'Vườn' }, address: address('25966'), coordinates })

type Row = {
  gtin?: string
  gln?: string
  names: { vi: string }
  owner?: string
  coordinates?: object
  address?: object
}
const taken = async (party: typeof grower, register: string) =>
  (await exported<Row>(party, register)).map(({ gtin, gln }) => gln ?? gtin?.slice(1)).toSorted()

test('products go out to who meets them: a commune those of its parties, a sector those of its groups, an association its members’, others their own', async () => {
  assert.deepEqual(await taken(grower, 'products'), [gtinOf(1), gtinOf(2)])
  assert.deepEqual(await taken(household, 'products'), [gtinOf(3)])
  assert.deepEqual(await taken(stranger, 'products'), [])
  assert.deepEqual(await taken(commune, 'products'), [gtinOf(1), gtinOf(2)])
  assert.deepEqual(await taken(fruitOffice, 'products'), [gtinOf(1), gtinOf(3)])
  assert.deepEqual(await taken(union, 'products'), [gtinOf(3)], 'an association those of its members')
  const [, bananas] = await exported<Row>(fruitOffice, 'products')
  assert.equal(bananas?.owner, household.id)
  assert.doesNotMatch(bananas?.names.vi ?? '', /0912/, 'what nobody is shown, an office is not either')
})

test('places go out with their land to who reads them in its territory, and to nobody else', async () => {
  assert.deepEqual(await taken(commune, 'locations'), ['9506000134352'])
  const [place] = await exported<Row>(commune, 'locations')
  assert.deepEqual([place?.coordinates, place?.address], [coordinates, address('25888')])
  for (const other of [fruitOffice, union]) assert.deepEqual(await taken(other, 'locations'), [])
  assert.deepEqual(await taken(stranger, 'locations'), [])
})

test('who keeps the register takes away all of it, complete, and bringing it back says nothing again', async () => {
  const places = await exported<Row>(app.operator, 'locations')
  assert.deepEqual(
    places.map((place) => place.coordinates),
    [coordinates, coordinates],
  )
  for (const register of ['products', 'locations']) {
    const text = (await app.operator.get(`/api/export/${register}?format=csv`)).text
    const { counts, wrong } = await tell(operator, text, register)
    assert.deepEqual([counts.slice(0, 2), wrong], [[0, 0], []], register)
  }
})
