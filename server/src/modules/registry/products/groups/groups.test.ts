import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../../test/app.ts'
import { gtin } from '../../../../../test/documents.ts'

const app = await testApp()
after(() => app.close())

const agency = (name: string) => app.party(name, { kind: 'agency' })
const farmingOffice = await agency('Sở Nông nghiệp (mẫu)')
const healthOffice = await agency('Sở Y tế (mẫu)')
const grower = await app.party('HTX Cây ăn trái')

const answersFor = (party: string, ...groups: string[]) =>
  app.operator.post(`/api/parties/${party}/roles`, { role: 'sector', groups, basis: 'mẫu' })
const group = (id: string, body: object, client: Client = app.operator) =>
  client.put(`/api/product-groups/${id}`, { names: { vi: `Nhóm ${id}` }, ...body })
const viewOf = async (path: string) => (await app.anonymous.get(path)).json as Record<string, unknown>
const idsOf = ({ json }: { json: unknown }) => (json as { items: { id: string }[] }).items.map(({ id }) => id)
const errorsOf = ({ json }: { json: unknown }) =>
  (json as { errors: { code: string; field: string }[] }).errors.map(({ code, field }) => [code, field])

test('the tree of groups names who is competent for each, by its own word or its parent’s', async () => {
  assert.equal((await group('farm', { agencies: [farmingOffice.id], basis: 'QĐ mẫu 1' })).status, 200)
  assert.equal((await group('fruit', { parent: 'farm' })).status, 200)
  assert.equal((await group('fruit.mangosteen', { parent: 'fruit' })).status, 200)
  assert.equal((await group('medicine', { agencies: [healthOffice.id] })).status, 200)
  const mangosteen = await viewOf('/api/product-groups/fruit.mangosteen')
  assert.deepEqual(mangosteen.path, ['farm', 'fruit', 'fruit.mangosteen'])
  assert.deepEqual([mangosteen.agencies, mangosteen.agenciesOf], [[farmingOffice.id], 'farm'])
  const theirs = await app.anonymous.get(`/api/product-groups?agency=${farmingOffice.id}`)
  assert.deepEqual(idsOf(theirs), ['farm', 'fruit', 'fruit.mangosteen'])
})

test('competence passes to another agency on a day, and who asks about an earlier day is told the earlier one', async () => {
  await group('herbs', { agencies: [farmingOffice.id] })
  await group('herbs', { agencies: [healthOffice.id], validFrom: '2026-09-01' })
  assert.deepEqual((await viewOf('/api/product-groups/herbs?at=2026-08-31')).agencies, [farmingOffice.id])
  assert.deepEqual((await viewOf('/api/product-groups/herbs?at=2026-09-01')).agencies, [healthOffice.id])
})

test('a group below itself, below nothing, or of no agency is refused with the reason', async () => {
  for (const [id, body, reason] of [
    ['farm', { parent: 'fruit.mangosteen' }, 'lies below it'],
    ['farm', { parent: 'farm' }, 'lies below it'],
    ['toys', { parent: 'no-such-group' }, 'no parent group no-such-group'],
    ['toys', { agencies: [grower.id] }, 'is no agency'],
    ['farm', { ended: true }, 'group fruit lies below it'],
    ['toys', { validFrom: '2026-02-02', validTo: '2026-02-01' }, '1 Feb 2026'],
  ] as const) {
    const path = `/api/product-groups/${id}`
    const answer = await app.operator.put(path, { names: { vi: 'x' }, ...body }, { 'accept-language': 'en' })
    assert.equal(answer.status, 422, answer.text)
    assert.ok(answer.text.includes(reason), answer.text)
  }
  assert.equal((await app.anonymous.get('/api/product-groups/toys')).status, 404)
})

test('a circle that would close only on a later day is seen', async () => {
  await group('wood', {})
  await group('furniture', { parent: 'wood' })
  await group('wood', { validFrom: '2027-01-01' })
  assert.equal((await group('wood', { parent: 'furniture', validTo: '2025-12-31' })).status, 422)
  await group('chairs', {})
  await group('chairs', { parent: 'furniture', validFrom: '2027-06-01' })
  assert.equal((await group('wood', { parent: 'chairs' })).status, 422, 'from June 2027 on it would be below itself')
})

