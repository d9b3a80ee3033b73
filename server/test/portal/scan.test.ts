import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type TestApp, type TestParty, testApp } from '../app.ts'

const gtin = '09521234543213'
const phone = { 'user-agent': 'Mozilla/5.0 (Linux; Android 14) Mobile Safari', accept: 'text/html' }

let app: TestApp
let coop: TestParty

before(async () => {
  app = await testApp({ TRUST_PROXY: 'on' })
  coop = await app.party('HTX Lái Thiêu', { kind: 'cooperative', sample: true })
  const made = await coop.put(`/api/products/${gtin}`, { names: { vi: 'Măng cụt', en: 'Mangosteen' } })
  assert.ok(made.status < 300, made.text)
  await capture(Array.from({ length: 500 }, (_, index) => step(index)))
})
after(() => app.close())

const step = (index: number) => ({
  type: 'ObjectEvent',
  eventTime: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
  eventTimeZoneOffset: '+07:00',
  action: 'OBSERVE',
  bizStep: ['storing', 'inspecting', 'transporting', 'receiving', 'shipping'][index % 5],
  quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}/10/LONG` }],
})

async function capture(eventList: object[]): Promise<void> {
  const answer = await coop.post('/capture', {
    '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-05-06T00:00:00Z',
    epcisBody: { eventList },
  })
  assert.equal(answer.status, 202, answer.text)
}

test('a lot of 500 steps: each page below 14 KB as sent, all steps within reach', async () => {
  let path: string | undefined = `/scan/01/${gtin}/10/LONG`
  let steps = 0
  while (path !== undefined) {
    const response = await fetch(app.url + path, { headers: { ...phone, 'accept-encoding': 'gzip' } })
    assert.equal(response.headers.get('content-encoding'), 'gzip')
    const page = await response.text()
    const sent = await sentBytes(path, 'gzip')
    assert.ok(sent.length < 14_000, `${sent.length}`)
    assert.equal(gunzipSync(sent).toString(), page)
    steps += page.split('<time ').length - 1
    path = /href="([^"]+)" rel="next"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
  }
  assert.equal(steps, 500)
})

/** The body as it is on the wire: fetch would unpack it. */
async function sentBytes(path: string, encoding: string): Promise<Buffer> {
  const { get } = await import('node:http')
  return new Promise((resolve, reject) => {
    get(app.url + path, { headers: { ...phone, 'accept-encoding': encoding } }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts)))
    }).on('error', reject)
  })
}

test('brotli where it is liked, nothing where nothing is', async () => {
  const path = `/scan/01/${gtin}`
  assert.match(brotliDecompressSync(await sentBytes(path, 'br')).toString(), /^<!doctype html>/)
  assert.match((await sentBytes(path, 'identity')).toString(), /^<!doctype html>/)
})

test('Vietnamese first, English by the browser or by the switch', async () => {
  const path = `/scan/01/${gtin}`
  const htmlIn = async (query: string, language?: string) =>
    (await app.anonymous.get(path + query, { ...phone, ...(language && { 'accept-language': language }) })).text
  assert.match(await htmlIn('', 'fr'), /<html lang="vi">[\s\S]*Măng cụt/)
  assert.match(await htmlIn('', 'en-GB,en;q=0.9'), /<html lang="en">[\s\S]*Mangosteen/)
  assert.match(await htmlIn('?lang=en', 'vi'), /<html lang="en">/)
  assert.match(await htmlIn('?lang=vi', 'en'), /<html lang="vi">/)
})

test('sample data says so', async () => {
  assert.match((await app.anonymous.get(`/scan/01/${gtin}/10/LONG`)).text, /Dữ liệu mẫu/)
})

test('a code without events says so; an unknown one is a 404, a broken one a 400, each with a page that helps', async () => {
  const silent = await app.anonymous.get(`/scan/01/${gtin}/10/NEW`)
  assert.equal(silent.status, 200)
  assert.match(silent.text, /Chưa có dữ liệu truy xuất/)
  const unknown = await app.anonymous.get('/scan/01/09506000134352')
  assert.equal(unknown.status, 404)
  assert.match(unknown.text, /<form action="\/scan"/)
  const broken = await app.anonymous.get('/scan/01/09521234543214')
  assert.equal(broken.status, 400)
  assert.match(broken.text, /<mark>4<\/mark>/)
})

test('the same as data: one projection, the same statuses', async () => {
  const view = (await app.anonymous.get(`/api/scan/01/${gtin}/10/LONG`)).json as { steps: unknown[]; next: string }
  assert.equal(view.steps.length, 40)
  const rest = (await app.anonymous.get(`/api/scan/01/${gtin}/10/LONG?after=${view.next}`)).json as { steps: object[] }
  assert.equal(rest.steps.length, 40)
  assert.equal((await app.anonymous.get('/api/scan/01/09506000134352')).status, 404)
  assert.equal((await app.anonymous.get('/api/scan/01/1')).status, 400)
  assert.equal((await app.anonymous.get(`/api/scan/01/${gtin}?after=%00garbage`)).status, 200)
})

test('a typed code of any kind leads to its page', async () => {
  const lot = `/scan/01/${gtin}/10/LONG`
  const typed: [string, string][] = [
    [gtin.slice(1), `/scan/01/${gtin}`],
    [' 9 521234 543213 ', `/scan/01/${gtin}`],
    [`(01)${gtin}(10)LONG`, lot],
    [`]Q301${gtin}10LONG`, lot],
    [`https://old.example/01/${gtin}/10/LONG?x=y`, lot],
    [`urn:epc:class:lgtin:9521234.054321.LONG`, lot],
  ]
  for (const [code, path] of typed) {
    const answer = await app.anonymous.get(`/scan?code=${encodeURIComponent(code)}`)
    assert.equal(answer.status, 303, code)
    assert.equal(answer.headers.get('location'), path)
  }
  for (const code of ['hello', '9521234543214', '(01)123', '<script>alert(1)</script>', '\0']) {
    const answer = await app.anonymous.get(`/scan?code=${encodeURIComponent(code)}`)
    assert.equal(answer.status, 400, code)
    assert.ok(!answer.text.includes('<script>'))
  }
  assert.equal((await app.anonymous.get('/scan')).status, 200)
  assert.equal((await app.anonymous.get('/scan?code=a&code=b')).status, 200)
})

test('a QR code of the canonical link as SVG', async () => {
  const answer = await app.anonymous.get(`/qr/01/${gtin}/10/LONG.svg`)
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^image\/svg\+xml/)
  assert.match(answer.text, new RegExp(`<title>[^<]*http://localhost:8080/01/${gtin}/10/LONG</title>`))
  assert.equal((await app.anonymous.get('/qr/01/1.svg')).status, 400)
})
