import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApiKey, readApiKey, sameHash } from './api-key.ts'

test('a key that was made is read back, and only its hash is the same', () => {
  const made = makeApiKey()
  const read = readApiKey(made.text)
  assert.equal(read?.id, made.id)
  assert.ok(read && sameHash(read.secretHash, made.secretHash))
  assert.match(made.text, /^ng_[0-9a-f]{32}_[0-9a-f]{64}$/)
})

test('a key with one digit changed is another key', () => {
  const { text, secretHash } = makeApiKey()
  const last = text.endsWith('0') ? '1' : '0'
  const changed = readApiKey(text.slice(0, -1) + last)
  assert.ok(changed && !sameHash(changed.secretHash, secretHash))
})

test('what is no key is not read', () => {
  for (const text of ['', 'ng_', 'ng_1_2', 'x'.repeat(200), ` ${makeApiKey().text}`])
    assert.equal(readApiKey(text), undefined)
})
