import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../test/app.ts'
import { documentOf, observation } from '../../../test/conformance/epcis-2.0/sent-documents.ts'
import { dayOf } from '../../platform/days.ts'

const app = await testApp()
after(() => app.close())

const secrets = ['Trần Thị Bí Mật', '0912 345 678', 'bi.mat@example.vn', 'số 9 hẻm 8', '8098765430']
const [legalName = '', phone = '', email = '', street = '', taxCode = ''] = secrets
const register = (name: string, code = taxCode) =>
  app.party(name, {
    kind: 'household',
    names: { vi: legalName },
    publicName: { vi: name },
    address: { text: street, unitCode: '25966', unitName: 'Phường Lái Thiêu', on: '2026-01-01' },
    phone,
    email,
    identifiers: [{ scheme: 'tax-code', value: code }],
  })
const house = await register('Vườn Bốn Mùa (mẫu)')
const firm = await app.party('Công ty mẫu')
const agency = await app.party('Chi cục mẫu', { kind: 'agency' })
await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })
const neighbour = await app.party('Sở mẫu', { kind: 'agency' })
await app.operator.post(`/api/parties/${neighbour.id}/roles`, { role: 'finance' })

type Consents = { items: { purpose: string; wording: number; text: string; given: boolean; history: object[] }[] }
type Request = {
  number: string
  state: string
  dueOn: string
  outcome?: string
  answer?: string
  overdue: boolean
  retained?: { kind: string; text: string; source: string }[]
  turns: { turn: string; reason?: string }[]
}
const cardOf = async (party: TestParty) => (await app.anonymous.get(`/api/parties/${party.id}`)).text
const consents = async (party: TestParty) =>
  ((await party.get('/api/consents', { 'accept-language': 'vi' })).json as Consents).items
const requestOf = async (number: string) => (await app.anonymous.get(`/api/privacy/requests/${number}`)).json as Request
const deeds = async (action: string) =>
  await app.db.query<{ subject: string; details: object }>(
    'select subject, details from platform.audit where action = $1',
    [action],
  )

test('nothing is agreed to by default, and each purpose says what one would agree to', async () => {
  const items = await consents(house)
  assert.deepEqual(
    items.map(({ purpose, given }) => [purpose, given]),
    [
      ['publish-name', false],
      ['publish-address', false],
      ['programme-news', false],
    ],
  )
  assert.ok(items.every(({ text }) => text.startsWith('Tôi đồng ý')))
  for (const secret of secrets) assert.ok(!(await cardOf(house)).includes(secret), secret)
})

test('with its consent the full address is shown, and only that; taken back, it is gone at once', async () => {
  assert.equal((await house.put('/api/consents/publish-address', { wording: 1 })).status, 204)
  assert.equal((await house.put('/api/consents/publish-address', { wording: 1 })).status, 204, 'twice is once')
  const shown = await cardOf(house)
  assert.ok(shown.includes(street))
  for (const secret of [legalName, phone, email, taxCode]) assert.ok(!shown.includes(secret), secret)
  assert.equal((await house.put('/api/consents/publish-name', { wording: 1 })).status, 204)
  assert.ok((await cardOf(house)).includes(legalName))
  assert.equal((await house.delete('/api/consents/publish-address')).status, 204)
  const after = await cardOf(house)
  assert.ok(!after.includes(street) && after.includes(legalName))
  const [{ position } = { position: 0 }] = await app.db.query<{ position: number }>(
    'select position::float8 as position from platform.head',
  )
  const earlier = await app.anonymous.get(`/api/parties/${house.id}?asOf=${position - 1}`)
  assert.ok(!earlier.text.includes(street), 'nor in the state of a moment ago')
  assert.equal((await house.delete('/api/consents/publish-address')).status, 404)
  assert.equal((await house.delete('/api/consents/publish-name')).status, 204)
  const [, address] = await consents(house)
  assert.deepEqual([address?.given, address?.history.length], [false, 1])
  assert.equal((await deeds('privacy.give-consent')).length, 2)
  assert.equal((await deeds('privacy.withdraw-consent')).length, 2)
})

