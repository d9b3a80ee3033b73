import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, testApp } from '../server/test/app.ts'
import { compareHistories } from './difference.ts'
import { historyOf, partyNames } from './histories.ts'
import { findByEngine } from './province/find.ts'
import { faultsOf, measure, playProvince, provinceName } from './province/measure.ts'
import { storyOf } from './story.ts'
import { listenerOn } from './tell.ts'

// The small proof, on a real server and database; `npm run proof` is the large one.

let app: TestApp
before(async () => {
  app = await testApp({ CAPTURE_SYNC_BYTES: '200000000', REQUESTS_PER_MINUTE: '100000000' })
})
after(() => app.close())

test('engine and reference answer alike in a thousand histories', async () => {
  const listener = await listenerOn(app, partyNames)
  const histories = Array.from({ length: 1000 }, (_, number) => historyOf(1, number))
  const { questions, differences } = await compareHistories(listener, histories)
  assert.ok(questions > 5000)
  const [first] = differences
  if (first !== undefined) assert.fail(`${storyOf(first.history, first.question)}\n${first.said}`)
})

test('in a province of twenty kinds of chain all is found, or lies under a tombstone', async () => {
  const listener = await listenerOn(app, [provinceName])
  const province = playProvince(1, 2)
  const measured = await measure(province, await findByEngine(listener, province))
  assert.ok(measured.every(({ affected }) => affected > 0))
  assert.deepEqual(faultsOf(measured), [])
})
