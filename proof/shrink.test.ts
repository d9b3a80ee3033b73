import assert from 'node:assert/strict'
import { test } from 'node:test'
import { historyOf } from './histories.ts'
import { type Case, shrink } from './shrink.ts'

test('a history is shrunk to the events without which it would not differ, told of other things each time', async () => {
  const history = historyOf(1, 4)
  const wanted = history.told.slice(1, 3).map(({ event }) => event.type)
  const numbers = new Set<number>()
  const differences = async (cases: readonly Case[]) =>
    cases.map((each) => {
      assert.ok(!numbers.has(each.history.number))
      numbers.add(each.history.number)
      const types = each.history.told.map(({ event }) => event.type)
      return wanted.every((type) => types.includes(type)) ? each : undefined
    })
  const question = { start: 'https://id.example/h4xa', direction: 'back' as const, captures: 1 }
  const small = await shrink({ history, question }, differences, 1000)
  assert.deepEqual(
    small.history.told.map(({ event }) => event.type).sort(),
    [...new Set(wanted)].length === 1 ? wanted.slice(0, 1) : wanted.sort(),
  )
  assert.equal(small.question.start, `https://id.example/h${small.history.number}xa`)
})