test('one agrees to the wording that is in force, to a purpose that there is, and as a person', async () => {
  assert.equal((await house.put('/api/consents/publish-address', { wording: 2 })).status, 409)
  assert.equal((await house.put('/api/consents/sell-data', { wording: 1 })).status, 404)
  assert.equal((await firm.put('/api/consents/publish-address', { wording: 1 })).status, 403)
  assert.equal((await app.anonymous.get('/api/consents')).status, 401)
})

test('a consent signed on paper is written down by the standing agency, with the paper', async () => {
  const path = `/api/parties/${house.id}/consents/publish-name`
  assert.equal((await agency.put(path, { wording: 1 })).status, 400, 'not without the paper')
  assert.equal((await neighbour.put(path, { wording: 1, basis: 'Phiếu 12/2026' })).status, 403)
  assert.equal((await firm.put(path, { wording: 1, basis: 'Phiếu 12/2026' })).status, 403)
  assert.equal((await agency.put(path, { wording: 1, basis: 'Phiếu 12/2026' })).status, 204)
  assert.ok((await cardOf(house)).includes(legalName))
  assert.equal((await agency.delete(path)).status, 204)
  assert.ok(!(await cardOf(house)).includes(legalName))
  const ofFirm = await agency.put(`/api/parties/${firm.id}/consents/publish-name`, { wording: 1, basis: 'Phiếu 13' })
  assert.equal(ofFirm.status, 404)
})

test('a duty of law opens a field as well, with its clause, until it ends; consents do not touch it', async () => {
  const path = `/api/parties/${house.id}/legal-disclosures`
  assert.equal((await house.post(path, { field: 'address', open: true, reference: 'QĐ mẫu' })).status, 403)
  assert.equal(
    (await agency.post(path, { field: 'phone', open: true, reference: 'QĐ mẫu' })).status,
    400,
    'never a phone',
  )
  assert.equal((await agency.post(path, { field: 'address', open: true, reference: 'QĐ mẫu 1/2026' })).status, 204)
  assert.ok((await cardOf(house)).includes(street))
  await house.put('/api/consents/publish-address', { wording: 1 })
  await house.delete('/api/consents/publish-address')
  assert.ok((await cardOf(house)).includes(street), 'still by law')
  assert.equal((await agency.post(path, { field: 'address', open: false, reference: 'QĐ mẫu 2/2026' })).status, 204)
  assert.ok(!(await cardOf(house)).includes(street))
  const ofFirm = await agency.post(`/api/parties/${firm.id}/legal-disclosures`, {
    field: 'address',
    open: true,
    reference: 'QĐ mẫu',
  })
  assert.equal(ofFirm.status, 422)
})

test('a public name that holds a phone or an identity number is refused', async () => {
  for (const name of ['Vườn 0912345678', 'Cô Ba 0912.345.678', 'CCCD 079 123 456 789', 'gọi (091) 234-56-78']) {
    const body = { kind: 'household', names: { vi: 'A' }, publicName: { vi: name } }
    assert.equal((await app.operator.post('/api/parties', body)).status, 422, name)
  }
  const fine = { kind: 'household', names: { vi: 'A' }, publicName: { vi: 'Vườn 79, thửa 12' } }
  assert.equal((await app.operator.post('/api/parties', fine)).status, 201)
})

