import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Answer, chiefKeyOf, clientOf, testApp } from '../../../../test/app.ts'
import { bringPdf } from '../../../../test/bring-pdf.ts'
import { type Bringer, bringing, exported } from '../../../../test/bringing.ts'
import { gtinOf } from '../../../../test/gtins.ts'
import { workbook } from '../../../../test/workbook.ts'

const app = await testApp()
after(() => app.close())
const { tell, bring, operator } = bringing(app)

const stated = ({ status, text }: Answer): void => assert.ok(status < 300, text)
/** A text as a program sends it that ends lines as Windows does and trims nothing. */
const loose = (text: string): string => ` ${text},\r\ndòng thứ hai\r\n`

const brand = loose('Ba Lá')
const grower = await app.party(loose('HTX Bưởi'), {
  kind: 'cooperative',
  descriptions: { vi: loose('Trồng bưởi'), fr: loose('Pamplemousses') },
  address: { text: loose('Ấp 1, xã Bạch Đằng'), unitCode: '25888', on: '2026-01-01' },
  phone: ' 0274 123 456 ',
})
const key = await chiefKeyOf(app.operator, grower.id)
/** The grower by a key that a person let give mandates. */
const chief = { ...clientOf(app.url, key), key }
const member = await app.party('Vườn')
stated(
  await grower.put(`/api/products/${gtinOf(1)}`, {
    ...{ names: { vi: 'Bưởi \r', fr: loose('Pomelo') }, brand: { vi: brand } },
    ...{ standards: [{ number: ' TCVN 1 ' }], species: { names: { vi: loose('Bưởi') } } },
    netContent: { value: 1, unit: 'KGM' },
  }),
)
stated(
  await grower.put('/api/locations/9506000134352', { names: { vi: loose('Kho') }, address: { text: ' Ấp 1\r\n' } }),
)
const days = { validFrom: '2026-01-01', validTo: '2027-12-31' }
const paper = { standard: ' VietGAP', number: 'VG-1\t', issuerName: loose('Trung tâm') }
stated(await grower.post('/api/certificates', { ...paper, ...days }))
const analysis = { parameter: 'Pb ', value: ' < 0.01', method: loose('ICP'), laboratoryName: loose('Phòng') }
stated(await grower.post('/api/test-results', { key: `/01/0${gtinOf(1)}`, ...analysis, testedOn: '2026-02-01' }))
stated(
  await grower.post('/api/memberships', {
    ...{ group: grower.id, member: member.id, validFrom: '2026-01-01', basis: loose('Sổ xã viên') },
  }),
)
const system = await grower.post('/api/systems', {
  ...{ names: { vi: loose('Sổ tay') }, standards: [' TCVN 12850'], release: '1 ' },
})
stated(system)
const { id: systemID } = system.json as { id: string }
const declared = {
  standard: ' TCVN 12850\r\n',
  basis: 'certified',
  certificate: loose('CN-1'),
  declaredOn: '2026-02-01',
}
stated(
  await grower.post(`/api/systems/${systemID}/conformities`, { ...declared, file: await bringPdf(app.url, grower) }),
)
const { items: targets } = (await grower.get('/api/national-targets')).json as { items: { target: string }[] }
const connection = { system: systemID, target: targets[0]?.target, validFrom: '2026-01-01' }
stated(await grower.post('/api/connections', connection))
stated(await grower.post(`/api/products/${gtinOf(1)}/confirmations`))
const { items: owed } = (await grower.get('/api/obligations')).json as { items: { id: string }[] }
const met = { obligation: owed[0]?.id, doneOn: '2026-02-01', evidenceText: loose('Hồ sơ') }
stated(await grower.post('/api/obligation-fulfilments', met))
const mandate = { holder: member.id, purpose: 'claim-key', keys: [`/01/0${gtinOf(1)}`], basisText: loose('Hợp đồng') }
stated(await chief.post('/api/mandates', mandate))
const use = { uses: true, validFrom: '2026-01-01', source: 'own-word', sourceText: loose('Tự khai') }
stated(await grower.post(`/api/parties/${grower.id}/barcode-use`, use))
stated(await app.operator.put('/api/product-groups/fruit', { names: { vi: loose('Quả') }, basis: ' Quyết định\r\n' }))
stated(
  await app.operator.put('/api/product-lists/risk', {
    ...{ kind: 'risk', status: 'issued', validFrom: '2026-07-01', names: { vi: loose('Danh mục') } },
    ...{ issuer: { vi: ' Bộ' }, document: { number: '01/2026 ' } },
    entries: [{ level: 'high', hsCode: '0805', descriptions: { vi: loose('Cam quýt') } }],
  }),
)

const unchanged = (rows: number) => [0, 0, rows]
const own = [
  'products',
  'locations',
  'certificates',
  'test-results',
  'memberships',
  'systems',
  'conformities',
  'connections',
  'product-confirmations',
  'obligation-fulfilments',
  'barcode-use',
  'mandates',
]
const kept = ['parties', 'product-groups', 'product-lists']
const registers: [string, Bringer][] = [
  ...own.map((register): [string, Bringer] => [register, chief]),
  ...kept.map((register): [string, Bringer] => [register, operator]),
]

test('a text with line ends of two characters and blanks at its ends comes back from its own export as the same', async () => {
  for (const [register, party] of registers) {
    const rows = await exported(party, register)
    assert.ok(rows.length > 0, register)
    const { counts, wrong } = await tell(party, (await party.get(`/api/export/${register}?format=csv`)).text, register)
    assert.deepEqual([counts, wrong], [unchanged(rows.length), []], register)
  }
})

test('a workbook made of the JSON that an export gave says the same too', async () => {
  const [product] = await exported<{ gtin: string; names: { vi: string }; brand: { vi: string } }>(grower, 'products')
  assert.equal(product?.brand.vi, brand, 'what was said stays as it was said')
  const cells = [product.gtin, product.names.vi, product.brand.vi]
  const done = await bring(grower, workbook([['gtin', 'names.vi', 'brand.vi'], cells]))
  assert.deepEqual(done.counts, { new: 0, changed: 0, same: 1, bad: 0 })
})

test('of a row that says one thing otherwise only that is the importer’s word', async () => {
  const done = await tell(grower, `gtin,tên,nhãn hiệu\n${gtinOf(1)},Bưởi,Bốn Lá\n`, 'products')
  assert.deepEqual(done.counts, [0, 1, 0])
  const [product] = await exported<{ names: { vi: string }; brand: { vi: string } }>(grower, 'products')
  assert.deepEqual([product?.names.vi, product?.brand.vi], ['Bưởi \r', 'Bốn Lá'])
})
