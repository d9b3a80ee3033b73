import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeSecret, readSecret, sameHash } from './secret.ts'

test('a key that was made is read back, and only its hash is the same', () => {
  const made = makeSecret('ng')
  const read = readSecret('ng', made.text)
  assert.equal(read?.id, made.id)
  assert.ok(read && sameHash(read.secretHash, made.secretHash))
  assert.match(made.text, /^ng_[0-9a-f]{32}_[0-9a-f]{64}$/)
})

test('a key with one digit changed is another key', () => {
  const { text, secretHash } = makeSecret('ng')
  const last = text.endsWith('0') ? '1' : '0'
  const changed = readSecret('ng', text.slice(0, -1) + last)
  assert.ok(changed && !sameHash(changed.secretHash, secretHash))
})

test('what is no key is not read, nor is a token where a key is asked for', () => {
  for (const text of ['', 'ng_', 'ng_1_2', 'x'.repeat(200), ` ${makeSecret('ng').text}`, makeSecret('nt').text])
    assert.equal(readSecret('ng', text), undefined)
})
