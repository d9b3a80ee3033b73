import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsOf } from '../../../../test/scan-material.ts'
import { ruleSetOn, ruleSets } from './rule-sets.ts'

test('the rule set of a day is the newest that holds then', () => {
  const sets = [
    { id: 'old', validFrom: '2024-06-01', validTo: '2026-01-22', items: ['name' as const], ifAny: [] },
    { id: 'new', validFrom: '2026-01-23', items: ['name' as const], ifAny: [] },
  ]
  assert.equal(ruleSetOn('2025-01-01', sets).id, 'old')
  assert.equal(ruleSetOn('2026-01-23', sets).id, 'new')
  assert.equal(ruleSetOn('2000-01-01', sets).id, 'old')
})

test('each rule set and item has its sentence in both languages', () => {
  for (const language of ['vi', 'en'] as const) {
    const words = wordsOf(language)
    for (const { id, items } of ruleSets) {
      for (const key of [`portal.rule-set.${id}`, ...items.map((item) => `portal.legal.${item}`)]) {
        assert.notEqual(words(key), key)
      }
    }
  }
})
