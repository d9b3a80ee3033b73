import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { adjusted, signedRank } from './signed-rank.ts'

const near = (found: number, known: number, within = 1e-6) =>
  assert.ok(Math.abs(found - known) < within, `${found} is not ${known}`)

/** Heights of crossed and self-fertilised maize, pair by pair, in eighths of an inch (Darwin 1876, as Fisher gives them). */
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]

test('the known value for a known sample', () => {
  // Sum of the negative ranks 24 of 120: z = (24 - 60) / √310.
  near(signedRank(maize), 0.040888, 1e-5)
})

test('ties share a rank and make the spread smaller; zeros tell nothing', () => {
  // Ranks 2, 2, 2, 4: z = (8 - 5) / √(7.5 - 24/48) = 3/√7.
  near(signedRank([1, 1, -1, 2]), 0.256839, 1e-5)
  assert.equal(signedRank([0, 1, 0, 1, -1, 2, 0]), signedRank([1, 1, -1, 2]))
  assert.equal(signedRank([0, 0]), 1)
})

test('far out it is the tail of the normal distribution still', () => {
  // All of a thousand to one side: z = 250250 / √(1000 · 1001 · 2001 / 24).
  const all = Array.from({ length: 1000 }, (_, at) => at + 1)
  const p = signedRank(all)
  assert.ok(p > 1e-166 && p < 1e-163, String(p))
})

test('neither the order of the pairs nor which side is called which changes it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 }), (differences) => {
      const p = signedRank(differences)
      near(signedRank(differences.toReversed()), p, 1e-12)
      near(signedRank(differences.map((each) => -each)), p, 1e-12)
      assert.ok(p >= 0 && p <= 1)
    }),
  )
})

test('of samples without a difference one in twenty looks as if there were one', () => {
  let [state, below] = [1, 0]
  const draw = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  for (let sample = 0; sample < 4000; sample += 1)
    if (signedRank(Array.from({ length: 100 }, () => draw() - draw())) < 0.05) below += 1
  assert.ok(Math.abs(below / 4000 - 0.05) < 0.012, String(below))
})

test('many tests at once are held to less, step by step', () => {
  const known = [0.03, 0.06, 0.06, 0.02]
  for (const [at, p] of adjusted([0.01, 0.04, 0.03, 0.005]).entries()) near(p, known[at] ?? Number.NaN, 1e-12)
  assert.deepEqual(adjusted([0.9, 0.8]), [1, 1])
  assert.deepEqual(adjusted([]), [])
})
