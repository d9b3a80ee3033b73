import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Answer, type TestParty, testApp } from '../../../../../test/app.ts'
import { testPerson, tokenOf } from '../../../../../test/people.ts'
import { describeKeys } from '../../keys/claims/describe-keys.ts'

const app = await testApp()
after(() => app.close())

const gtin = '09521234543213'
const product = `/01/${gtin}`
const prefix = { scheme: 'gs1-company-prefix', value: '9521234', verified: true }
const twin = await app.party('Công ty TNHH Bưởi Sông Bé', {
  phone: '0274 388 1234',
  identifiers: [prefix, { scheme: 'tax-code', value: '0000001010' }],
})
const firm = await app.party('Cty TNHH Bưởi Sông Bé', { phone: '+84 274 388 1234' })
const vendor = await app.party('Nhà cung cấp', { kind: 'provider' })

type Merge = { id: string; merged: string; into: string; undone?: object }
const merge = (merged: string, into: string, basis = 'Cùng một doanh nghiệp, biên bản số 1') =>
  app.operator.post('/api/merges', { merged, into, basis })
const position = async (): Promise<number> =>
  (await app.db.query<{ position: number }>('select position::float8 as position from platform.head'))[0]?.position ?? 0
const seenBy = async (party: TestParty): Promise<number> => {
  const { epcisBody } = (await party.get('/events')).json as {
    epcisBody: { queryResults: { resultsBody: { eventList: [] } } }
  }
  return epcisBody.queryResults.resultsBody.eventList.length
}
const counts = () =>
  app.db.query(
    'select (select count(*) from registry.party_standing) as a, (select count(*) from registry.party_merge) as b',
  )
const reasonOf = (answer: Answer) => (answer.json as { title: string }).title

await twin.put(`/api/products/${gtin}`, { names: { vi: 'Bưởi' }, shelfLife: { vi: '20 ngày' } })
const mandate = await twin.chief.post('/api/mandates', {
  holder: vendor.id,
  purpose: 'claim-key',
  keys: [product],
  basisText: 'Hợp đồng số 7',
})
const event = (step: string) => ({
  '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  type: 'ObjectEvent',
  eventTime: '2026-06-22T09:00:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'OBSERVE',
  bizStep: step,
  epcList: [`https://id.gs1.org/01/${gtin}/21/S1`],
})
assert.equal((await twin.post('/events', event('inspecting'))).status, 201)

test('likely duplicates are found by name without marks and legal form, and by telephone, which is not shown', async () => {
  const found = await app.operator.get(`/api/parties/${firm.id}/duplicates`)
  const { items } = found.json as { items: { party: { id: string }; reasons: string[] }[] }
  assert.deepEqual(
    items.map(({ party, reasons }) => [party.id, reasons]),
    [[twin.id, ['name', 'phone']]],
  )
  assert.ok(!found.text.includes('388'))
  const groups = (await app.operator.get('/api/duplicates')).json as { items: { parties: object[] }[] }
  assert.deepEqual(
    groups.items.map(({ parties }) => parties.length),
    [2, 2],
  )
  assert.equal((await firm.get('/api/duplicates')).status, 403)
})

test('a merge with itself, of sample with real, of agency with enterprise, of the operator, of nobody: nothing is done', async () => {
  const sample = await app.party('Công ty mẫu', { sample: true })
  const agency = await app.party('Sở', { kind: 'agency' })
  const before = await counts()
  for (const [a, b, status] of [
    [firm.id, firm.id, 422],
    [sample.id, firm.id, 422],
    [firm.id, sample.id, 422],
    [firm.id, agency.id, 422],
    [firm.id, '00000000-0000-0000-0000-000000000001', 422],
    [firm.id, '01890000-0000-7000-8000-000000000000', 404],
  ] as const)
    assert.equal((await merge(a, b)).status, status, `${a} ${b}`)
  assert.equal((await merge(twin.id, firm.id, ' ')).status, 400, 'without a basis')
  assert.equal((await firm.post('/api/merges', { merged: twin.id, into: firm.id, basis: 'x' })).status, 403)
  assert.deepEqual(await counts(), before)
})

let made: Merge = { id: '', merged: '', into: '' }
let before = 0