test('anybody may ask; two working days are given, and the number alone leads to the answer', async () => {
  const asked = await app.anonymous.post('/api/privacy/requests', {
    kind: 'see',
    details: 'Tôi muốn xem dữ liệu',
    contact: 'qua xã',
  })
  assert.equal(asked.status, 201)
  const { number, dueOn } = asked.json as Request
  const due = await app.anonymous.get(`/api/working-days?from=${dayOf(new Date())}&days=2`)
  assert.equal(dueOn, (due.json as { day: string }).day)
  const seen = await app.anonymous.get(`/api/privacy/requests/${number.toLowerCase().replaceAll('-', '')}`)
  assert.equal(seen.status, 200)
  assert.ok(!seen.text.includes('qua xã') && !seen.text.includes('muốn xem'))
  const wrong = number.replace(/.$/, (last) => (last === '2' ? '3' : '2'))
  for (const other of [wrong, 'AAAAAA-AAAAAA-AAAAAA', 'x'])
    assert.equal((await app.anonymous.get(`/api/privacy/requests/${other}`)).status, 404)
  assert.equal((await firm.get('/api/privacy/requests')).status, 403)
  const listed = (await agency.get('/api/privacy/requests')).json as { items: { number: string; contact: string }[] }
  assert.equal(listed.items.find((each) => each.number === number)?.contact, 'qua xã')
})

test('it is extended with a reason that is read, and answered once', async () => {
  const { number, dueOn } = (await house.post('/api/privacy/requests', { kind: 'correct', details: 'Sửa tên' }))
    .json as Request
  const path = `/api/privacy/requests/${number}`
  assert.equal((await agency.post(`${path}/extension`, { workingDays: 3 })).status, 400, 'not without a reason')
  const extension = { workingDays: 3, reason: 'Cần đối chiếu sổ tại xã', basis: 'Luật 91/2025/QH15' }
  assert.equal((await neighbour.post(`${path}/extension`, extension)).status, 403)
  assert.equal(
    (await agency.post(`${path}/extension`, { ...extension, workingDays: 20 })).status,
    422,
    'not for a month',
  )
  assert.equal((await agency.post(`${path}/extension`, extension)).status, 204)
  const extended = await requestOf(number)
  assert.equal(extended.state, 'extended')
  assert.ok(extended.dueOn > dueOn && extended.turns.some(({ reason }) => reason === extension.reason))
  const answer = { outcome: 'granted', answer: 'Đã sửa tên theo yêu cầu.' }
  assert.equal((await agency.post(`${path}/answer`, answer)).status, 204)
  assert.equal((await agency.post(`${path}/answer`, answer)).status, 409)
  assert.equal((await agency.post(`${path}/extension`, extension)).status, 409)
  const answered = await requestOf(number)
  assert.deepEqual([answered.state, answered.outcome, answered.overdue], ['answered', 'granted', false])
})

test('a request that ran out of time is overdue, and gets no more time', async () => {
  const { number } = (await app.anonymous.post('/api/privacy/requests', { kind: 'see', details: 'Xem dữ liệu' }))
    .json as Request
  await app.db.query("update privacy.request set due_on = '2020-01-02' where number = $1", [number])
  assert.equal((await requestOf(number)).overdue, true)
  const extension = { workingDays: 1, reason: 'Cần thêm thời gian', basis: 'Luật mẫu' }
  assert.equal((await agency.post(`/api/privacy/requests/${number}/extension`, extension)).status, 422)
})

test('a person takes away all that is kept of it, and nobody else does', async () => {
  const exported = await house.get('/api/privacy/export')
  assert.equal(exported.status, 200)
  for (const secret of secrets) assert.ok(exported.text.includes(secret), secret)
  assert.ok(exported.text.includes('publish-address') && exported.text.includes('correct'))
  assert.equal((await firm.get('/api/privacy/export')).status, 403)
})

/** All events as they are answered, but for the time of the answer. */
const events = async () => (await app.operator.get('/events')).text.replace(/"creationDate":"[^"]+","epcisBody"/, '')
const capture = (party: TestParty) => party.post('/capture', documentOf([observation()]))

