import assert from 'node:assert/strict'
import { rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { operatorKey, testApp } from '../../../test/app.ts'
import { operatorActor } from '../identity/index.ts'
import { createFileStore } from './file-store.ts'

const app = await testApp()
after(() => app.close())

const an = await app.party('Trại An')
const binh = await app.party('Trại Bình')

const photograph = await sharp({ create: { width: 1400, height: 900, channels: 3, background: '#693' } })
  .withExif({
    IFD0: { Artist: 'Nguyen Van A' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '10/1 54/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '106/1 41/1 0/1' },
  })
  .jpeg()
  .toBuffer()
const contract = Buffer.from('%PDF-1.7\n% van ban uy quyen\n')

type Kept = { hash: string; type: string; public: boolean; width?: number }
const post = async (
  key: string,
  body: string | FormData | Uint8Array<ArrayBuffer>,
  type: string | undefined,
  query = '',
) => {
  const headers = { authorization: `Bearer ${key}`, ...(type && { 'content-type': type }) }
  const response = await fetch(`${app.url}/api/files${query}`, { method: 'POST', headers, body })
  return { status: response.status, json: (await response.json()) as Kept, location: response.headers.get('location') }
}
const raw = (bytes: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)
const get = (path: string, key?: string, headers: Record<string, string> = {}) =>
  fetch(app.url + path, { headers: { ...(key && { authorization: `Bearer ${key}` }), ...headers } })

test('a picture comes back upright, small copies made, and without the place it was taken', async () => {
  assert.ok((await sharp(photograph).metadata()).exif, 'the fault is planted')
  const kept = await post(an.key, raw(photograph), 'image/jpeg', '?public=true')
  assert.deepEqual([kept.status, kept.json.width, kept.json.public], [201, 1400, true])
  for (const [path, width] of [
    [kept.location, 1400],
    [`${kept.location}/320`, 320],
    [`${kept.location}/960`, 960],
  ] as const) {
    const shown = await get(String(path))
    const bytes = Buffer.from(await shown.arrayBuffer())
    const metadata = await sharp(bytes).metadata()
    assert.deepEqual([metadata.width, metadata.exif, metadata.xmp], [width, undefined, undefined])
    assert.ok(!bytes.includes('Nguyen'))
    assert.equal(shown.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal(shown.headers.get('x-content-type-options'), 'nosniff')
    const again = await get(String(path), undefined, { 'if-none-match': shown.headers.get('etag') ?? '' })
    assert.equal(again.status, 304)
  }
  assert.equal((await get(`${kept.location}/321`)).status, 400)
})

test('a form brings the same file under the same name', async () => {
  const form = new FormData()
  form.set('file', new Blob([raw(photograph)], { type: 'text/plain' }), 'vuon.jpg')
  const kept = await post(an.key, form, undefined)
  assert.equal(kept.status, 201)
  assert.deepEqual(kept.json.public, true, 'shown before, it goes on being shown')
})

test("what is private is its holder's and the operator's; for others it does not exist", async () => {
  const { json, status } = await post(an.key, raw(contract), 'application/pdf')
  assert.equal(status, 201)
  const path = `/files/${json.hash}`
  assert.deepEqual(
    [(await get(path)).status, (await get(path, binh.key)).status, (await get(path, an.key)).status],
    [404, 404, 200],
  )
  const shown = await get(path, operatorKey)
  assert.equal(shown.headers.get('cache-control'), 'private, no-store')
  assert.equal(shown.headers.get('content-disposition'), `attachment; filename="${json.hash.slice(0, 16)}.pdf"`)
  const plain = (text: string) => text.replace(/urn:uuid:[0-9a-f-]+/, '').replace(/[0-9a-f]{64}/, '')
  const [hidden, none] = [await get(path), await get(`/files/${'0'.repeat(64)}`)]
  assert.equal(plain(await hidden.text()), plain(await none.text()))
})

test('a type is what the bytes are: pages, drawings with script and unknown things are refused', async () => {
  for (const [text, type] of [
    ['<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', 'image/jpeg'],
    ['<!doctype html><script></script>', 'application/pdf'],
    ['MZ\u0000', 'application/octet-stream'],
    ['<svg/>', 'image/svg+xml'],
    ['{}', 'application/json'],
  ] as const)
    assert.equal((await post(an.key, text, type)).status, 415, type)
  const broken = photograph.subarray(0, 500)
  assert.equal((await post(an.key, raw(broken), 'image/jpeg')).status, 422)
  assert.equal((await post(an.key, '', 'image/jpeg')).status, 422)
})

test('too large is refused, a form that breaks off is refused, and a key is needed', async () => {
  const large = Buffer.alloc(app.config.limits.fileBytes + 1, 0xff)
  assert.equal((await post(an.key, raw(large), 'image/jpeg')).status, 413)
  const form = new FormData()
  form.set('file', new Blob([raw(large)]), 'a.jpg')
  assert.equal((await post(an.key, form, undefined)).status, 413)
  const half = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nxx'
  assert.equal((await post(an.key, half, 'multipart/form-data; boundary=b')).status, 400)
  assert.equal((await fetch(`${app.url}/api/files`, { method: 'POST', body: raw(photograph) })).status, 401)
})

const store = createFileStore(app.config)
const pathOf = (blob: string): string => join(app.config.dataDir, 'files', blob.slice(0, 2), blob.slice(2))
/** What the table holds of a party's copy, and where its bytes lie. */
const rowOf = async ({ hash }: Kept, { id }: { id: string }) => {
  const [row] = await app.db.query<{ blob: string; version: string }>(
    'select blob, xmin::text || ctid::text as version from files.holding where hash = $1 and party_id = $2',
    [hash, id],
  )
  assert.ok(row)
  return { ...row, path: pathOf(row.blob) }
}

test('bytes that no row names are swept once they are old; others never', async () => {
  const orphan = await store.prepareFile({ ...operatorActor, partyID: an.id }, Buffer.from('%PDF-1.7 rolled back'))
  assert.equal(await store.heal(app.db), 0)
  const long = new Date(Date.now() - 7_200_000)
  await utimes(pathOf(orphan.blob), long, long)
  assert.equal(await store.heal(app.db), 1)
  assert.equal(await store.heal(app.db, { now: Date.now() + 7_200_000 }), 0, 'all that is left is named by a row')
})

test('bytes that were lost come back when the file is brought again', async () => {
  const { json } = await post(an.key, raw(photograph), 'image/jpeg')
  await rm(dirname((await rowOf(json, an)).path), { recursive: true })
  assert.equal((await get(`/files/${json.hash}`)).status, 404)
  await post(an.key, raw(photograph), 'image/jpeg')
  assert.equal((await get(`/files/${json.hash}/320`)).status, 200)
  assert.equal(await store.heal(app.db), 0)
})

test('what another keeps to itself is not touched by who brings the same: nobody learns by the time that it is there', async () => {
  const picture = await sharp({ create: { width: 1000, height: 700, channels: 3, background: '#369' } })
    .jpeg()
    .toBuffer()
  const traces = async (kept: Kept, party: { id: string }) => {
    const { path, version } = await rowOf(kept, party)
    const files = await Promise.all(['', '.320.webp', '.960.webp'].map((suffix) => stat(path + suffix)))
    return [version, ...files.map(({ ino, mtimeMs, nlink }) => `${ino} ${mtimeMs} ${nlink}`)]
  }
  const kept = await post(an.key, raw(picture), 'image/jpeg')
  const before = await traces(kept.json, an)
  const again = await post(binh.key, raw(picture), 'image/jpeg')
  assert.deepEqual(again, kept)
  assert.deepEqual(await traces(kept.json, an), before)
  const own = await traces(again.json, binh)
  assert.deepEqual(
    own.map((trace) => before.includes(trace)),
    [false, false, false, false],
    'a row and bytes of its own',
  )
})

test('each sees its own bytes; where any shows them, everybody does', async () => {
  const plan = raw(Buffer.from('%PDF-1.7\n% ke hoach\n'))
  const { location } = await post(an.key, plan, 'application/pdf')
  await post(binh.key, plan, 'application/pdf')
  await rm((await rowOf((await post(an.key, plan, 'application/pdf')).json, an)).path)
  assert.deepEqual(
    [(await get(String(location), an.key)).status, (await get(String(location), binh.key)).status],
    [404, 200],
  )
  const shown = await post(binh.key, plan, 'application/pdf', '?public=true')
  assert.equal(shown.json.public, true)
  await post(an.key, plan, 'application/pdf')
  for (const key of [undefined, an.key, binh.key]) {
    const read = await get(String(location), key)
    assert.deepEqual([read.status, read.headers.get('cache-control')], [200, 'public, max-age=31536000, immutable'])
  }
})