test('merged, its keys, words, claims, mandates, identifiers and credentials are those of the other', async () => {
  before = await position()
  const answer = await merge(twin.id, firm.id)
  assert.equal(answer.status, 201, answer.text)
  made = answer.json as Merge
  await app.work()
  assert.equal((await describeKeys(app.db, [product])).get(product)?.owner, firm.id)
  const card = (await app.anonymous.get(`/api/products/${gtin}`)).json as {
    names: object
    owner: { id: string }
    others: []
  }
  assert.deepEqual([card.names, card.owner.id, card.others], [{ vi: 'Bưởi' }, firm.id, []])
  const own = (await firm.get(`/api/parties/${firm.id}`)).json as { identifiers: { scheme: string }[] }
  assert.deepEqual(own.identifiers.map(({ scheme }) => scheme).sort(), ['gs1-company-prefix', 'tax-code'])
  const { items } = (await firm.get('/api/mandates')).json as { items: { principal: string }[] }
  assert.deepEqual(
    items.map(({ principal }) => principal),
    [firm.id],
  )
  const keys = (await app.operator.get(`/api/parties/${firm.id}/keys`)).json as { items: object[] }
  assert.equal(keys.items.length, 3, 'the two keys of the merged one too')
  const self = (await twin.get('/api/parties')).json as { items: { id: string }[] }
  assert.deepEqual(
    self.items.map(({ id }) => id),
    [firm.id],
    'and that key speaks for the other now',
  )
})

test('its events are seen by the other, who goes on with its key', async () => {
  assert.equal(await seenBy(firm), 1)
  assert.equal(await seenBy(vendor), 0)
})

test('both histories stay readable', async () => {
  const gone = (await app.anonymous.get(`/api/parties/${twin.id}`)).json as { mergedInto?: string; names: object }
  assert.deepEqual(
    [gone.mergedInto, gone.names],
    [firm.id, { vi: 'Công ty TNHH Bưởi Sông Bé', en: 'Công ty TNHH Bưởi Sông Bé' }],
  )
  const then = (await app.anonymous.get(`/api/parties/${twin.id}?asOf=${before}`)).json as { mergedInto?: string }
  assert.equal(then.mergedInto, undefined)
  assert.equal((await describeKeys(app.db, [product], before)).get(product)?.owner, twin.id)
  const merges = (await app.operator.get(`/api/merges?party=${twin.id}`)).json as { items: Merge[] }
  assert.deepEqual(
    merges.items.map(({ id, into }) => [id, into]),
    [[made.id, firm.id]],
  )
})

test('what was merged is not merged again, nor in a circle, and is changed no more', async () => {
  for (const [a, b] of [
    [twin.id, vendor.id],
    [firm.id, twin.id],
    [vendor.id, twin.id],
  ] as const) {
    const answer = await merge(a, b)
    assert.equal(answer.status, 422)
    assert.match(reasonOf(answer), /đã được nhập/)
  }
  assert.equal((await app.operator.put(`/api/parties/${twin.id}`, { names: { vi: 'X' } })).status, 409)
  assert.equal((await app.operator.post(`/api/parties/${twin.id}/keys`, { label: 'x' })).status, 409)
})

test('a merge on which nothing was built is undone: both stand as before', async () => {
  const undone = await app.operator.post(`/api/merges/${made.id}/undoing`, {
    basis: 'Nhầm: hai doanh nghiệp khác nhau',
  })
  assert.equal(undone.status, 200, undone.text)
  assert.ok((undone.json as Merge).undone)
  await app.work()
  assert.equal((await describeKeys(app.db, [product])).get(product)?.owner, twin.id)
  const self = (await twin.get('/api/parties')).json as { items: { id: string }[] }
  assert.deepEqual([await seenBy(firm), await seenBy(twin)], [0, 1])
  assert.deepEqual(
    self.items.map(({ id }) => id),
    [twin.id],
    'its key speaks for it again',
  )
  assert.equal((await twin.get(`/api/mandates/${(mandate.json as { id: string }).id}`)).status, 200)
  assert.equal((await firm.get(`/api/mandates/${(mandate.json as { id: string }).id}`)).status, 404)
  assert.equal((await app.operator.post(`/api/merges/${made.id}/undoing`, { basis: 'x' })).status, 404, 'once')
})

