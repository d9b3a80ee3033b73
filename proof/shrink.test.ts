import assert from 'node:assert/strict'
import { test } from 'node:test'
import { historyOf } from './histories.ts'
import { type Case, shrink } from './shrink.ts'

test('a history is shrunk to the events without which it would not differ, told of other things each time', async () => {
  const history = historyOf(1, 4)
  const wanted = ['AggregationEvent', 'ObjectEvent']
  const start = JSON.stringify(history).match(/"(https:[^"]*h4x[^"]*)"/)?.[1] ?? ''
  const numbers = new Set<number>()
  const differences = async (cases: readonly Case[]) =>
    cases.map((each) => {
      assert.ok(!numbers.has(each.history.number))
      numbers.add(each.history.number)
      const types = each.history.told.map(({ event }) => event.type)
      return wanted.every((type) => types.includes(type)) ? each : undefined
    })
  const question = { start, direction: 'back' as const, captures: 1 }
  const small = await shrink({ history, question }, differences, 1000)
  const types = small.history.told.map(({ event }) => event.type)
  assert.ok(types.length <= 3 && history.told.length > 3)
  assert.ok(wanted.every((type) => types.includes(type)))
  assert.equal(small.question.start, start.replace('h4x', `h${small.history.number}x`))
})
