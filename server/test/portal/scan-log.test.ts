import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, testApp } from '../app.ts'

const gtin = '09521234543213'
const path = `/scan/01/${gtin}/10/L1`
const phone = {
  'user-agent': 'Mozilla/5.0 (Linux; Android 14; SECRET-MODEL) Mobile Safari',
  'x-forwarded-for': '203.0.113.77',
  'x-scan-region': 'VN-57',
}

let app: TestApp
before(async () => {
  app = await testApp({ TRUST_PROXY: 'on' })
  await app.operator.put(`/api/products/${gtin}`, { names: { vi: 'Măng cụt' } })
})
after(() => app.close())

const written = async (count: number): Promise<Record<string, unknown>[]> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const rows = await app.db.query<Record<string, unknown>>('select * from portal.scan order by scanned_at')
    if (rows.length >= count) return rows
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return assert.fail('no scan was stored')
}

test('opened pages are noted, with nothing that tells who opened them; nothing else is', async () => {
  await app.anonymous.get(path, { ...phone, 'user-agent': 'Googlebot/2.1' })
  await fetch(app.url + path, { method: 'HEAD', headers: phone })
  await app.anonymous.get(`/01/${gtin}/10/L1?linkType=linkset`, phone)
  await app.anonymous.get(`/api${path}`, phone)
  await app.anonymous.get(path, { ...phone, 'sec-purpose': 'prefetch' })
  await app.anonymous.get('/scan/01/1', phone)
  assert.equal((await app.anonymous.get(path, phone)).status, 200)
  const rows = await written(1)
  assert.equal(rows.length, 1)
  const [row] = rows
  assert.equal(row?.code, `/01/${gtin}/10/L1`)
  assert.deepEqual(
    [row?.level, row?.state, row?.language, row?.device, row?.region, row?.sample],
    ['lot', 'no-events', 'vi', 'phone', 'VN-57', false],
  )
  assert.ok(!/203\.0\.113|127\.0\.0\.1|SECRET-MODEL/.test(JSON.stringify(row)))
})
