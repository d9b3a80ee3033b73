import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JudgedPart, stillHolds } from './judged-parts.ts'

const part = (seen: number, bound = false) => ({ seen, bound }) as JudgedPart

test('rows stay as they were judged where nobody else has changed the register since', () => {
  assert.ok(stillHolds(part(7), 8, new Set()))
  assert.ok(!stillHolds(part(7), 9, new Set()), 'another change came between')
  assert.ok(!stillHolds(part(7), 10, new Set([8])), 'another came between after our own')
  assert.ok(stillHolds(part(7), 10, new Set([8, 9])))
  assert.ok(stillHolds(part(8), 8, new Set()), 'judged behind the position itself')
})

test('rows judged while others were being written stay so only where those cannot bear upon them', () => {
  assert.ok(stillHolds(part(7), 9, new Set([8])))
  assert.ok(!stillHolds(part(7, true), 9, new Set([8])))
})
