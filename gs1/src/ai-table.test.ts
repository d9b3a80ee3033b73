import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dictionaryRelease } from './ai-table.generated.ts'
import { aiIn, aiOf, aiStartingAt, aiTable, isKey, titleOf } from './ai-table.ts'

test('holds every AI of the dictionary, ranges expanded', () => {
  assert.equal(dictionaryRelease, '2026-01-27')
  assert.equal(new Set(aiTable.map(({ code }) => code)).size, aiTable.length)
  for (const code of ['00', '03', '235', '3105', '3943', '717', '8043', '99']) assert.ok(aiOf(code), code)
  for (const code of ['0', '04', '23', '2345', '3106', '89', 'AB', '01 ', '00001']) assert.equal(aiOf(code), undefined)
})

test('finds the AI with which data begins', () => {
  assert.equal(aiStartingAt('0109506000134352', 0)?.code, '01')
  assert.equal(aiStartingAt('xx235ABC', 2)?.code, '235')
  assert.equal(aiStartingAt('8012', 0)?.code, '8012')
  for (const text of ['', '0', 'X1', '23', '800', '8900']) assert.equal(aiStartingAt(text, 0), undefined, text)
  assert.equal(aiIn('/10/', 1, 3)?.code, '10')
})

test('knows titles and keys', () => {
  assert.equal(titleOf('10'), 'BATCH/LOT')
  assert.equal(titleOf('3103'), 'NET WEIGHT (kg)')
  assert.equal(titleOf('04'), undefined)
  const keys = aiTable.filter(({ code }) => isKey(code)).map(({ code }) => code)
  assert.deepEqual(keys.join(' '), '00 01 253 255 401 402 414 415 417 8003 8004 8006 8010 8013 8017 8018')
})

test('predefined lengths need no separator', () => {
  const fixed = aiTable.filter(({ separated }) => !separated)
  assert.ok(fixed.every(({ min, max }) => min === max))
  assert.deepEqual([...new Set(fixed.map(({ code }) => code.slice(0, 2)))].length, 18)
})
