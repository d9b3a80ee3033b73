import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { cleanImage, renderImage } from './image.ts'
import { mediaTypeOf } from './media-type.ts'

/** A photograph as a telephone makes it: lying on its side, with the place it was taken at. */
const photograph = (format: 'jpeg' | 'png' | 'webp') =>
  sharp({ create: { width: 1200, height: 800, channels: 3, background: '#3a5' } })
    .withExif({
      IFD0: { Make: 'Telephone', Artist: 'Nguyen Van A' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '10/1 54/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '106/1 41/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .toFormat(format)
    .toBuffer()

for (const format of ['jpeg', 'png', 'webp'] as const)
  test(`a ${format} keeps its pixels, turned upright, and loses where and by whom it was taken`, async () => {
    const given = await photograph(format)
    assert.ok((await sharp(given).metadata()).exif, 'the fault is planted')
    const clean = await cleanImage(given, `image/${format}`)
    const metadata = await sharp(clean.bytes).metadata()
    assert.deepEqual([clean.width, clean.height], [800, 1200])
    assert.deepEqual([metadata.exif, metadata.xmp, metadata.iptc, metadata.orientation], Array(4).fill(undefined))
    assert.ok(!clean.bytes.includes('Telephone') && !clean.bytes.includes('Nguyen'))
    assert.equal(mediaTypeOf(clean.bytes), `image/${format}`)
  })

test('the same bytes make the same picture', async () => {
  const given = await photograph('jpeg')
  const [a, b] = [await cleanImage(given, 'image/jpeg'), await cleanImage(given, 'image/jpeg')]
  assert.ok(a.bytes.equals(b.bytes))
})

test('a small copy is small, and never larger than its original', async () => {
  const large = await sharp(await renderImage(await photograph('jpeg'), 320)).metadata()
  assert.deepEqual([large.format, large.width], ['webp', 320])
  const dot = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#000' } })
    .png()
    .toBuffer()
  assert.equal((await sharp(await renderImage(dot, 320)).metadata()).width, 40)
})

test('a picture of too many pixels is refused before it is unpacked', async () => {
  const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } })
    .png({ compressionLevel: 9 })
    .toBuffer()
  assert.ok(bomb.length < 1_000_000)
  await assert.rejects(cleanImage(bomb, 'image/png'), { problemCode: 'files.image-too-large' })
})

test('a picture that breaks off is refused', async () => {
  const given = await photograph('jpeg')
  await assert.rejects(cleanImage(given.subarray(0, 600), 'image/jpeg'), { problemCode: 'files.image-broken' })
})

test('the type is what the bytes are', () => {
  assert.equal(mediaTypeOf(Buffer.from('%PDF-1.7\n')), 'application/pdf')
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', 'GIF89a', 'MZ', ''])
    assert.equal(mediaTypeOf(Buffer.from(text)), undefined)
})
