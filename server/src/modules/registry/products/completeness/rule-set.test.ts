import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSay } from '../../../../platform/messages.ts'
import { itemMakers } from '../../../portal/scan/legal-items.ts'
import { type RuleSet, ruleSetOn, ruleSets } from './rule-set.ts'

const set = (more: Partial<RuleSet>): RuleSet => ({
  id: 'x',
  name: 'X',
  purpose: 'record',
  document: 'a law',
  status: 'in-force',
  validFrom: '2024-06-01',
  items: [{ id: 'name', by: ['word:name'] }],
  ...more,
})

test('the rule set of a day is the newest that is law then', () => {
  const sets = [
    set({ id: 'old', validTo: '2026-06-30' }),
    set({ id: 'new', validFrom: '2026-01-23' }),
    set({ id: 'draft', validFrom: '2026-02-01', status: 'draft' }),
    set({ id: 'shown', validFrom: '2026-03-01', purpose: 'consumer' }),
  ]
  assert.equal(ruleSetOn('record', '2025-01-01', sets).id, 'old')
  assert.equal(ruleSetOn('record', '2026-01-22', sets).id, 'old')
  assert.equal(ruleSetOn('record', '2026-01-23', sets).id, 'new')
  assert.equal(ruleSetOn('record', '2026-03-01', sets).id, 'new')
  assert.equal(ruleSetOn('record', '2000-01-01', sets).id, 'old')
})

test('the laws ask for nine, for seven, and once for ten', () => {
  const counts = Object.fromEntries(ruleSets.map(({ name, items }) => [name, items.length]))
  assert.deepEqual(counts, { 'TT02-2024': 10, 'ND37-2026': 9, 'ND37-2026-23.7': 7 })
})

test('each rule set and item has its sentence in both languages, and each item of a page what makes it', () => {
  const say = createSay()
  for (const { id, purpose, items } of ruleSets) {
    const keys = [`rules.set.${id}`, ...items.flatMap((item) => [`rules.item.${item.id}`, `rules.to-do.${item.id}`])]
    for (const key of keys) for (const language of ['vi', 'en'] as const) assert.notEqual(say(language, key), key)
    for (const item of items) assert.ok(purpose === 'record' || itemMakers[item.id], `${id} ${item.id}`)
  }
})