test('an ended group is none any more, and its past stays', async () => {
  await group('paper', {})
  assert.equal((await group('paper', { ended: true, validFrom: '2026-06-01' })).status, 204)
  assert.equal((await app.anonymous.get('/api/product-groups/paper?at=2026-06-01')).status, 404)
  assert.equal((await app.anonymous.get('/api/product-groups/paper?at=2026-05-31')).status, 200)
})

test('no party rules the groups and lists, and each change is a deed', async () => {
  assert.equal((await group('mine', {}, grower)).status, 403)
  assert.equal((await group('mine', {}, app.anonymous)).status, 401)
  const [row] = await app.db.query<{ deeds: number }>(
    `select count(*)::int as deeds from platform.audit where action = 'registry.state-group' and subject = 'group paper'`,
  )
  assert.equal(row?.deeds, 2)
})

test("the owner says to which group its product belongs; an authority's correction goes before", async () => {
  const path = `/api/products/${gtin(11)}`
  await grower.put(path, { names: { vi: 'Trà măng cụt' }, productGroup: 'fruit' })
  assert.equal((await viewOf(path)).productGroup, 'fruit')
  const corrects = (client: Client) => client.put(path, { names: {}, productGroup: 'medicine' })
  await answersFor(farmingOffice.id, 'wood')
  assert.equal((await corrects(farmingOffice)).status, 403, 'it answers for neither group')
  await answersFor(healthOffice.id, 'medicine')
  assert.equal((await corrects(healthOffice)).status, 200)
  const corrected = await viewOf(path)
  assert.equal(corrected.productGroup, 'medicine')
  assert.deepEqual(corrected.names, { vi: 'Trà măng cụt' }, 'the name stays the owner’s')
  await grower.put(path, { names: { vi: 'Trà măng cụt' }, productGroup: 'farm' })
  assert.equal((await viewOf(path)).productGroup, 'medicine')
  await healthOffice.put(path, { names: {} })
  assert.equal((await viewOf(path)).productGroup, 'farm', 'until it is taken back')
})

const list = (id: string, body: object, client: Client = app.operator) =>
  client.put(`/api/product-lists/${id}`, {
    kind: 'risk',
    names: { vi: 'Danh mục rủi ro (mẫu)' },
    issuer: { vi: 'Bộ (mẫu)' },
    document: { number: '01/2026/TT-MAU' },
    validFrom: '2026-07-01',
    ...body,
  })

type Matches = {
  items: { list: { id: string }; fit: string; entry: { entry: number; level?: string }; steps: object[] }[]
}
const matchesOf = async (product: string, at: string) =>
  ((await viewOf(`/api/products/${product}/lists?at=${at}`)) as unknown as Matches).items

test('a risk list names products by group, by HS code, by GTIN, with its roadmap', async () => {
  const [fresh, canned, other] = [gtin(21), gtin(22), gtin(23)] as const
  await grower.put(`/api/products/${fresh}`, { names: { vi: 'Măng cụt' }, productGroup: 'fruit.mangosteen' })
  await grower.put(`/api/products/${canned}`, { names: { vi: 'Đồ hộp' }, productGroup: 'wood', hsCode: '2008.99.90' })
  await grower.put(`/api/products/${other}`, { names: { vi: 'Khác' }, productGroup: 'wood', hsCode: '9403' })
  const stated = await list('most-risk', {
    roadmap: { account: '2026-07-01', traceability: '2027-01-01' },
    entries: [
      { level: 'medium', group: 'fruit' },
      { level: 'high', hsCode: '2008.99' },
      { level: 'high', gtin: other, roadmap: { traceability: '2026-10-01' } },
      { level: 'high', descriptions: { vi: 'Hàng chỉ mô tả bằng lời' } },
    ],
  })
  assert.equal(stated.status, 200, stated.text)
  const found = async (product: string) =>
    (await matchesOf(product, '2026-08-01')).map(({ fit, entry, steps }) => [fit, entry.entry, steps])
  const whole = [
    { step: 'account', from: '2026-07-01' },
    { step: 'traceability', from: '2027-01-01' },
  ]
  assert.deepEqual(await found(canned), [['named', 2, whole]])
  assert.deepEqual(await found(other), [['named', 3, [{ step: 'traceability', from: '2026-10-01' }]]])
  const [mangosteen] = await matchesOf(fresh, '2026-08-01')
  assert.deepEqual([mangosteen?.fit, mangosteen?.entry.level], ['named', 'medium'])
  assert.deepEqual(await matchesOf(fresh, '2026-06-30'), [], 'the list has not begun')
})

