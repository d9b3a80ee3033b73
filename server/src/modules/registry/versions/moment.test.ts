import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayOf, momentValues } from './moment.ts'

test('a day is a day in Viet Nam', () => {
  assert.equal(dayOf('2026-07-01T16:59:59Z'), '2026-07-01')
  assert.equal(dayOf('2026-07-01T17:00:00Z'), '2026-07-02')
  assert.equal(dayOf('2026-07-01'), '2026-07-01')
})

test('a read without position reads all that is known', () => {
  assert.deepEqual(momentValues({ at: '2026-07-01' }), ['9223372036854775807', '2026-07-01'])
  assert.deepEqual(momentValues({ asOf: 7, at: '2026-07-01' }), ['7', '2026-07-01'])
})