test('an erasure takes the person out and leaves the chain whole; what is kept is told with its clause', async () => {
  const person = await register('Vườn Sắp Xóa (mẫu)', '8011112221')
  const twin = await app.party('Vườn Sắp Xóa', {
    kind: 'household',
    names: { vi: legalName },
    publicName: { vi: 'Vườn Sắp Xóa' },
    address: { text: street, unitCode: '25966', on: '2026-01-01' },
    phone,
  })
  const plot = {
    names: { vi: 'Vườn sau nhà bà Bí Mật' },
    kind: 'plot',
    address: { text: street, unitCode: '25966', on: '2026-01-01' },
    declaredHectares: 71.2345,
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [106.7, 10.9],
          [106.701, 10.9],
          [106.701, 10.901],
          [106.7, 10.9],
        ],
      ],
    },
  }
  assert.equal((await person.put('/api/locations/9521234000020', plot)).status, 200)
  for (const place of ['9521234000020', '9521234000020/B'])
    assert.equal((await agency.put(`/api/locations/${place}`, { names: { vi: `Vườn ${legalName}` } })).status, 200)
  assert.equal((await twin.put('/api/consents/publish-address', { wording: 1 })).status, 204)
  assert.equal(
    (await app.operator.post('/api/merges', { merged: twin.id, into: person.id, basis: 'Cùng một hộ' })).status,
    201,
  )
  assert.ok((await capture(person)).status < 300)
  await person.put('/api/consents/publish-name', { wording: 1 })
  const { number } = (await person.post('/api/privacy/requests', { kind: 'delete', details: 'Xóa hết của tôi' }))
    .json as Request
  const before = await events()
  const path = `/api/privacy/requests/${number}/erasure`
  const decision = { basis: 'Quyết định mẫu 5/2026', answer: 'Đã xóa tên, địa chỉ và cách liên lạc của bạn.' }
  const held = await agency.post('/api/retention/holds', {
    party: person.id,
    reason: 'Đang thanh tra',
    basis: 'QĐ mẫu 9',
  })
  assert.equal((await agency.post(path, decision)).status, 409, 'not while a hold stands')
  const ofTwin = await agency.post('/api/retention/holds', {
    party: twin.id,
    reason: 'Đang thanh tra',
    basis: 'QĐ mẫu 9',
  })
  assert.ok((await person.get(`/api/parties/${person.id}`)).text.includes(phone))
  const { id } = held.json as { id: string }
  assert.equal(
    (await agency.post(`/api/retention/holds/${id}/lift`, { reason: `Đã kết luận về bà ${legalName}` })).status,
    204,
  )
  assert.equal((await agency.post(path, decision)).status, 409, 'nor on what was found to be one with it')
  const { id: other } = ofTwin.json as { id: string }
  assert.equal((await agency.post(`/api/retention/holds/${other}/lift`, { reason: 'Đã kết luận' })).status, 204)
  assert.equal((await person.post(path, decision)).status, 403)
  assert.equal((await agency.post(path, decision)).status, 204)
  const own = (await person.get(`/api/parties/${person.id}`)).text + (await person.get('/api/privacy/export')).text
  for (const secret of [...secrets, '8011112221']) assert.ok(!own.includes(secret), secret)
  assert.ok((await cardOf(person)).includes('Vườn Sắp Xóa') && (await cardOf(person)).includes('Lái Thiêu'))
  const left = await app.db.query<{ row: string }>(
    `select v::text as row from registry.party_version v where party_id = any($1::uuid[])
     union all select c::text from registry.party_contact c where party_id = any($1::uuid[])
     union all select w::text from registry.statement w
       where declared_by = any($1::uuid[]) or subject like '/414/9521234000020%'`,
    [[person.id, twin.id]],
  )
  const likeness = await app.db.query(
    'select from registry.party_version where party_id = any($1::uuid[]) and name_keys is not null',
    [[person.id, twin.id]],
  )
  assert.deepEqual(likeness, [], 'nor what the name is without its marks')
  for (const secret of [...secrets, 'sau nhà', '106.7', '71.2345'])
    assert.ok(
      left.every(({ row }) => !row.includes(secret)),
      secret,
    )
  assert.ok((await app.anonymous.get('/api/locations/9521234000020')).text.includes('25966'), 'the commune stays')
  assert.ok(!(await cardOf(twin)).includes(street))
  assert.equal(await events(), before, 'no event has changed')
  const answered = await requestOf(number)
  assert.deepEqual([answered.state, answered.outcome], ['answered', 'partly'])
  assert.ok(answered.retained?.some(({ kind, source }) => kind === 'events' && source.includes('37/2026')))
  assert.ok(answered.retained?.every(({ text }) => text.length > 20))
  const rows = await app.db.query<{ row: string }>('select r::text as row from privacy.request r where number = $1', [
    number,
  ])
  assert.ok(rows.every(({ row }) => !row.includes('Xóa hết')))
  assert.equal((await agency.post(path, decision)).status, 409, 'once')
})

