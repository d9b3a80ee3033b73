import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, testApp } from '../app.ts'
import { gtinOf } from '../gtins.ts'

// A pomelo label of Bach Dang, printed in 2024: what it says stays, and what the commune is called today stands beside it.

const gtin = '09521234543213'
const gln = '9521234000013'
const printed = 'Ấp Bình Hưng, xã Bạch Đằng, TP Tân Uyên, tỉnh Bình Dương'
const address = { text: printed, unitCode: '25930', unitName: 'Xã Bạch Đằng', on: '2024-05-01' }

let app: TestApp

before(async () => {
  app = await testApp()
  const grower = await app.party('Hợp tác xã Bưởi', {
    kind: 'cooperative',
    address,
    identifiers: [{ scheme: 'gs1-company-prefix', value: '9521234', verified: true }],
  })
  await grower.put(`/api/products/${gtin}`, { names: { vi: 'Bưởi Bạch Đằng' } })
  const { text: _text, ...unit } = address
  await grower.put(`/api/locations/${gln}`, { names: { vi: 'Vườn bưởi' }, kind: 'growing-area', address: unit })
  const captured = await grower.post('/events', {
    '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    type: 'ObjectEvent',
    eventTime: '2024-06-01T09:00:00+07:00',
    eventTimeZoneOffset: '+07:00',
    action: 'OBSERVE',
    bizStep: 'inspecting',
    bizLocation: { id: `https://id.gs1.org/414/${gln}` },
    quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}/10/L1` }],
  })
  assert.equal(captured.status, 201, captured.text)
})
after(() => app.close())

test('the scan page shows the address as printed with what its commune is called today', async () => {
  const { status, text } = await app.anonymous.get(`/scan/01/${gtin}/10/L1`, { accept: 'text/html' })
  assert.equal(status, 200)
  assert.ok(text.includes(`${printed} (nay là Phường Tân Uyên, Thành phố Hồ Chí Minh)`))
  assert.ok(text.includes('Xã Bạch Đằng (nay là Phường Tân Uyên, Thành phố Hồ Chí Minh)'))
  const english = await app.anonymous.get(`/scan/01/${gtin}/10/L1?lang=en`, { accept: 'text/html' })
  assert.ok(english.text.includes('today: Tân Uyên ward, Hồ Chí Minh city'))
})

test('so does the full story', async () => {
  const { status, text } = await app.anonymous.get(`/story/01/${gtin}/10/L1`, { accept: 'text/html' })
  assert.equal(status, 200)
  assert.ok(text.includes('Phường Tân Uyên'))
})

test('a commune that is told by its code alone is named on the page: of a household without its street, of an enterprise with it', async () => {
  const address = { text: '12 hẻm Kín', unitCode: '25966', on: '2026-01-01' }
  const commune = 'Phường Lái Thiêu, Thành phố Hồ Chí Minh'
  const whole = 'Số 7 Nguyễn Trãi, P. Lái Thiêu, TP.HCM'
  const owners = [
    await app.party('Bà Kín', { kind: 'household', publicName: { vi: 'Vườn Kín' }, address }),
    await app.party('Công ty Mở', { address }),
    await app.party('Công ty Đủ', { address: { ...address, text: whole } }),
  ]
  const texts: string[] = []
  for (const [index, owner] of owners.entries()) {
    const product = gtinOf(50 + index)
    assert.equal((await owner.put(`/api/products/${product}`, { names: { vi: 'Măng cụt' } })).status, 200)
    texts.push((await app.anonymous.get(`/scan/01/0${product}`, { accept: 'text/html', 'accept-language': 'vi' })).text)
    const { items } = (await owner.get(`/api/products/${product}/completeness`)).json as {
      items: { id: string; state: string }[]
    }
    assert.equal(items.find(({ id }) => id === 'address')?.state, 'fulfilled')
  }
  const [household = '', enterprise = '', full = ''] = texts
  assert.ok(household.includes(commune) && !household.includes('hẻm Kín'))
  assert.ok(enterprise.includes(`12 hẻm Kín, ${commune}`))
  assert.ok(full.includes(whole) && !full.includes(commune), 'what the text says already is not said again')
})
