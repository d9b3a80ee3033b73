import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, type TestParty, testApp } from '../../../../../test/app.ts'
import { bringPdf } from '../../../../../test/bring-pdf.ts'

const app = await testApp()
after(() => app.close())

const address = { unitCode: '25966', on: '2026-01-01' }
const firm = await app.party('Công ty Bưởi', { address })
const rival = await app.party('Công ty Đối thủ', { address })
const provider = await app.party('Nhà cung cấp giải pháp', { kind: 'provider' })
const other = await app.party('Nhà cung cấp khác', { kind: 'provider' })
const body = await app.party('Tổ chức chứng nhận', { kind: 'certification-body' })
const agency = await app.party('Chi cục', { kind: 'agency' })
await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })

const content = { names: { vi: 'Hệ thống TXNG bưởi' }, standards: ['TCVN 12850:2019'], sharingModel: 'one-step' }
type Finding = { holds: boolean; evidence: string[]; missing: string[] }
type System = { id: string; owner: string; release?: string; appliesStandards: Finding; eligibleForConnection: Finding }
const read = async (client: Client, id: string, query = ''): Promise<System> =>
  (await client.get(`/api/systems/${id}${query}`)).json as System
const made = (answer: { json: unknown }): string => (answer.json as { id: string }).id

const fileOf = (party: TestParty): Promise<string> => bringPdf(app.url, party)

let system = ''

test('an enterprise registers its system with who provides it and by which key it calls', async () => {
  const keys = (await firm.chief.get(`/api/parties/${firm.id}/keys`)).json as { items: { id: string }[] }
  const credentials = keys.items.map(({ id }) => id)
  const answer = await firm.post('/api/systems', { ...content, provider: provider.id, release: '1.0', credentials })
  assert.equal(answer.status, 201, answer.text)
  system = made(answer)
  const { appliesStandards, eligibleForConnection } = answer.json as System
  assert.deepEqual(appliesStandards.missing, ['conformity', 'interoperability'])
  assert.deepEqual(eligibleForConnection.missing, ['readiness'])
  const foreign = (await rival.chief.get(`/api/parties/${rival.id}/keys`)).json as { items: { id: string }[] }
  const wrong = { ...content, credentials: foreign.items.map(({ id }) => id) }
  assert.equal((await firm.post('/api/systems', wrong)).status, 422, "another's key")
  assert.equal((await firm.post('/api/systems', { ...content, owner: rival.id })).status, 403)
})

test('its provider and the standing agency see it; for another enterprise there is none', async () => {
  for (const client of [firm, provider, agency, app.operator]) assert.equal((await read(client, system)).id, system)
  assert.equal((await rival.get(`/api/systems/${system}`)).status, 404)
  assert.deepEqual(((await rival.get('/api/systems')).json as { items: [] }).items, [])
  for (const path of ['conformities', 'examinations'])
    assert.equal((await rival.get(`/api/systems/${system}/${path}`)).status, 404)
  assert.equal(
    (await provider.put(`/api/systems/${system}`, content)).status,
    403,
    'who provides it does not speak of it',
  )
})

test('each change is a version; the past keeps the former', async () => {
  const changed = await firm.put(`/api/systems/${system}`, {
    ...content,
    provider: provider.id,
    release: '2.0',
    validFrom: '2026-07-01',
  })
  assert.equal(changed.status, 200, changed.text)
  assert.equal((await read(firm, system, '?at=2026-06-30')).release, '1.0')
  assert.equal((await read(firm, system, '?at=2026-07-02')).release, '2.0')
})

