import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { createSecretBox, openSecretBox } from './secret-box.ts'

const folder = mkdtempSync(join(tmpdir(), 'nguon-keys-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const [first, second] = [randomBytes(32), randomBytes(32)]

test('what is put in comes out, for the same owner alone', () => {
  const box = createSecretBox([first])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.string(), fc.string(), (secret, owner, other) => {
      const kept = box.encrypt(secret, owner)
      assert.deepEqual(box.decrypt(kept, owner), Buffer.from(secret))
      if (other !== owner) assert.equal(box.decrypt(kept, other), undefined)
    }),
  )
})

test('with any byte changed, or cut short, it opens nothing; the same secret is never kept alike', () => {
  const box = createSecretBox([first])
  const { keyID, bytes } = box.encrypt(Buffer.from('a secret of twenty b'), 'an')
  assert.ok(!bytes.includes('a secret'))
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    assert.equal(box.decrypt({ keyID, bytes: changed }, 'an'), undefined, String(at))
    assert.equal(box.decrypt({ keyID, bytes: bytes.subarray(0, at) }, 'an'), undefined, String(at))
  }
  const kept = Array.from({ length: 100 }, () => box.encrypt(Buffer.from('alike'), 'an').bytes.toString('hex'))
  assert.equal(new Set(kept.map((each) => each.slice(0, 24))).size, 100, 'each with a nonce of its own')
})

test('the newest key keeps, former ones open, another opens nothing', () => {
  const [old, both, other] = [createSecretBox([first]), createSecretBox([second, first]), createSecretBox([second])]
  const kept = old.encrypt(Buffer.from('x'), 'an')
  assert.equal(both.decrypt(kept, 'an')?.toString(), 'x')
  assert.equal(other.decrypt(kept, 'an'), undefined)
  assert.deepEqual(both.encrypt(Buffer.from('x'), 'an').keyID, other.keyID)
})

test('a key is made once, for us alone to read; a file that holds none is refused', () => {
  const place = { dataDir: folder, secretsKeyFile: undefined }
  assert.deepEqual(openSecretBox(place).keyID, openSecretBox(place).keyID)
  assert.equal(statSync(join(folder, 'secrets-key')).mode & 0o777, 0o600)
  const stated = join(folder, 'stated')
  for (const text of ['', '\n', 'short', `${first.toString('base64')}\nnot a key`, first.toString('hex')]) {
    writeFileSync(stated, text)
    assert.throws(() => openSecretBox({ dataDir: folder, secretsKeyFile: stated }), /must hold a key a line/)
  }
  writeFileSync(stated, `${second.toString('base64url')}\r\n${first.toString('base64')}\n`)
  assert.deepEqual(openSecretBox({ dataDir: folder, secretsKeyFile: stated }).keyID, createSecretBox([second]).keyID)
})