test('merged into another, a person takes back what it agreed to before, and reads that it had', async () => {
  const [old, heir] = [await register('Vườn Một (mẫu)', '8000000011'), await register('Vườn Hai (mẫu)', '8000000029')]
  assert.equal((await old.put('/api/consents/publish-address', { wording: 1 })).status, 204)
  const made = await app.operator.post('/api/merges', { merged: old.id, into: heir.id, basis: 'Cùng một hộ' })
  assert.equal(made.status, 201, made.text)
  const [, address] = await consents(heir)
  assert.deepEqual([address?.given, (await cardOf(old)).includes(street)], [true, true])
  assert.equal((await heir.delete('/api/consents/publish-address')).status, 204)
  assert.ok(!(await cardOf(old)).includes(street))
  assert.equal((await consents(heir))[1]?.given, false)
})

test('only a request to delete of somebody in the register is carried out so', async () => {
  const { number } = (await app.anonymous.post('/api/privacy/requests', { kind: 'delete', details: 'Xóa đi' }))
    .json as Request
  const decision = { basis: 'Quyết định mẫu 6/2026', answer: 'Không rõ người yêu cầu.' }
  assert.equal((await agency.post(`/api/privacy/requests/${number}/erasure`, decision)).status, 409)
  assert.equal((await agency.post('/api/privacy/requests/AAAAAA-AAAAAA-AAAAAA/erasure', decision)).status, 404)
})

test('requests that make no sense are refused, and nothing is stored', async () => {
  const count = async () => (await app.db.query('select count(*)::int as n from privacy.request'))[0]
  const before = await count()
  for (const body of [
    {},
    { kind: 'burn', details: 'Tôi muốn' },
    { kind: 'see', details: 'a' },
    { kind: 'see', details: 'x'.repeat(5000) },
    { kind: 'see', details: 'a\u0000bcdef' },
    { kind: 'see', details: 'Tôi muốn xem', other: 1 },
  ])
    assert.equal((await app.anonymous.post('/api/privacy/requests', body)).status, 400)
  assert.deepEqual(await count(), before)
  assert.equal((await agency.get('/api/privacy/requests?after=x')).status, 400)
  const half = { party: firm.id, reason: 'Nửa ký tự \ud800', basis: 'QĐ \ud800 mẫu' }
  assert.equal((await agency.post('/api/retention/holds', half)).status, 201)
  const nowhere = '2026-02-30_01890000-0000-7000-8000-000000000000'
  assert.equal((await agency.get(`/api/privacy/requests?after=${nowhere}`)).status, 400, 'a day that there is not')
})

test('no personal word stands in the record of deeds', async () => {
  const rows = await app.db.query<{ row: string }>('select a::text as row from platform.audit a')
  for (const secret of [...secrets, 'Xóa hết của tôi', 'qua xã'])
    assert.ok(
      rows.every(({ row }) => !row.includes(secret)),
      secret,
    )
})

test('who takes its data away takes all of it, however much it said', async () => {
  const busy = await app.party('Hộ có nhiều hàng', { kind: 'household', publicName: { vi: 'Vườn Bảy' } })
  await app.db.query(
    `insert into registry.statement (subject, attribute, declared_by, position, value)
     select '/01/' || n, 'name', $1, 1, to_jsonb('hàng ' || n) from generate_series(1, 10500) as series (n)`,
    [busy.id],
  )
  const { register } = (await busy.get('/api/privacy/export')).json as { register: { words: object[] } }
  assert.equal(register.words.length, 10_500)
})
