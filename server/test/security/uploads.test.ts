import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { gtinOf } from '../gtins.ts'
import { workbook } from '../workbook.ts'

let app: TestApp
let party: TestParty
let png: Buffer
before(async () => {
  app = await testApp()
  party = await app.party('Trại An')
  png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#693' } })
    .png()
    .toBuffer()
})
after(() => app.close())

const pdf = Buffer.from('%PDF-1.7\n% văn bản\n')
type Answer = { status: number; json: { hash?: string; title?: string; fileName?: string }; location: string | null }

/** Sends a file in a form, as a browser would, under a name. */
const send = async (path: string, bytes: Buffer | string, name: string): Promise<Answer> => {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(Buffer.from(bytes))]), name)
  const headers = { authorization: `Bearer ${party.key}`, 'accept-language': 'en' }
  const response = await fetch(app.url + path, { method: 'POST', headers, body: form })
  return {
    status: response.status,
    json: (await response.json()) as Answer['json'],
    location: response.headers.get('location'),
  }
}

test('a file whose name ends other than its content does is refused, of whatever kind', async () => {
  for (const [bytes, name] of [
    [png, 'contract.pdf'],
    [png, 'picture.svg'],
    [png, 'page.html'],
    [png, 'picture.png.exe'],
    [pdf, 'picture.png'],
    [pdf, 'letter.docx'],
  ] as const) {
    const { status, json } = await send('/api/files', bytes, name)
    assert.equal(status, 415, name)
    assert.match(json.title ?? '', /name does not end as its content does/)
  }
  for (const [bytes, name] of [
    [png, 'vườn cam.PNG'],
    [png, 'without an ending'],
    [pdf, 'quyết định.v2.pdf'],
  ] as const)
    assert.equal((await send('/api/files', bytes, name)).status, 201, name)
})

test('so is a spreadsheet', async () => {
  const book = workbook([
    ['GTIN', 'Tên'],
    [gtinOf(1), 'A'],
  ])
  const text = `GTIN,Tên\n${gtinOf(1)},A\n`
  for (const [bytes, name] of [
    [book, 'products.csv'],
    [text, 'products.xlsx'],
    [text, 'products.pdf'],
    [book, 'products.xls'],
  ] as const) {
    const { status, json } = await send('/api/imports?target=products', bytes, name)
    assert.equal(status, 415, name)
    assert.match(json.title ?? '', /name ends in/)
  }
  for (const [bytes, name] of [
    [book, 'products.xlsx'],
    [text, 'products.CSV'],
    [text, 'products'],
  ] as const)
    assert.equal((await send('/api/imports?target=products', bytes, name)).status, 201, name)
})

test('no name of a sender becomes a path: a file lies under the hash of its content, and nowhere else', async () => {
  const before = readdirSync(app.config.dataDir).sort()
  for (const name of ['../../escaped.png', '..\\..\\escaped.png', '/etc/escaped.png', '%2e%2e%2fescaped.png']) {
    const { status, json } = await send('/api/files?public=true', png, name)
    assert.equal(status, 201, name)
    assert.match(json.hash ?? '', /^[0-9a-f]{64}$/)
  }
  assert.deepEqual(
    readdirSync(app.config.dataDir).filter((each) => each !== 'files' && !before.includes(each)),
    [],
  )
  const kept = readdirSync(join(app.config.dataDir, 'files'), { recursive: true }).map(String)
  assert.ok(
    kept.length > 0 && kept.every((path) => /^[0-9a-f]{2}(?:[/\\][0-9a-f]{62}(?:\.\d+\.webp)?)?$/.test(path)),
    kept.join(),
  )
  for (const path of ['/files/../api-key', '/files/..%2fapi-key', '/files/%2e%2e/secrets-key', '/files/secrets-key'])
    assert.ok([400, 404].includes((await app.operator.get(path)).status), path)
})

test('a file is given out under a name of ours, as the type that its bytes are, and is run nowhere', async () => {
  const picture = await send('/api/files?public=true', png, 'x"; filename="evil.html\r\nset-cookie: a=b.png')
  const shown = await app.anonymous.get(picture.location ?? '')
  assert.equal(shown.headers.get('content-type'), 'image/png')
  assert.equal(shown.headers.get('content-disposition'), `inline; filename="${picture.json.hash?.slice(0, 16)}.png"`)
  assert.equal(shown.headers.get('set-cookie'), null)
  assert.match(shown.headers.get('content-security-policy') ?? '', /^default-src 'none';.*sandbox/)
  const small = await app.anonymous.get(`${picture.location}/320`)
  assert.equal(small.headers.get('content-disposition'), `inline; filename="${picture.json.hash?.slice(0, 16)}.webp"`)
  const script = await send('/api/files?public=true', Buffer.from('%PDF-1.7\n<script>alert(1)</script>'), 'a.pdf')
  const given = await app.anonymous.get(script.location ?? '')
  assert.match(given.headers.get('content-disposition') ?? '', /^attachment; filename="[0-9a-f]{16}\.pdf"$/)
  assert.equal(given.headers.get('content-type'), 'application/pdf')
})
