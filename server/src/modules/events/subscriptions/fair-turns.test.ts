import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { type TestApp, testApp } from '../../../../test/app.ts'
import { document, event } from '../../../../test/documents.ts'
import { type Receiver, startReceiver } from '../../../../test/receiver.ts'
import { allProblems } from '../../../app.ts'
import { createDeliverer } from './deliverer.ts'

let app: TestApp
let receiver: Receiver

before(async () => {
  app = await testApp({ CALLBACK_NETWORKS: '127.0.0.1' })
  receiver = await startReceiver()
})
after(async () => {
  await receiver.close()
  await app.close()
})

test('of more streams than are served at once, each is served in a turn', async () => {
  const coop = await app.party('Coop')
  const queries = { idle: { EQ_bizStep: 'destroying' }, shipped: { EQ_bizStep: 'shipping' } }
  for (const [name, query] of Object.entries(queries)) await coop.post('/queries', { name, query })
  for (const name of [...Array<string>(20).fill('idle'), 'shipped']) {
    const made = await coop.post(`/queries/${name}/subscriptions`, { dest: receiver.url, stream: true })
    assert.equal(made.status, 201, made.text)
  }
  await coop.post('/capture', document([event({ bizStep: 'shipping' })]))
  const { callbacks } = app.config
  const deliverer = createDeliverer({ db: app.db, log: pino({ level: 'silent' }), problems: allProblems, callbacks })
  assert.equal(await deliverer.turn(), 21)
  for (let looks = 0; receiver.messages.length === 0 && looks < 500; looks += 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
  await deliverer.stop()
  assert.equal(receiver.messages.length, 1)
})