test('to apply standards and to be eligible for connection are two things, each with its evidence', async () => {
  const file = await fileOf(firm)
  const declare = (client: TestParty, more: object) =>
    client.post(`/api/systems/${system}/conformities`, {
      standard: 'TCVN 12850:2019',
      basis: 'self',
      declaredOn: '2026-03-01',
      file,
      ...more,
    })
  assert.equal((await declare(firm, { file: 'a'.repeat(64) })).status, 422, 'a file that it has not')
  assert.equal((await declare(firm, { basis: 'certified' })).status, 422, 'certified without a certificate')
  assert.equal((await declare(firm, { basis: 'certified', certificate: 'CN-1', certifier: rival.id })).status, 422)
  assert.equal((await declare(firm, { declaredOn: '2999-01-01' })).status, 422)
  assert.equal((await declare(provider, {})).status, 403)
  const certified = { basis: 'certified', certificate: 'CN-1', certifier: body.id, validTo: '2026-09-30' }
  const conformity = await declare(firm, certified)
  assert.equal(conformity.status, 201, conformity.text)
  assert.deepEqual((await read(firm, system, '?at=2026-08-01')).appliesStandards.missing, ['interoperability'])

  const examine = (client: Client, more: object) =>
    client.post(`/api/systems/${system}/examinations`, {
      kind: 'interoperability',
      passed: true,
      examinedOn: '2026-04-01',
      evidenceText: 'Biên bản thử trao đổi dữ liệu số 5',
      ...more,
    })
  assert.equal((await examine(firm, {})).status, 403, 'not by its owner')
  assert.equal((await examine(agency, { evidenceText: undefined })).status, 422)
  assert.equal((await examine(agency, {})).status, 201)
  const both = await read(firm, system, '?at=2026-08-01')
  assert.deepEqual([both.appliesStandards.holds, both.appliesStandards.evidence.length], [true, 2])
  assert.deepEqual(both.eligibleForConnection, { holds: false, evidence: [], missing: ['readiness'] })
  assert.equal(
    (await read(firm, system, '?at=2026-10-01')).appliesStandards.holds,
    false,
    'the certificate has run out',
  )
  assert.equal((await examine(agency, { kind: 'readiness', examinedOn: '2026-05-01' })).status, 201)
  assert.equal((await read(firm, system, '?at=2026-10-01')).eligibleForConnection.holds, true)
  assert.equal((await examine(agency, { kind: 'readiness', examinedOn: '2026-06-01', passed: false })).status, 201)
  assert.equal(
    (await read(firm, system, '?at=2026-10-01')).eligibleForConnection.holds,
    false,
    'the last finding counts',
  )
})

test("the Plan's two shares are counted from the same denominator, each by itself", async () => {
  const uses = { uses: true, validFrom: '2025-01-01', source: 'own-word', sourceText: 'Tự khai' }
  for (const party of [firm, rival]) await party.post(`/api/parties/${party.id}/barcode-use`, uses)
  const answer = await agency.get('/api/statistics/traceability-systems?at=2026-08-01&unit=25966')
  assert.equal(answer.status, 200, answer.text)
  const told = answer.json as Record<string, { count: number; share: object }>
  assert.deepEqual(
    ['withSystem', 'appliesStandards', 'eligibleForConnection'].map((name) => [told[name]?.count, told[name]?.share]),
    [
      [1, { least: 50, most: 50 }],
      [1, { least: 50, most: 50 }],
      [0, { least: 0, most: 0 }],
    ],
  )
  const empty = (await agency.get('/api/statistics/traceability-systems?at=2024-01-01')).json as typeof told
  assert.deepEqual(empty.appliesStandards?.share, { least: 0, most: null }, 'of nobody there is no share')
})

const connect = (client: Client, more: object = {}) =>
  client.post('/api/connections', { system, target: 'traceability-portal', validFrom: '2026-01-01', ...more })
let connection = ''

test('products reach a national target by one path; a second is refused and names the first to its owner', async () => {
  const first = await connect(firm, { product: '/01/09521234543213' })
  assert.equal(first.status, 201, first.text)
  connection = made(first)
  const second = await connect(firm)
  assert.equal(second.status, 409)
  assert.ok(second.text.includes(connection) && second.text.includes(system))
  assert.equal((await connect(firm, { target: 'verigoods' })).status, 201, 'another target is another path')
  assert.equal((await connect(firm, { product: '/01/09521234000013' })).status, 201, 'so is another product')
  assert.equal((await connect(firm, { target: 'nowhere' })).status, 422)
  assert.equal(
    (await connect(firm, { product: '/01/09521234543213', productGroup: 'fruit', target: 'checkvn' })).status,
    422,
  )
})

test('who acts for the owner learns that there is a path, not which', async () => {
  const act = { holder: other.id, purpose: 'act', scopes: ['registry.write-own'], basisText: 'Hợp đồng' }
  assert.equal((await firm.chief.post('/api/mandates', act)).status, 201)
  const issued = await app.operator.post(`/api/parties/${other.id}/clients`, { label: 'máy chủ' })
  const { clientID, clientSecret } = issued.json as { clientID: string; clientSecret: string }
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientID,
    client_secret: clientSecret,
    act_for: firm.id,
  })
  const granted = await fetch(`${app.url}/oauth/token`, { method: 'POST', body: form })
  const { access_token: token } = (await granted.json()) as { access_token: string }
  assert.ok(token, String(granted.status))
  const acting = { authorization: `Bearer ${token}` }
  const asked = { system, target: 'traceability-portal', validFrom: '2026-01-01', product: '/01/09521234543213' }
  const refused = await app.anonymous.post('/api/connections', asked, acting)
  assert.equal(refused.status, 409, refused.text)
  assert.ok(!refused.text.includes(connection) && !refused.text.includes(system), refused.text)
})

