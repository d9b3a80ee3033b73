import assert from 'node:assert/strict'
import { type Answer, type Client, chiefKeyOf, clientOf, type TestApp } from '../app.ts'
import { document, event, link } from '../documents.ts'
import type { Caller } from './questions.ts'

/** Where something stands that an organisation has, by the operation of the API that tells of it. */
export type Belongings = Record<string, string>

const days = { validFrom: '2026-01-01', validTo: '2099-12-31' }
const process = 'urn:uuid:01920000-0000-7000-8000-000000000001'

type Made = Partial<Record<'id' | 'hash' | 'number', string>> & { numbers?: string[] }

const made = (what: string, { status, text, json }: Answer): Made => {
  assert.ok(status < 300, `${what}: ${status} ${text}`)
  return (json ?? {}) as Made
}

/** Makes some of everything that an organisation may have, beside the events and products that it has already. */
export const furnish = async (app: TestApp, party: string, product: string): Promise<Belongings> => {
  const own = clientOf(app.url, await chiefKeyOf(app.operator, party))
  const partner = await app.party('Công ty Bạn')
  const things = await Promise.all([
    ofRights(app, own, { party, partner: partner.id }),
    ofGoods(own, { product, partner: partner.id }),
    ofSystems(app, own, product),
    ofQueries(own),
  ])
  await app.work()
  return Object.assign({}, ...things)
}

const ofRights = async (
  app: TestApp,
  own: Client,
  { party, partner }: { party: string; partner: string },
): Promise<Belongings> => {
  const group = await app.party('Hiệp hội Bạn', { kind: 'association' })
  const membership = { group: group.id, member: party, basis: 'Sổ' }
  const act = { purpose: 'act', holder: partner, scopes: ['events.query'], basisText: 'Hợp đồng' }
  const joined = made('membership', await app.operator.post('/api/memberships', membership))
  const mandate = made('mandate', await own.post('/api/mandates', act))
  const words = { uses: true, validFrom: '2025-03-01', source: 'own-word', sourceText: 'Tự khai' }
  made('barcode use', await own.post(`/api/parties/${party}/barcode-use`, words))
  return {
    '/api/memberships/{id}': `/api/memberships/${joined.id}`,
    '/api/mandates/{id}': `/api/mandates/${mandate.id}`,
    '/delegations/new': `/delegations/new?holder=${partner}&scope=events.query`,
  }
}

const ofGoods = async (
  own: Client,
  { product, partner }: { product: string; partner: string },
): Promise<Belongings> => {
  const key = (lot: string) => link(['01', product], ['10', lot])
  const tested = { parameter: 'Chì', value: '0.02', unit: 'mg/kg', testedOn: '2026-01-02', conforms: true }
  const result = made(
    'test result',
    await own.post('/api/test-results', { key: key('T1'), ...tested, laboratoryName: 'Phòng thử nghiệm' }),
  )
  const pressed = {
    type: 'TransformationEvent',
    transformationID: process,
    inputQuantityList: [{ epcClass: key('T1'), quantity: 10, uom: 'KGM' }],
    outputQuantityList: [{ epcClass: key('T2'), quantity: 9, uom: 'KGM' }],
  }
  const { epcList: _epcs, action: _action, bizStep: _step, ...times } = event()
  made('process', await own.post('/capture', document([{ ...times, ...pressed }])))
  assert.equal((await own.post('/capture', document([event({ bizStep: 'no such step' })]))).status, 400)
  const share = made('share', await own.post('/api/shares', { partner, key: key('T1'), ...days }))
  const series = made('series', await own.post('/api/number-series', { kind: 'lot', gtin: product }))
  const lease = made('lease', await own.post(`/api/number-series/${series.id}/leases`, { count: 5 }))
  const number = lease.numbers?.[0]
  const bank = `/api/number-series/${series.id}`
  const told = await own.post(`${bank}/elsewhere`, { ranges: [{ firstNumber: '000100', lastNumber: '000199' }] })
  assert.equal(told.status, 204, told.text)
  return {
    '/api/test-results/{id}': `/api/test-results/${result.id}`,
    '/api/balance/process/{*}': `/api/balance/process/${encodeURIComponent(process)}`,
    '/api/shares/{id}': `/api/shares/${share.id}`,
    '/api/number-series/{id}/leases': `${bank}/leases`,
    '/api/number-series/{id}/leases/{lease}': `${bank}/leases/${lease.id}`,
    '/api/number-series/{id}/elsewhere': `${bank}/elsewhere`,
    '/api/number-series/{id}/report': `${bank}/report`,
    '/api/number-series/{id}/numbers/{number}': `${bank}/numbers/${number}`,
  }
}

