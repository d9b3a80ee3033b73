import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSay } from '../../../../platform/messages.ts'
import { type Evidence, type Fact, obligationsOf } from './obligation.ts'
import { type EvidenceName, type ObligationRule, obligationRules } from './obligation-rule.ts'

const names: EvidenceName[] = ['data-complete', 'connection', 'own-word']
const day = fc.integer({ min: 0, max: 2000 }).map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10))
const evidence: fc.Arbitrary<Evidence[]> = fc.uniqueArray(
  fc.record({ name: fc.constantFrom(...names), holds: fc.constantFrom(true, false, null) }),
  { selector: ({ name }) => name },
)
const fact: fc.Arbitrary<Fact> = fc.record({
  each: fc.constantFrom('listing' as const, 'product' as const),
  subject: fc.record({ key: fc.constantFrom('a', 'b', 'c'), names: fc.constant({}) }),
  words: fc.record({ level: fc.constantFrom('high', 'low') }),
  by: fc.option(day, { nil: undefined }),
  sure: fc.boolean(),
  draft: fc.boolean(),
  basis: fc.constant([]),
  evidence,
})
const rule: fc.Arbitrary<ObligationRule> = fc.record({
  id: fc.constantFrom('r', 's'),
  each: fc.constantFrom('listing' as const, 'product' as const),
  where: fc.constantFrom<Record<string, string[]>>({}, { level: ['high'] }),
  force: fc.constantFrom('duty' as const, 'encouraged' as const, 'reminder' as const),
  status: fc.constantFrom('in-force' as const, 'draft' as const),
  validFrom: day,
  basis: fc.constant([]),
  doneBy: fc.subarray(names, { minLength: 1 }),
})

test('a rule obliges from its first day on, whom it chooses and nobody else', () => {
  fc.assert(
    fc.property(rule, fact, day, (law, about, today) => {
      const chosen = law.each === about.each && (law.where?.level ?? ['high', 'low']).includes(about.words.level ?? '')
      assert.equal(obligationsOf([law], [about], [], today).length, chosen && law.validFrom <= today ? 1 : 0)
    }),
  )
})

test('done is what all evidence holds for; only a duty of a law in force or a reminder, seen to be unmet after its day, is overdue', () => {
  fc.assert(
    fc.property(rule, fact, day, (law, about, today) => {
      for (const { state, evidence: found, draft, by, force, sure } of obligationsOf([law], [about], [], today)) {
        assert.equal(
          state === 'done',
          found.every(({ holds }) => holds === true),
        )
        const unmet = found.some(({ holds }) => holds === false)
        const late = by !== undefined && today > by && !draft && force !== 'encouraged' && sure
        assert.equal(state === 'overdue', unmet && late)
      }
    }),
  )
})

test("a party's word makes done what nobody can see, and nothing that is seen to be missing", () => {
  fc.assert(
    fc.property(rule, fact, day, (law, about, today) => {
      const [before] = obligationsOf([law], [about], [], today)
      if (before === undefined) return
      const word = { obligation: before.id, doneOn: today, evidenceText: 'x', evidenceFile: null }
      const [now] = obligationsOf([law], [about], [word], today)
      assert.equal(
        now?.state === 'done',
        before.evidence.every(({ holds }) => holds !== false),
      )
      assert.deepEqual(obligationsOf([law], [about], [{ ...word, doneOn: '9999-12-31' }], today)[0], before)
    }),
  )
})

test('the order of rules and facts changes nothing but the order of equals', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), fc.array(fact, { maxLength: 4 }), day, (laws, facts, today) => {
      const told = (some: ReturnType<typeof obligationsOf>) => some.map((one) => JSON.stringify(one)).sort()
      const turned = obligationsOf(laws.toReversed(), facts.toReversed(), [], today)
      assert.deepEqual(told(turned), told(obligationsOf(laws, facts, [], today)))
    }),
  )
})

test('each rule has its sentences in both languages, and each law its document; a reminder has none', () => {
  const say = createSay()
  for (const { id, basis, doneBy, force } of obligationRules) {
    assert.equal(basis.length > 0, force !== 'reminder', id)
    const evidences = doneBy.flatMap((name) => [
      `obligations.evidence.${name}.holds`,
      `obligations.evidence.${name}.not-known`,
    ])
    for (const key of [`obligations.title.${id}`, `obligations.to-do.${id}`, ...evidences])
      for (const language of ['vi', 'en'] as const) assert.notEqual(say(language, key), key)
  }
  assert.equal(new Set(obligationRules.map(({ id }) => id)).size, obligationRules.length)
})