test('built upon, it is not undone, and nothing of it is', async () => {
  const { id } = (await merge(twin.id, firm.id)).json as Merge
  assert.equal((await firm.put('/api/products/09521234000013', { names: { vi: 'Bưởi nhỏ' } })).status, 200)
  const answer = await app.operator.post(`/api/merges/${id}/undoing`, { basis: 'Nhầm' })
  assert.equal(answer.status, 409, 'a product under the prefix that the merged one brought')
  assert.equal((await describeKeys(app.db, [product])).get(product)?.owner, firm.id)
})

test('merged on, the first goes along; a chain is one step for who reads', async () => {
  const last: TestParty = await app.party('Tổng công ty')
  assert.equal((await merge(firm.id, last.id)).status, 201)
  assert.equal((await describeKeys(app.db, [product])).get(product)?.owner, last.id)
  const gone = (await app.anonymous.get(`/api/parties/${twin.id}`)).json as { mergedInto?: string }
  assert.equal(gone.mergedInto, last.id)
})

test('who acted for the other once goes along with the one that it acts for now', async () => {
  const [old, heir] = [await app.party('Cơ sở Một'), await app.party('Cơ sở Hai')]
  const an = await testPerson(app, old.id, ['declarer'])
  const invited = await app.operator.post('/api/accounts', {
    party: heir.id,
    signInName: an.signInName,
    name: 'An',
    duties: ['reader'],
  })
  const { link } = invited.json as { link: string }
  assert.equal((await an.send('POST', `/api/invitations/${tokenOf(link)}`, { password: an.password })).status, 200)
  assert.equal((await app.operator.delete(`/api/accounts/${an.id}?party=${heir.id}`)).status, 204)
  const done = await merge(old.id, heir.id)
  const own = async () =>
    (await an.get('/api/account')).json as { actingFor: string; memberships: { partyID: string; duties: string[] }[] }
  assert.deepEqual((await own()).memberships, [{ partyID: heir.id, duties: ['declarer'] }])
  assert.equal((await own()).actingFor, heir.id)
  const { id } = done.json as Merge
  assert.equal((await app.operator.post(`/api/merges/${id}/undoing`, { basis: 'Nhầm' })).status, 200)
  assert.deepEqual((await own()).memberships, [{ partyID: old.id, duties: ['declarer'] }])
})

test('who acts for both acts for the one that stays, and for both again once that is undone', async () => {
  const [old, heir] = [await app.party('Cơ sở Ba'), await app.party('Cơ sở Bốn')]
  const an = await testPerson(app, old.id, ['declarer'])
  const person = { party: heir.id, signInName: an.signInName, name: 'An', duties: ['reader'] }
  const { link } = (await app.operator.post('/api/accounts', person)).json as { link: string }
  assert.equal((await an.send('POST', `/api/invitations/${tokenOf(link)}`, { password: an.password })).status, 200)
  const { id } = (await merge(old.id, heir.id)).json as Merge
  const parties = async () =>
    ((await an.get('/api/account')).json as { memberships: { partyID: string }[] }).memberships
      .map(({ partyID }) => partyID)
      .toSorted()
  assert.deepEqual(await parties(), [heir.id])
  assert.equal((await app.operator.post(`/api/merges/${id}/undoing`, { basis: 'Nhầm' })).status, 200)
  assert.deepEqual(await parties(), [old.id, heir.id].toSorted())
})

test('what was public of an enterprise that turns out to be a household is not any more', async () => {
  const address = { text: 'Số 9 hẻm Kín', unitCode: '25966', on: '2026-01-01' }
  const shop = await app.party('Trần Văn Kín', { address, descriptions: { vi: 'Gọi 0912 345 678' } })
  const house = await app.party('Trần Văn Kín', { kind: 'household', publicName: { vi: 'Vườn Bốn Mùa' } })
  const gln = '9506000134352'
  assert.equal((await shop.put(`/api/locations/${gln}`, { names: { vi: 'Nhà ông Kín' } })).status, 200)
  const told = async () => {
    const paths = [`/api/parties/${shop.id}`, `/api/locations/${gln}`, '/api/locations?q=%C3%B4ng%20k%C3%ADn']
    const answers = await Promise.all(paths.map((path) => app.anonymous.get(path)))
    return answers.map(({ text }) => ['Kín', 'hẻm', '0912', gln].filter((word) => text.includes(word)))
  }
  const open = ['Kín', 'hẻm', '0912']
  assert.deepEqual(await told(), [open, [...open, gln], [...open, gln]])
  assert.equal((await merge(shop.id, house.id)).status, 201)
  assert.deepEqual(await told(), [[], [gln], []])
})
