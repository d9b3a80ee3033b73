import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'

const app = await testApp()
after(() => app.close())
const party = await app.party('Công ty')
const gtin = '09506000134352'
const names = { vi: 'Tên' }
const uuid = '01890000-0000-7000-8000-000000000000'

const puts: [path: string, body: unknown][] = [
  [`/api/products/${gtin}`, { names: { vi: 'a\u0000b' } }],
  [`/api/products/${gtin}`, '{"names":{"vi":"\\ud800"}}'],
  [`/api/products/${gtin}`, { names: { vi: 7 } }],
  [`/api/products/${gtin}`, { names: { 'không phải ngôn ngữ': 'x' } }],
  [`/api/products/${gtin}`, { names: {}, netContent: { value: -1, unit: 'KGM' } }],
  [`/api/products/${gtin}`, '{"names":{},"netContent":{"value":1e999,"unit":"KGM"}}'],
  [`/api/products/${gtin}`, { names, validFrom: '2026-02-30' }],
  [`/api/products/${gtin}`, { names, validFrom: '0000-01-01' }],
  [`/api/products/${gtin}`, { names, validFrom: '2026-02-02', validTo: '2026-02-01' }],
  [`/api/products/${gtin}`, { names, images: ['f'.repeat(64)] }],
  [`/api/products/${gtin}`, '{"names":'],
  [`/api/products/${gtin}`, []],
  [`/api/products/${gtin}`, `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['/api/products/0950600013435', { names }],
  ['/api/products/%00', { names }],
  ['/api/locations/9506000000008/%00', { names }],
  ['/api/locations/9506000000008/abcdefghijklmnopqrstu', { names }],
  ['/api/locations/9506000000008/th%E1%BB%ADa', { names }],
  ['/api/locations/9506000000009', { names }],
  ['/api/locations/9506000000008', { names, coordinates: { latitude: 91, longitude: 0 } }],
  ['/api/locations/9506000000008', { names, kind: 'palace' }],
  [`/api/parties/${party.id}`, { names, email: 'x'.repeat(300) }],
  ['/api/parties/x', { names }],
]
const posts: [path: string, body: unknown][] = [
  ['/api/claims', {}],
  ['/api/claims', { key: 'no key' }],
  ['/api/claims', { key: 'x'.repeat(501) }],
  ['/api/claims', { companyPrefix: '12' }],
  ['/api/claims', { key: `/01/${gtin}`, party: 'me' }],
  [`/api/claims/${uuid}/verify`, {}],
  [`/api/claims/${uuid}/contest`, { basis: 7 }],
  ['/api/mandates', { holder: uuid, purpose: 'capture', basisText: 'x' }],
  ['/api/mandates', { holder: 'x', purpose: 'capture', basisText: 'x' }],
  ['/api/mandates', { holder: uuid, purpose: 'steal', basisText: 'x' }],
  ['/api/products', { names, identifiers: [{ scheme: 'url-stamp', value: 'javascript:alert(1)' }] }],
]
const gets = [
  '/api/products?asOf=-1',
  '/api/products?asOf=x',
  '/api/products?at=today',
  '/api/products?limit=0',
  '/api/products?limit=201',
  '/api/products?q=%00',
  '/api/products?declaredBy=x',
  '/api/parties?after=x',
  '/api/parties/1',
  '/api/claims?key=x',
  '/api/mandates/1',
]

const isClear = (answer: { status: number; headers: Headers; json: unknown }, told: string) => {
  assert.ok(answer.status >= 400 && answer.status < 500, `${told}: ${answer.status}`)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, told)
}

test('whatever is written wrong is refused clearly, and nothing of it is kept', async () => {
  const count = () =>
    app.db.query('select (select count(*) from registry.statement) + (select count(*) from registry.claim) as n')
  const before = await count()
  for (const [path, body] of puts)
    isClear(await party.put(path, body), `PUT ${path} ${JSON.stringify(body).slice(0, 80)}`)
  for (const [path, body] of posts) isClear(await party.chief.post(path, body), `POST ${path} ${JSON.stringify(body)}`)
  assert.deepEqual(await count(), before)
})

test('whatever is asked wrong is refused clearly', async () => {
  for (const path of gets) isClear(await app.operator.get(path), `GET ${path}`)
})

test('what looks odd and is right is taken', async () => {
  assert.equal((await party.put('/api/locations/9506000000008/A%2FB', { names })).status, 200)
  const shown = await app.anonymous.get('/api/locations/9506000000008/A%2FB')
  assert.equal((shown.json as { key: string }).key, '/414/9506000000008/254/A%2FB')
  assert.equal(
    (await party.put('/api/products/95050003', { names: { vi: "Robert'); drop table--", 'zh-Hans': '山竹' } })).status,
    200,
  )
  assert.equal((await app.anonymous.get("/api/products?q=%25'%5C_")).status, 200)
  assert.equal((await app.anonymous.get('/api/products?asOf=999999999999999')).status, 200)
})
