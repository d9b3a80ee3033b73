import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proveKills } from './kill-proof.ts'

test('killed at random moments of a running capture, it has each document whole or not at all', async () => {
  const { kills, answered, whole, absent } = await proveKills(4)
  assert.equal(kills, 4)
  assert.ok(answered + whole + absent >= kills)
})