test("a group's path takes in its products; another enterprise's system does not exist", async () => {
  await rival.put('/api/products/09521234000020', { names: { vi: 'Bưởi' }, productGroup: 'fruit' })
  const theirs = made(await rival.post('/api/systems', content))
  const path = { system: theirs, target: 'checkvn' }
  assert.equal((await connect(rival, { ...path, productGroup: 'fruit' })).status, 201)
  assert.equal((await connect(rival, { ...path, product: '/01/09521234000020' })).status, 409)
  assert.equal((await connect(rival, { ...path, productGroup: 'meat' })).status, 201)
  assert.equal((await connect(rival, { system, target: 'verigoods' })).status, 404)
  assert.equal((await rival.get(`/api/connections/${connection}`)).status, 404)
  assert.equal((await rival.delete(`/api/connections/${connection}`)).status, 404)
})

test('ended, it makes room for another from the day after', async () => {
  assert.equal((await firm.delete(`/api/connections/${connection}?lastDay=2026-03-31`)).status, 204)
  const path = { product: '/01/09521234543213' }
  assert.equal((await connect(firm, { ...path, validFrom: '2026-03-31' })).status, 409)
  assert.equal((await connect(firm, { ...path, validFrom: '2026-04-01' })).status, 201)
  const { items } = (await firm.get('/api/connections?at=2026-05-01')).json as { items: { target: string }[] }
  assert.deepEqual(items.map(({ target }) => target).sort(), [
    'traceability-portal',
    'traceability-portal',
    'verigoods',
  ])
})

test("an official meets a system by its groups' connections on the days when there are any, as they were known", async () => {
  const office = await app.party('Phòng quản lý chè', { kind: 'agency' })
  await app.operator.post(`/api/parties/${office.id}/roles`, { role: 'sector', groups: ['tea'], basis: 'mẫu' })
  const maker = await app.party('Công ty Chè')
  const theirs = made(await maker.post('/api/systems', content))
  const positionNow = async (): Promise<number> =>
    (await app.db.query<{ position: number }>('select position::float8 as position from platform.head'))[0]?.position ??
    0
  const meets = async (query = ''): Promise<boolean> => {
    const { items } = (await office.get(`/api/systems${query}`)).json as { items: { id: string }[] }
    const one = (await office.get(`/api/systems/${theirs}${query}`)).status
    assert.equal(one, items.some(({ id }) => id === theirs) ? 200 : 404, query)
    return one === 200
  }
  const before = await positionNow()
  assert.equal(await meets(), false)
  const path = { system: theirs, target: 'checkvn', productGroup: 'tea', validFrom: '2026-01-01' }
  const connected = made(await connect(maker, path))
  const meanwhile = await positionNow()
  assert.equal(await meets(), true)
  assert.equal(await meets('?at=2025-12-31'), false)
  assert.equal(await meets(`?asOf=${before}`), false)
  assert.equal((await maker.delete(`/api/connections/${connected}?lastDay=2026-03-31`)).status, 204)
  assert.equal(await meets(), false)
  assert.equal(await meets('?at=2026-03-31'), true)
  assert.equal(await meets('?at=2026-04-01'), false)
  assert.equal(await meets(`?asOf=${meanwhile}`), true, 'as it was known')
})

test('the register of providers shows what they offer of their own, not what they run for others', async () => {
  const offer = { names: { vi: 'Nền tảng mẫu' }, standards: ['TCVN 12850:2019'] }
  assert.equal((await provider.post('/api/systems', offer)).status, 201)
  const answer = await app.anonymous.get('/api/providers')
  const { items } = answer.json as { items: { party: { id: string }; systems: { names: object }[] }[] }
  assert.deepEqual(
    items.map(({ party, systems }) => [party.id, systems.map(({ names }) => names)]),
    [
      [provider.id, [offer.names]],
      [other.id, []],
    ],
  )
  assert.ok(!answer.text.includes(system))
})
