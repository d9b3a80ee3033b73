import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { type Client, type TestParty, testApp } from '../../../../../test/app.ts'
import { document, gtin, lot, type Members } from '../../../../../test/documents.ts'

const app = await testApp()
after(() => app.close())

const address = { text: 'Số 1 đường Mẫu', unitName: 'Phường Mẫu' }
const coop = await app.party('HTX Măng cụt', { kind: 'cooperative', address })
const stranger = await app.party('Công ty Khác')
const office = await app.party('Sở chuyên ngành (mẫu)', { kind: 'agency' })

type Item = {
  id: string
  title: string
  clause?: string
  state: string
  reason?: { code: string; message: string }
  toDo?: string
}
type Completeness = { fulfilled: number; of: number; ruleSet: { id: string; status: string }; items: Item[] }
const english = { 'accept-language': 'en' }
const completeness = async (product: string, query = '', client: Client = coop) => {
  const answer = await client.get(`/api/products/${product}/completeness${query}`, english)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Completeness
}
const missing = ({ items }: Completeness) => items.filter(({ state }) => state === 'missing').map(({ id }) => id)

const picture = async (client: TestParty): Promise<string> => {
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#0a0' } })
    .png()
    .toBuffer()
  const kept = await fetch(`${app.url}/api/files?public=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.key}`, 'content-type': 'image/png' },
    body: new Uint8Array(bytes),
  })
  return ((await kept.json()) as { hash: string }).hash
}