const ofSystems = async (app: TestApp, own: Client, product: string): Promise<Belongings> => {
  const described = { names: { vi: 'Hệ thống' }, standards: ['TCVN 12850:2019'], sharingModel: 'one-step' }
  const system = made('system', await own.post('/api/systems', described))
  const path = `/api/systems/${system.id}`
  const file = made(
    'file',
    await own.post('/api/files', '%PDF-1.4\n% own\n%%EOF\n', { 'content-type': 'application/pdf' }),
  )
  const declared = { standard: 'TCVN 12850:2019', basis: 'self', declaredOn: '2026-03-01', file: file.hash }
  made('conformity', await own.post(`${path}/conformities`, declared))
  const examined = { kind: 'interoperability', passed: true, examinedOn: '2026-04-01', evidenceText: 'Biên bản' }
  made('examination', await app.operator.post(`${path}/examinations`, examined))
  const reached = { system: system.id, target: 'traceability-portal', product: `/01/${product}`, ...days }
  const connection = made('connection', await own.post('/api/connections', reached))
  return {
    '/api/systems/{id}': path,
    '/api/systems/{id}/conformities': `${path}/conformities`,
    '/api/systems/{id}/examinations': `${path}/examinations`,
    '/api/connections/{id}': `/api/connections/${connection.id}`,
  }
}

const ofQueries = async (own: Client): Promise<Belongings> => {
  const answer = await own.post('/queries', { name: 'own-query', query: {} })
  made('query', answer)
  const dest = 'https://93.184.215.14/'
  const stream = { dest, signatureToken: 'a-token-of-the-test', schedule: { hour: '3' } }
  const subscribed = await own.post('/queries/own-query/subscriptions', stream)
  made('subscription', subscribed)
  const { subscriptionID } = subscribed.json as { subscriptionID: string }
  const sheet = 'Mã GTIN,Tên\nabc,Hàng\n'
  const looked = made('import', await own.post('/api/imports?target=products', sheet, { 'content-type': 'text/csv' }))
  const path = `/api/imports/${looked.id}`
  return {
    '/queries/{queryName}': '/queries/own-query',
    '/queries/{queryName}/events': '/queries/own-query/events',
    '/queries/{queryName}/subscriptions': '/queries/own-query/subscriptions',
    '/queries/{queryName}/subscriptions/{subscriptionID}': `/queries/own-query/subscriptions/${subscriptionID}`,
    '/api/subscriptions/{id}/deliveries': `/api/subscriptions/${subscriptionID}/deliveries`,
    '/api/imports/{id}': path,
    '/api/imports/{id}/rows': `${path}/rows`,
    '/api/imports/{id}/issues': `${path}/issues`,
    '/imports/{id}': `/imports/${looked.id}`,
    '/api/export/{register}': '/api/export/products',
  }
}

/** What an office has whose machine this is, in a place where an application waits. */
export const furnishOffice = async (app: TestApp, { headers }: Caller, unit: string): Promise<Belongings> => {
  const key = headers.authorization?.replace('Bearer ', '')
  if (key === undefined) return {}
  const own = clientOf(app.url, key)
  const until = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
  const opened = await own.post('/api/cases', { subject: 'Vụ việc', delay: { until, reason: 'Đang kiểm tra' } })
  await own.post('/api/document-numbers', { kind: 'BC', subject: 'Báo cáo' })
  const waiting = (await own.get('/api/applications')).json as { items?: { number: string }[] }
  const application = waiting.items?.[0]?.number
  return {
    '/api/document-numbers': '/api/document-numbers?kind=BC',
    '/api/units/{code}/locations': `/api/units/${unit}/locations`,
    '/api/units/{code}/statistics': `/api/units/${unit}/statistics`,
    '/api/statistics/barcode-use': `/api/statistics/barcode-use?unit=${unit}`,
    '/api/statistics/barcode-use/parties': `/api/statistics/barcode-use/parties?unit=${unit}`,
    '/api/statistics/traceability-systems': `/api/statistics/traceability-systems?unit=${unit}`,
    ...(opened.status === 201 && { '/api/cases/{number}': `/api/cases/${(opened.json as Made).number}` }),
    ...(application && { '/api/applications/{number}/examination': `/api/applications/${application}/examination` }),
  }
}

/** What offices have to decide about: an application, and two entries that were one. */
export const furnishProvince = async (app: TestApp, unitCode: string): Promise<Belongings> => {
  const address = { text: '12 đường mẫu', unitCode }
  const contact = { name: 'Trần Thị Mẫu', email: 'mau@example.vn', phone: '0274 388 4321' }
  const applied = {
    kind: 'enterprise',
    names: { vi: 'Công ty Mẫu' },
    taxCode: '0100109106',
    address,
    contact,
    productGroups: ['fresh-fruit'],
  }
  made('application', await app.anonymous.post('/api/applications', applied))
  const [kept, gone] = [await app.party('Công ty Trùng'), await app.party('Công ty Trùng')]
  const merge = made('merge', await app.operator.post('/api/merges', { into: kept.id, merged: gone.id, basis: 'Một' }))
  return { '/api/merges/{id}': `/api/merges/${merge.id}` }
}
