import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../app.ts'

const gtin = '09521234543213'
const lot = `/01/${gtin}/10/L1`
const place = '9521234000006'

/** Each a thing that a public page must never show, in a form that no other text has. */
const secrets = {
  quantity: '48151.6',
  lesserQuantity: '2342.25',
  transaction: 'urn:example:po:SECRET-PO-1',
  transactionKind: 'SECRET-BTT',
  customer: 'Khách Hàng Kín',
  customerKey: '9521234000013',
  ilmd: 'SECRET-ILMD',
  extension: 'SECRET-EXTENSION',
  sensor: 'SECRET-SENSOR',
  latitude: '10.98765',
  longitude: '106.54321',
  phone: '0909000777',
  email: 'kin@example.vn',
  houseAddress: 'Số 9 hẻm Kín',
  legalName: 'Nguyễn Văn Kín',
  taxCode: '8765432103',
  nationalID: '079012345678',
  eventID: 'urn:uuid:5ec4e700-0000-4000-8000-000000000001',
  plotName: 'Vườn số 6',
  plotAddress: 'thửa 77 hẻm Kín',
}

let app: TestApp
let grower: TestParty
let coop: TestParty

before(async () => {
  app = await testApp()
  coop = await app.party('HTX Lái Thiêu', {
    kind: 'cooperative',
    address: { text: '12 Cầu Ngang', unitName: 'Phường Lái Thiêu' },
  })
  grower = await app.party(secrets.legalName, {
    kind: 'household',
    publicName: { vi: 'Vườn Sáu Măng' },
    phone: secrets.phone,
    email: secrets.email,
    address: { text: secrets.houseAddress, unitName: 'Phường Lái Thiêu' },
    identifiers: [
      { scheme: 'tax-code', value: secrets.taxCode },
      { scheme: 'national-uid', value: secrets.nationalID },
    ],
  })
  await app.party(secrets.customer, { identifiers: [{ scheme: 'gln', value: secrets.customerKey }] })
  await put(coop, `/api/products/${gtin}`, { names: { vi: 'Măng cụt' }, origin: { country: 'VN' } })
  await put(grower, `/api/locations/${place}`, {
    names: { vi: secrets.plotName },
    address: { text: secrets.plotAddress, unitName: 'Phường Lái Thiêu' },
    coordinates: { latitude: Number(secrets.latitude), longitude: Number(secrets.longitude) },
  })
  await capture(grower, [harvest()])
  await capture(coop, [shipment()])
})
after(() => app.close())

const put = async (party: TestParty, path: string, body: object) => {
  const answer = await party.put(path, body)
  assert.ok(answer.status < 300, answer.text)
}

const item = { epcClass: `https://id.gs1.org${lot}`, quantity: Number(secrets.quantity), uom: 'KGM' }

const harvest = () => ({
  type: 'ObjectEvent',
  eventID: secrets.eventID,
  eventTime: '2026-05-04T01:30:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'OBSERVE',
  bizStep: 'inspecting',
  quantityList: [item],
  readPoint: { id: `https://id.gs1.org/414/${place}`, 'ex:gate': secrets.extension },
  'ex:note': secrets.extension,
  sensorElementList: [
    {
      sensorReport: [
        { type: 'Temperature', value: 26.5, uom: 'CEL', deviceID: `urn:example:${secrets.sensor}` },
        { type: 'ex:latitude', stringValue: secrets.latitude },
      ],
    },
  ],
})

const shipment = () => ({
  type: 'ObjectEvent',
  eventTime: '2026-05-05T08:00:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'ADD',
  bizStep: 'commissioning',
  disposition: 'active',
  quantityList: [{ ...item, quantity: Number(secrets.lesserQuantity) }],
  bizTransactionList: [{ type: `urn:example:${secrets.transactionKind}`, bizTransaction: secrets.transaction }],
  sourceList: [{ type: 'owning_party', source: `https://id.gs1.org/417/${place}` }],
  destinationList: [{ type: 'owning_party', destination: `https://id.gs1.org/417/${secrets.customerKey}` }],
  ilmd: { 'cbvmda:itemExpirationDate': '2026-06-04', 'ex:grade': secrets.ilmd, 'cbvmda:drainedWeight': secrets.ilmd },
})

async function capture(party: TestParty, eventList: object[]): Promise<void> {
  const answer = await party.post('/capture', {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { ex: 'https://ex.example/' }],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-05-06T00:00:00Z',
    epcisBody: { eventList },
  })
  assert.equal(answer.status, 202, answer.text)
  const job = await party.get(new URL(answer.headers.get('location') ?? '').pathname)
  assert.equal((job.json as { success: boolean }).success, true, job.text)
}

test('what was planted is there: the page tells of both steps', async () => {
  const page = await app.anonymous.get(`/scan${lot}`)
  assert.equal(page.status, 200)
  for (const shown of ['Vườn Sáu Măng', 'HTX Lái Thiêu', 'Phường Lái Thiêu', '04/05/2026', '04/06/2026']) {
    assert.ok(page.text.includes(shown), shown)
  }
})

test('the full story is there too: it tells of the household by its public name and commune', async () => {
  const page = await app.anonymous.get(`/story${lot}`)
  assert.equal(page.status, 200)
  for (const shown of ['Vườn Sáu Măng', 'Phường Lái Thiêu']) assert.ok(page.text.includes(shown), shown)
})

test('nothing of what is not listed is on a page, in a linkset, or in the API without a key', async () => {
  const paths = [
    ...['', '?lang=en'].map((query) => `/scan${lot}${query}`),
    ...['', '?lang=en'].map((query) => `/story${lot}${query}`),
    `/story${lot}/21/S1`,
    `/story/414/${place}`,
    `/scan/01/${gtin}`,
    `/scan${lot}/21/S1`,
    `/scan/414/${place}`,
    `/scan/417/${secrets.customerKey}`,
    `/api/scan${lot}`,
    `/api/scan/01/${gtin}`,
    `/api/scan/414/${place}`,
    `${lot}?linkType=linkset`,
    `/414/${place}?linkType=linkset`,
    `/api/links${lot}`,
    `/api/products/${gtin}`,
    `/api/locations/${place}`,
    `/api/parties/${grower.id}`,
    '/api/products',
    '/events',
    `/events?MATCH_anyEPCClass=${encodeURIComponent(item.epcClass)}`,
    '/capture',
    '/',
  ]
  for (const path of paths) {
    const html = await app.anonymous.get(path, { accept: 'text/html' })
    const json = await app.anonymous.get(path, { accept: 'application/json' })
    const text = html.text + json.text
    for (const [name, secret] of Object.entries(secrets)) {
      const own = path.includes(secret)
      const customersPage = name === 'customer' && path.includes(secrets.customerKey)
      assert.ok(own || customersPage || !text.includes(secret), `${name} on ${path}`)
    }
    assert.ok(!text.includes('<script>'), path)
  }
})