test('what a product lacks to be judged is said: it may be named', async () => {
  const bare = gtin(24)
  await grower.put(`/api/products/${bare}`, { names: { vi: 'Chưa có mã HS' }, productGroup: 'wood' })
  const [match] = await matchesOf(bare, '2026-08-01')
  assert.deepEqual([match?.fit, match?.entry.entry], ['perhaps', 2])
})

test('a new version replaces a list from its first day, and when it ends no older one comes back', async () => {
  const product = gtin(25)
  await grower.put(`/api/products/${product}`, { names: { vi: 'Gỗ' }, productGroup: 'wood', hsCode: '4407' })
  const named = async (at: string) => (await matchesOf(product, at)).filter(({ list }) => list.id === 'timber').length
  await list('timber', { entries: [{ level: 'high', hsCode: '4407' }] })
  await list('timber', { validFrom: '2026-10-01', validTo: '2026-12-31', entries: [{ level: 'low', hsCode: '4407' }] })
  assert.deepEqual([await named('2026-09-30'), await named('2026-10-01'), await named('2027-01-01')], [1, 1, 0])
  const [october] = await matchesOf(product, '2026-10-01')
  assert.equal(october?.entry.level, 'low')
  assert.equal((await app.anonymous.get('/api/product-lists/timber?at=2027-01-01')).status, 404)
})

test("a province's priority list and its mandatory list are two, each by its own decision", async () => {
  const decision = (number: string) => ({
    document: { number, issuedOn: '2026-05-01' },
    issuer: { vi: 'UBND tỉnh (mẫu)' },
  })
  await list('priority', { kind: 'priority', ...decision('100/QĐ-MAU'), entries: [{ group: 'fruit' }] })
  await list('mandatory', { kind: 'mandatory', ...decision('101/QĐ-MAU'), entries: [{ group: 'fruit.mangosteen' }] })
  const kinds = async (kind: string) => idsOf(await app.anonymous.get(`/api/product-lists?kind=${kind}&at=2026-08-01`))
  assert.deepEqual([await kinds('priority'), await kinds('mandatory')], [['priority'], ['mandatory']])
})

test('a list with wrong entries is refused as a whole, each entry by its place', async () => {
  const answer = await list('broken', {
    entries: [
      { level: 'high', group: 'fruit' },
      { group: 'fruit' },
      { level: 'high' },
      { level: 'high', group: 'no-such-group' },
      { level: 'low', gtin: '09521234543214' },
    ],
  })
  assert.equal(answer.status, 422)
  assert.deepEqual(errorsOf(answer), [
    ['list-level-unfit', '/entries/1/level'],
    ['list-entry-empty', '/entries/2/'],
    ['list-group-unknown', '/entries/3/group'],
    ['check-digit-wrong', '/entries/4/gtin'],
  ])
  assert.equal((await app.anonymous.get('/api/product-lists/broken?at=2026-08-01')).status, 404)
  for (const hsCode of ['77', '7701', '0000', '0100', '9901', '84', '08045', '0804501', '080450301', '08.04'])
    assert.equal((await list('broken', { entries: [{ level: 'low', hsCode }] })).status, 400, hsCode)
  assert.equal((await list('broken', { entries: [{ level: 'low', hsCode: '0804.50.30' }] })).status, 200)
  assert.equal((await list('mine', { entries: [{ level: 'low', hsCode: '0804' }] }, grower)).status, 403)
})

test('entries come in pages, and the list as an earlier position knew it stays readable', async () => {
  const entries = Array.from({ length: 7 }, (_, index) => ({
    level: 'low',
    hsCode: `08${String(index + 1).padStart(2, '0')}`,
  }))
  const first = (await list('paged', { entries })).json as { position: number }
  await list('paged', { entries: entries.slice(0, 1) })
  const page = async (query: string) =>
    (await viewOf(`/api/product-lists/paged/entries?at=2026-08-01&${query}`)) as { items: object[]; next?: string }
  const before = await page(`asOf=${first.position}&limit=4`)
  assert.deepEqual([before.items.length, before.next], [4, '4'])
  assert.equal((await page(`asOf=${first.position}&limit=4&after=4`)).items.length, 3)
  assert.equal((await page('limit=4')).items.length, 1)
})