const capture = (client: Client, members: Members) =>
  client.post(
    '/capture',
    document([
      { type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', eventTimeZoneOffset: '+07:00', ...members },
    ]),
  )

const product = gtin(501)
const whole = {
  names: { vi: 'Măng cụt Lái Thiêu' },
  descriptions: { vi: 'Quả tươi' },
  brand: { vi: 'Lái Thiêu' },
  origin: { names: { vi: 'Lái Thiêu, Việt Nam' } },
  shelfLife: { vi: '7 ngày' },
  species: { scientificName: 'Garcinia mangostana L.', names: { vi: 'Măng cụt', en: 'Mangosteen' } },
  hsCode: '0804.50.30',
  netWeight: { value: 1, unit: 'KGM' },
  standards: [{ number: 'TCVN 9770:2013' }],
}

test('a product tells species, HS code, net weight and standards, each checked', async () => {
  const told = (await coop.put(`/api/products/${gtin(500)}`, whole)).json as typeof whole
  assert.deepEqual(
    [told.hsCode, told.netWeight, told.species, told.standards],
    ['08045030', whole.netWeight, whole.species, whole.standards],
  )
  for (const wrong of [
    { hsCode: '7701' },
    { hsCode: '080' },
    { hsCode: '08 04' },
    { netWeight: { value: 1, unit: 'kg' } },
    { netWeight: { value: 1, unit: 'LTR' } },
    { netWeight: { value: 0, unit: 'KGM' } },
    { species: {} },
    { species: { scientificName: 'garcinia' } },
    { standards: [{ number: '' }] },
    { without: ['name'] },
  ])
    assert.equal(
      (await coop.put(`/api/products/${gtin(500)}`, { ...whole, ...wrong })).status,
      400,
      JSON.stringify(wrong),
    )
})

test('completeness n/9 names the rule set, why each item is missing, and what to do', async () => {
  await coop.put(`/api/products/${product}`, { names: whole.names })
  const found = await completeness(product)
  assert.deepEqual([found.ruleSet.id, found.fulfilled, found.of], ['vn-37-2026-art-23-5', 3, 9])
  assert.deepEqual(missing(found), ['image', 'origin', 'events', 'brand-lot-serial', 'expiry', 'standards'])
  assert.deepEqual(found.items.map(({ clause }) => clause).join(''), 'abcdđeghi')
  for (const item of found.items.filter(({ state }) => state === 'missing'))
    assert.ok(item.reason?.message && item.toDo && item.title, item.id)
  assert.equal(found.items.find(({ id }) => id === 'events')?.reason?.code, 'no-events')
})

test('893 in front of a number is no origin', async () => {
  const vietnamese = '8931234567897'
  await coop.put(`/api/products/${vietnamese}`, { names: { vi: 'Hàng mang số 893' } })
  assert.ok(missing(await completeness(vietnamese)).includes('origin'))
})

test("the owner's words and its own events fulfil the nine; a stranger's events do not", async () => {
  await coop.put(`/api/products/${product}`, { ...whole, images: [await picture(coop)] })
  assert.deepEqual(missing(await completeness(product)), ['events'])
  const made = { epcList: [], quantityList: [{ epcClass: lot(501, 'L1'), quantity: 10, uom: 'KGM' }] }
  assert.equal(
    (
      await capture(stranger, {
        ...made,
        eventTime: '2026-06-01T08:00:00+07:00',
        action: 'OBSERVE',
        bizStep: 'shipping',
      })
    ).status,
    202,
  )
  assert.deepEqual(missing(await completeness(product)), ['events'])
  await capture(coop, { ...made, eventTime: '2026-06-20T23:30:00+07:00' })
  const found = await completeness(product)
  assert.deepEqual([found.fulfilled, missing(found)], [9, []])
  assert.deepEqual(missing(await completeness(product, '?at=2026-06-19')), ['events'], 'the event had not happened')
  assert.deepEqual(missing(await completeness(product, '?at=2026-06-20')), [])
  assert.deepEqual(missing(await completeness(product, '?lot=L2')), ['events'], 'nobody tells of that lot')
})

test('the ten of Circular 02/2024 are an older rule set, which stays to be checked against', async () => {
  const old = await completeness(product, '?ruleSet=TT02-2024')
  assert.deepEqual([old.of, old.ruleSet.status], [10, 'base-lapsed'])
  assert.deepEqual(missing(old), ['stages'], 'no event has a place')
  assert.equal((await completeness(product, '?at=2025-05-01')).ruleSet.id, 'vn-02-2024-tt-bkhcn')
  assert.equal((await completeness(product, '?ruleSet=ND37-2026-23.7')).of, 7)
  assert.equal((await coop.get(`/api/products/${product}/completeness?ruleSet=none`)).status, 422)
  const sets = (await app.anonymous.get('/api/rule-sets')).json as { items: { id: string }[] }
  assert.equal(sets.items.length, 3)
})

test('what a product has none of is said by its owner, and shown so on the page', async () => {
  const plain = gtin(502)
  await coop.put(`/api/products/${plain}`, { names: { vi: 'Chậu gốm' } })
  assert.ok(missing(await completeness(plain)).includes('expiry'))
  await coop.put(`/api/products/${plain}`, { names: { vi: 'Chậu gốm' }, without: ['expiry'] })
  const found = await completeness(plain)
  assert.equal(found.items.find(({ id }) => id === 'expiry')?.state, 'not-applicable')
  const page = await app.anonymous.get(`/scan/01/${plain}`, { accept: 'text/html', 'accept-language': 'en' })
  assert.ok(page.text.includes('The owner says that the product has none'), String(page.status))
})

test('completeness is told to the owner and to officials, to nobody else, whatever there is', async () => {
  for (const key of [product, gtin(502)]) {
    assert.equal((await stranger.get(`/api/products/${key}/completeness`)).status, 403)
    assert.equal((await app.anonymous.get(`/api/products/${key}/completeness`)).status, 401)
  }
  assert.equal((await completeness(product, '', app.operator)).fulfilled, 9)
  assert.equal((await coop.get(`/api/products/${gtin(599)}/completeness`)).status, 404)
})

type Confirmation = { key: string; state: string; confirmedOn?: string; nextDue: string }
const confirmations = async (client: Client, query = '') =>
  ((await client.get(`/api/product-confirmations?limit=200${query}`)).json as { items: Confirmation[] }).items

test('the owner confirms its product once a year, as a deed; who has not is on the list of the overdue', async () => {
  const key = `/01/${product}`
  const before = (await confirmations(coop)).find((one) => one.key === key)
  assert.deepEqual([before?.state, before?.confirmedOn], ['due', undefined])
  assert.equal((await stranger.post(`/api/products/${product}/confirmations`)).status, 403)
  assert.equal(
    (await app.operator.post(`/api/products/${product}/confirmations`)).status,
    403,
    'nobody says it for the owner',
  )
  const made = await coop.post(`/api/products/${product}/confirmations`)
  assert.equal(made.status, 201, made.text)
  const { confirmedOn = '', nextDue } = made.json as Confirmation
  assert.equal(Number(nextDue.slice(0, 4)), Number(confirmedOn.slice(0, 4)) + 1)
  const later = `${Number(nextDue.slice(0, 4)) + 1}-01-01`
  const overdue = await confirmations(app.operator, `&state=overdue&at=${later}`)
  assert.ok(overdue.some((one) => one.key === key))
  assert.deepEqual(await confirmations(stranger), [])
  const deeds = await app.db.query(
    `select from platform.audit where action = 'registry.confirm-product' and subject = $1`,
    [key],
  )
  assert.equal(deeds.length, 1)
})

type Owed = {
  id: string
  rule: string
  title: string
  subject: { key: string }
  state: string
  from: string
  by?: string
  draft: boolean
  basis: { document: string; clause?: string }[]
  evidence: { name: string; holds: boolean | null; lacks?: { id: string; title: string }[] }[]
}
const obligations = async (client: Client, query = '') => {
  const answer = await client.get(`/api/obligations?limit=500${query}`, english)
  assert.equal(answer.status, 200, answer.text)
  return (answer.json as { items: Owed[] }).items
}
const owed = async (rule: string, key: string, query = '', client: Client = coop) =>
  (await obligations(client, query)).find((one) => one.rule === rule && one.subject.key === key)

const bare = gtin(510)
const bareKey = `/01/${bare}`

test('a risk list obliges the owner of what it names, from its day on, with the law and the list behind it', async () => {
  await app.operator.put('/api/product-groups/fruit', { names: { vi: 'Quả tươi' } })
  await coop.put(`/api/products/${bare}`, { names: { vi: 'Sầu riêng' }, productGroup: 'fruit', hsCode: '0810' })
  const stated = await app.operator.put('/api/product-lists/moit-high', {
    kind: 'risk',
    names: { vi: 'Hàng rủi ro cao (mẫu)', en: 'High risk (sample)' },
    issuer: { vi: 'Bộ (mẫu)' },
    document: { number: '31/2026/TT-MAU', clause: 'Điều 17' },
    validFrom: '2026-07-01',
    validTo: '2028-12-31',
    roadmap: { account: '2026-07-01', identity: '2026-07-01', traceability: '2027-01-01' },
    entries: [{ level: 'high', group: 'fruit' }],
  })
  assert.equal(stated.status, 200, stated.text)
  const trace = await owed('trace-high-risk', bareKey, '&at=2026-12-31')
  assert.deepEqual([trace?.from, trace?.by, trace?.state, trace?.draft], ['2027-01-01', '2027-01-01', 'due', false])
  assert.ok(trace?.basis.some(({ document: number }) => number === '31/2026/TT-MAU'))
  assert.ok(trace?.title.includes('High risk (sample)'))
  assert.ok(trace?.evidence[0]?.lacks?.some(({ id }) => id === 'events'))
  assert.equal((await owed('trace-high-risk', bareKey, '&at=2027-01-02'))?.state, 'overdue')
  assert.equal((await owed('identity-high-risk', bareKey, '&at=2026-08-01'))?.state, 'overdue', 'it has no picture')
  assert.equal((await owed('account-high-risk', bareKey, '&at=2026-08-01'))?.state, 'not-known')
})

test('a draft obliges nobody: it is shown as a draft and never overdue', async () => {
  const draft = await owed('unit-identity', bareKey, '&at=2028-06-01')
  assert.deepEqual([draft?.draft, draft?.state], [true, 'due'])
})

test('an obligation ends with its list', async () => {
  assert.ok(await owed('trace-high-risk', bareKey, '&at=2028-12-31'))
  assert.equal(await owed('trace-high-risk', bareKey, '&at=2029-01-01'), undefined)
  assert.equal(await owed('trace-high-risk', bareKey, '&at=2026-06-30'), undefined)
})

test('it is done when the data are there, and says by what', async () => {
  await coop.put(`/api/products/${product}`, { ...whole, images: [await picture(coop)], productGroup: 'fruit' })
  const trace = await owed('trace-high-risk', `/01/${product}`, '&at=2027-06-01')
  assert.deepEqual([trace?.state, trace?.evidence[0]?.holds], ['done', true])
})

test('a list that names goods in words alone is for people to compare; their word with evidence counts', async () => {
  await app.operator.put('/api/product-lists/words', {
    kind: 'risk',
    names: { vi: 'Danh mục bằng lời (mẫu)' },
    issuer: { vi: 'Bộ (mẫu)' },
    document: { number: '02/2026/TT-MAU' },
    validFrom: '2026-01-01',
    entries: [{ level: 'high', descriptions: { vi: 'Thiết bị mô tả bằng lời' } }],
  })
  const asked = await owed('check-list', coop.id)
  assert.equal(asked?.state, 'not-known')
  const obligation = asked?.id ?? ''
  const say = (body: object, client: Client = coop) =>
    client.post('/api/obligation-fulfilments', { obligation, doneOn: '2026-02-02', ...body })
  assert.equal((await say({})).status, 422, 'a word without evidence')
  assert.equal((await say({ evidenceText: 'x', doneOn: '2999-01-01' })).status, 422)
  assert.equal((await say({ evidenceFile: 'f'.repeat(64) })).status, 422)
  assert.equal((await say({ evidenceText: 'x' }, stranger)).status, 404)
  assert.equal((await say({ evidenceText: 'Biên bản đối chiếu 01/BB' })).status, 200)
  assert.equal((await owed('check-list', coop.id))?.state, 'done')
  await say({ doneOn: null })
  assert.equal((await owed('check-list', coop.id))?.state, 'not-known', 'the word was taken back')
})

test('a word never covers what is seen to be missing', async () => {
  const trace = await owed('trace-high-risk', bareKey, '&at=2027-06-01')
  const said = { obligation: trace?.id, doneOn: '2026-02-02', evidenceText: 'đã làm' }
  await coop.post('/api/obligation-fulfilments', said)
  assert.equal((await owed('trace-high-risk', bareKey, '&at=2027-06-01'))?.state, 'overdue')
})

test('nobody reads the obligations of another, whether or not there are any', async () => {
  for (const party of [coop.id, office.id, '01890000-0000-7000-8000-000000000000'])
    assert.equal((await stranger.get(`/api/obligations?party=${party}`)).status, 403)
  assert.equal((await app.anonymous.get('/api/obligations')).status, 401)
  const all = await stranger.get('/api/obligations?all=true')
  assert.ok((all.json as { items: { party: string }[] }).items.every(({ party }) => party === stranger.id))
})

test('no page of obligations tells of parties beyond the reach, nor how many there are', async () => {
  type Page = { items: { party: string }[]; next?: string }
  const page = async (client: Client) => (await client.get('/api/obligations?all=true')).json as Page
  const commune = await app.party('Ủy ban nhân dân phường', { kind: 'agency' })
  const role = { role: 'commune', units: ['25888'], basis: 'mẫu' }
  assert.equal((await app.operator.post(`/api/parties/${commune.id}/roles`, role)).status, 201)
  const address = { text: 'Ấp 1', unitCode: '25930', on: '2024-05-01' }
  const near = await app.party('Hợp tác xã trong phường', { kind: 'cooperative', address })
  for (let count = 0; count < 30; count += 1) await app.party(`Công ty ngoài ${count}`)
  const [own, reached] = [await page(stranger), await page(commune)]
  assert.deepEqual([own.next, reached.next], [undefined, undefined])
  assert.ok(own.items.every(({ party }) => party === stranger.id))
  assert.deepEqual([...new Set(reached.items.map(({ party }) => party))], [near.id])
  assert.equal((await commune.get('/api/obligations?all=true&after=x')).status, 400)
  assert.notEqual((await page(app.operator)).next, undefined, 'who reaches all goes through all')
})

test('an official sees the obligations of its reach: of a sector those for its groups', async () => {
  await app.operator.put('/api/product-groups/ceramics', { names: { vi: 'Gốm' } })
  await app.operator.post(`/api/parties/${office.id}/roles`, { role: 'sector', groups: ['fruit'], basis: 'mẫu' })
  const seen = await obligations(office, `&party=${coop.id}&at=2027-06-01`)
  assert.ok(seen.some(({ rule }) => rule === 'trace-high-risk'))
  assert.deepEqual([...new Set(seen.map(({ subject }) => subject.key))].sort(), [bareKey, `/01/${product}`].sort())
  const reach = (await office.get('/api/obligations?all=true&state=overdue&at=2027-06-01')).json as { items: Owed[] }
  assert.ok(reach.items.some(({ subject }) => subject.key === bareKey))
  assert.ok((await obligations(app.operator, `&party=${coop.id}`)).length > seen.length)
})

test('a page shows it all in both languages, the most pressing first', async () => {
  const page = async (language: string) => {
    const answer = await coop.get(`/to-do?lang=${language}`, { accept: 'text/html' })
    assert.equal(answer.status, 200, answer.text.slice(0, 300))
    return answer.text
  }
  const english = await page('en')
  assert.ok(english.includes('Legal basis:') && english.includes('31/2026/TT-MAU') && english.includes('Drafts'))
  assert.ok(!english.includes('obligations.'), 'every sentence is in the catalogue')
  const vietnamese = await page('vi')
  assert.ok(vietnamese.includes('Việc phải làm') && !vietnamese.includes('obligations.'))
})
