import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openBlobFolder } from './blob-folder.ts'

const root = await mkdtemp(join(tmpdir(), 'nguon-files-'))
after(() => rm(root, { recursive: true, force: true }))
const folder = openBlobFolder(root)
const hash = `ab${'0'.repeat(62)}`
const long = new Date(Date.now() - 7_200_000)

test('what is kept is read back whole, by its name and its renditions', async () => {
  await folder.keep(hash, Buffer.from('content'))
  await folder.keep(hash, Buffer.from('small'), '.320.webp')
  assert.equal((await folder.read(hash))?.toString(), 'content')
  assert.equal((await folder.read(hash, '.320.webp'))?.toString(), 'small')
  assert.equal(await folder.read(`cd${'0'.repeat(62)}`), undefined)
  assert.deepEqual((await readdir(join(root, 'ab'))).length, 2, 'nothing unfinished is left')
})

test('many who keep the same at once leave one whole file', async () => {
  const other = `ef${'1'.repeat(62)}`
  const bytes = Buffer.alloc(200_000, 7)
  await Promise.all(Array.from({ length: 8 }, () => folder.keep(other, bytes)))
  assert.ok((await folder.read(other))?.equals(bytes))
  assert.deepEqual(await readdir(join(root, 'ef')), [other.slice(2)])
})

test('whole files are listed with when they were last written, and what broke off is swept', async () => {
  const path = join(root, 'ab', hash.slice(2))
  assert.deepEqual((await folder.list()).sort(), [hash, `ef${'1'.repeat(62)}`])
  await utimes(path, long, long)
  assert.equal(await folder.writtenAt(hash), long.getTime())
  await folder.keep(hash, Buffer.from('content'))
  assert.notEqual(await folder.writtenAt(hash), long.getTime(), 'brought again, it is in use')
  assert.equal(await folder.writtenAt(`cd${'0'.repeat(62)}`), undefined)
  const broken = `${path}.0123.unfinished`
  await writeFile(broken, 'half')
  await utimes(broken, long, long)
  assert.equal(await folder.removeUnfinished(Date.now() - 3_600_000), 1)
})

test('removed with its renditions', async () => {
  await folder.remove(hash)
  assert.deepEqual(await readdir(join(root, 'ab')), [])
})
