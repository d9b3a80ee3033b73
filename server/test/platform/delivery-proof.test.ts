import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proveDeliveries } from './delivery-proof.ts'

test('killed at random moments while it tells a receiver, it tells every event, each in one message', async () => {
  const { kills, events } = await proveDeliveries(4)
  assert.equal(kills, 4)
  assert.ok(events > 0)
})
