import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'

const app = await testApp()
after(() => app.close())

type Answered = Record<string, never> & { id: string; position: number; names: object; owner?: { id: string } }
const bodyOf = (answer: { json: unknown }): Answered => answer.json as Answered
const titleOf = (answer: { json: unknown }): string => (answer.json as { title: string }).title

const coop = await app.party('HTX Măng cụt Lái Thiêu', {
  kind: 'cooperative',
  phone: '0274 000 0001',
  identifiers: [
    { scheme: 'gs1-company-prefix', value: '9521234', issuer: 'GS1', verified: true },
    { scheme: 'pgln', value: '9521234000006', verified: true },
    { scheme: 'tax-code', value: '3700000000' },
  ],
})
const stranger = await app.party('Công ty Khác')
const gtin = '09521234543213'

test('only the operator registers parties, and nobody makes keys of another', async () => {
  const wish = { kind: 'enterprise', names: { vi: 'Tự lập' } }
  assert.equal((await app.anonymous.post('/api/parties', wish)).status, 401)
  assert.equal((await coop.post('/api/parties', wish)).status, 403)
  assert.equal((await coop.chief.post(`/api/parties/${stranger.id}/keys`, { label: 'theirs' })).status, 403)
  assert.equal((await coop.chief.post(`/api/parties/${coop.id}/keys`, { label: 'mine' })).status, 201)
})

test('who runs the system has a name in both languages from the start', async () => {
  const { names } = (await app.anonymous.get('/api/parties/00000000-0000-0000-0000-000000000001')).json as {
    names: object
  }
  assert.deepEqual(names, { vi: 'Đơn vị vận hành hệ thống', en: 'Operator of this system' })
})

test('a GLN with a wrong check digit, a prefix of letters and a tax code of nine digits are no identifiers', async () => {
  for (const [scheme, value] of [
    ['pgln', '9521234000007'],
    ['gs1-company-prefix', '95A1234'],
    ['tax-code', '370000000'],
    ['url-stamp', 'not a url'],
  ]) {
    const answer = await app.operator.post('/api/parties', {
      kind: 'enterprise',
      names: { vi: 'X' },
      identifiers: [{ scheme, value }],
    })
    assert.equal(answer.status, 422, `${scheme} ${value}`)
  }
})

test('one identifier names one party', async () => {
  const twin = { kind: 'enterprise', names: { vi: 'X' }, identifiers: [{ scheme: 'pgln', value: '9521234000006' }] }
  assert.equal((await app.operator.post('/api/parties', twin)).status, 409)
})

test('a party changes what describes it, and not what it is', async () => {
  const renamed = await coop.put(`/api/parties/${coop.id}`, { names: { vi: 'HTX Lái Thiêu' }, phone: '0274 000 0002' })
  assert.equal(renamed.status, 200)
  assert.deepEqual(bodyOf(renamed).names, { vi: 'HTX Lái Thiêu' })
  assert.equal((await coop.put(`/api/parties/${coop.id}`, { names: { vi: 'X' }, kind: 'agency' })).status, 403)
  assert.equal((await coop.put(`/api/parties/${coop.id}`, { names: { vi: 'X' }, identifiers: [] })).status, 403)
  assert.equal((await stranger.put(`/api/parties/${coop.id}`, { names: { vi: 'X' } })).status, 403)
})

test('every earlier state can be read by its position', async () => {
  const before = bodyOf(await coop.put(`/api/parties/${coop.id}`, { names: { vi: 'Tên một' } })).position
  await coop.put(`/api/parties/${coop.id}`, { names: { vi: 'Tên hai' } })
  const then = await app.anonymous.get(`/api/parties/${coop.id}?asOf=${before}`)
  assert.deepEqual(bodyOf(then).names, { vi: 'Tên một' })
  assert.deepEqual(bodyOf(await app.anonymous.get(`/api/parties/${coop.id}`)).names, { vi: 'Tên hai' })
  assert.equal((await app.anonymous.get(`/api/parties/${coop.id}?asOf=0`)).status, 404)
})

test('an address that begins on a day is read from that day on', async () => {
  const names = { vi: 'Cơ sở dời chỗ' }
  const mover = await app.party('Cơ sở dời chỗ', {
    names,
    address: { text: 'Xã Bạch Đằng, Tân Uyên', unitCode: '25930', on: '2024-06-01' },
  })
  const moved = {
    names,
    address: { text: 'Phường Tân Uyên, TP Hồ Chí Minh', unitCode: '25888', on: '2025-07-01' },
    validFrom: '2025-07-01',
  }
  await mover.put(`/api/parties/${mover.id}`, moved)
  const unitOn = async (day: string) => {
    const { json } = await app.anonymous.get(`/api/parties/${mover.id}?at=${day}`)
    return (json as { address: { unitCode: string } }).address.unitCode
  }
  assert.deepEqual([await unitOn('2025-06-30'), await unitOn('2025-07-01')], ['25930', '25888'])
})

