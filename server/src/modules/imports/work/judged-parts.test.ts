import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JudgedPart, stillHolds } from './judged-parts.ts'
import type { Work } from './work.ts'

const work = { reading: { target: { isApart: (key: string) => key.startsWith('/01/') } } } as unknown as Work
const part = (seen: number, ahead = false, key = '/01/09506000134352') =>
  ({ seen, ahead, prepared: [{ line: 2, key, judged: { issues: [] } }] }) as unknown as JudgedPart

test('rows stay as they were judged where nobody else has changed the register since', () => {
  assert.ok(stillHolds(work, part(7), 8, new Set()))
  assert.ok(!stillHolds(work, part(7), 9, new Set()), 'another change came between')
  assert.ok(!stillHolds(work, part(7), 10, new Set([8])), 'another came between after our own')
  assert.ok(stillHolds(work, part(7), 10, new Set([8, 9])))
  assert.ok(stillHolds(work, part(8), 8, new Set()), 'judged behind the position itself')
})

test('rows judged while others were being written stay so only where those cannot bear upon them', () => {
  assert.ok(stillHolds(work, part(7, true), 9, new Set([8])))
  assert.ok(!stillHolds(work, part(7, true, 'own-code:A1'), 9, new Set([8])))
  assert.ok(stillHolds(work, part(7, false, 'own-code:A1'), 8, new Set()))
})
