import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneAhead } from './one-ahead.ts'

const moment = () => new Promise(setImmediate)

/** Makes of numbers what another makes something of in turn, and notes when each was begun and used. */
const happened = async (count: number, failing?: string) => {
  const events: string[] = []
  const making = (step: string) => async (number: number) => {
    events.push(`${step} ${number}`)
    await moment()
    if (failing === `${step} ${number}`) throw new Error(`${failing} fails`)
    return number
  }
  const numbers = Array.from({ length: count }, (_, number) => number)
  try {
    for await (const number of oneAhead(oneAhead(numbers, making('read')), making('judge'))) {
      for (let waited = 0; waited < 5; waited += 1) await moment()
      events.push(`use ${number}`)
    }
  } catch (error) {
    events.push((error as Error).message)
  }
  return events
}

const before = (events: readonly string[], first: string, second: string) =>
  assert.ok(events.indexOf(first) < events.indexOf(second), `${first} before ${second} of ${events.join(', ')}`)

test('each is made in its order, and the next before the one before is used', async () => {
  const events = await happened(4)
  for (const step of ['read', 'judge', 'use'])
    assert.deepEqual(
      events.filter((event) => event.startsWith(step)),
      [0, 1, 2, 3].map((number) => `${step} ${number}`),
    )
  before(events, 'judge 1', 'use 0')
  before(events, 'read 2', 'use 0')
  before(events, 'use 0', 'read 3')
  assert.deepEqual(await happened(0), [])
})

test('what fails is told when its turn comes, and nothing is used after it', async () => {
  for (const failing of ['read 2', 'judge 2']) {
    const events = await happened(6, failing)
    assert.deepEqual(
      events.filter((event) => /use|fails/.test(event)),
      ['use 0', 'use 1', `${failing} fails`],
    )
    assert.ok(!events.includes('read 5'))
  }
})

test('who asks no more waits for what is being made', async () => {
  let [begun, ended] = [0, 0]
  const make = async (number: number) => {
    begun += 1
    await moment()
    ended += 1
    return number
  }
  for await (const _number of oneAhead(oneAhead([1, 2, 3, 4, 5], make), make)) break
  assert.ok(begun > 1)
  assert.equal(ended, begun)
})