test('a product of its own prefix is described, shown to everybody, and found by its name', async () => {
  const content = {
    names: { vi: 'Măng cụt Lái Thiêu', en: 'Lai Thieu mangosteen' },
    brand: { vi: 'Lái Thiêu' },
    origin: { names: { vi: 'Lái Thiêu, TP Hồ Chí Minh' }, country: 'VN' },
    productGroup: 'fruit.mangosteen',
    shelfLife: { vi: '10 ngày' },
    netContent: { value: 1, unit: 'KGM' },
  }
  assert.equal((await coop.put(`/api/products/${gtin}`, content)).status, 200)
  const shown = (await app.anonymous.get(`/api/products/${gtin}`)).json as Record<string, unknown>
  for (const [name, value] of Object.entries(content)) assert.deepEqual(shown[name], value, name)
  assert.equal(shown.claim, 'verified')
  const found = (await app.anonymous.get('/api/products?q=M%C4%82NG%20c%E1%BB%A5t')).json as {
    items: { gtin: string }[]
  }
  assert.deepEqual(
    found.items.map((item) => item.gtin),
    [gtin],
  )
  assert.deepEqual(((await app.anonymous.get('/api/products?q=100%25')).json as { items: [] }).items, [])
})

test("another's product is not described, an invalid GTIN is none, an inner number is sent to its own code", async () => {
  const taken = await stranger.put(`/api/products/${gtin}`, { names: { vi: 'Của tôi' } })
  assert.equal(taken.status, 409)
  assert.match(titleOf(taken), /09521234543213/)
  assert.equal((await coop.put('/api/products/09521234543214', { names: { vi: 'X' } })).status, 422)
  assert.equal((await coop.put('/api/products/2000000000008', { names: { vi: 'X' } })).status, 422)
  assert.equal((await app.anonymous.get('/api/products/09521234000013')).status, 404, 'nobody has described it')
})

test('a product without GTIN lives by its other identifiers', async () => {
  const bare = { names: { vi: 'Mật ong rừng' } }
  assert.equal((await coop.post('/api/products', bare)).status, 422)
  const made = await coop.post('/api/products', {
    ...bare,
    identifiers: [{ scheme: 'url-stamp', value: 'https://tem.example.vn/q/81Ab' }],
  })
  assert.equal(made.status, 201)
  const shown = await app.anonymous.get(made.headers.get('location') ?? '')
  assert.deepEqual(bodyOf(shown).names, bare.names)
  assert.equal(bodyOf(shown).owner?.id, coop.id)
})

test('a field that is no field is refused by its name', async () => {
  const answer = await coop.put(`/api/products/${gtin}`, { names: { vi: 'X' }, colour: 'red' })
  assert.equal(answer.status, 400)
  assert.match(answer.text, /colour/)
})

test('lists come in pages that neither repeat nor leave out', async () => {
  const gtins = ['09521234000013', '09521234000020', '09521234000037']
  for (const each of gtins) await coop.put(`/api/products/${each}`, { names: { vi: `Sản phẩm ${each}` } })
  const seen: string[] = []
  let after: string | undefined
  do {
    const path = `/api/products?q=s%E1%BA%A3n&limit=2${after ? `&after=${encodeURIComponent(after)}` : ''}`
    const page = (await app.anonymous.get(path)).json as { items: { gtin: string }[]; next?: string }
    seen.push(...page.items.map((item) => item.gtin))
    after = page.next
  } while (after)
  assert.deepEqual(seen, gtins)
})

test('every change is in the audit, with who made it', async () => {
  const rows = await app.db.query('select action, party_id from platform.audit where subject = $1', [`/01/${gtin}`])
  assert.deepEqual(rows, [{ action: 'registry.describe-product', party_id: coop.id }])
})

test('what a party is the operator alone changes: no word of an earlier day makes a household an enterprise again', async () => {
  const firm = await app.party('Công ty', { validFrom: '2020-01-01' })
  const path = `/api/parties/${firm.id}`
  const house = {
    kind: 'household',
    names: { vi: 'Nguyễn Văn Hộ' },
    publicName: { vi: 'Vườn' },
    validFrom: '2026-01-01',
  }
  assert.equal((await app.operator.put(path, house)).status, 200)
  const names = { vi: 'Nguyễn Văn Hộ' }
  for (const body of [
    { names, validFrom: '2025-01-01' },
    { names, validFrom: '2024-01-01', validTo: '2024-12-31', kind: 'enterprise' },
  ])
    assert.ok((await firm.put(path, body)).status >= 400)
  const earlier = { names, publicName: { vi: 'Vườn' }, validFrom: '2025-01-01' }
  assert.equal((await firm.put(path, earlier)).status, 200)
  assert.equal(((await app.anonymous.get(path)).json as { kind: string }).kind, 'household')
  const { items } = (await app.operator.get(`${path}/roles`)).json as {
    items: { role: string; endedAt: string | null }[]
  }
  assert.deepEqual(
    items.filter(({ endedAt }) => endedAt === null).map(({ role }) => role),
    ['farmer'],
  )
})
