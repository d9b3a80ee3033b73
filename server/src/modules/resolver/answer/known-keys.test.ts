import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rememberKnown } from './known-keys.ts'

test('what is known is remembered for a minute, what is unknown never', async () => {
  let asked = 0
  let time = 0
  const known = new Set(['/01/1'])
  const isKnown = rememberKnown(
    async (keys) => {
      asked += 1
      return keys.filter((key) => known.has(key))
    },
    () => time,
  )
  assert.equal(await isKnown(['/01/1/10/L', '/01/1']), true)
  assert.equal(await isKnown(['/01/1/21/S', '/01/1']), true)
  assert.equal(asked, 1)
  assert.equal(await isKnown(['/01/2']), false)
  assert.equal(await isKnown(['/01/2']), false)
  assert.equal(asked, 3)
  known.add('/01/2')
  assert.equal(await isKnown(['/01/2']), true)
  time = 60_001
  await isKnown(['/01/1'])
  assert.equal(asked, 5)
})
