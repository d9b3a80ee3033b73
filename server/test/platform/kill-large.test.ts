import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proveLargeKills } from './kill-large.ts'

test('killed at random moments of a large capture, it ends with every event once, or with none', async () => {
  assert.ok((await proveLargeKills(4)) > 0)
})
