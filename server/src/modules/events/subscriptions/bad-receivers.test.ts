import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { document, event } from '../../../../test/documents.ts'
import { type Answering, type Receiver, startReceiver, status } from '../../../../test/receiver.ts'
import { callableAddresses } from '../../../platform/destination.ts'
import { networkList } from '../../../platform/networks.ts'
import { isInner } from './destination.ts'

let app: TestApp
let coop: TestParty
let receiver: Receiver

before(async () => {
  app = await testApp({ CALLBACK_NETWORKS: '127.0.0.1/32', CALLBACK_ATTEMPTS: '1' })
  coop = await app.party('Coop')
  receiver = await startReceiver()
  await coop.post('/queries', { name: 'q', query: {} })
})
after(async () => {
  await receiver.close()
  await app.close()
})

const subscribe = (dest: string) => coop.post('/queries/q/subscriptions', { dest, stream: true })

/** Subscribes a receiver, captures an event, and answers how its only attempt ended. */
const tell = async (dest: string): Promise<Record<string, unknown> | undefined> => {
  const made = await subscribe(dest)
  assert.equal(made.status, 201, made.text)
  const { subscriptionID } = made.json as { subscriptionID: string }
  assert.equal((await coop.post('/capture', document([event()]))).status, 202)
  await app.deliver()
  const { items } = (await coop.get(`/api/subscriptions/${subscriptionID}/deliveries`)).json as {
    items: Record<string, unknown>[]
  }
  await coop.delete(`/queries/q/subscriptions/${subscriptionID}`)
  return items[0]
}

const zoo: [name: string, answering: Answering, state: string, lastStatus: number | undefined][] = [
  ['answers 500', status(500), 'dead', 500],
  ['answers 401', status(401), 'dead', 401],
  ['answers 204', status(204), 'sent', 204],
  [
    'redirects to itself',
    (response) => {
      response.writeHead(307, { location: receiver.url }).end()
    },
    'dead',
    307,
  ],
  ['closes', (response) => void response.destroy(), 'dead', undefined],
  [
    'answers 200 and goes on for a gigabyte',
    (response) => {
      const chunk = Buffer.alloc(1024 * 1024)
      let left = 1024
      const more = () => {
        while (left-- > 0) if (!response.write(chunk)) return void response.once('drain', more)
        response.end()
      }
      more()
    },
    'sent',
    200,
  ],
]

for (const [name, answering, state, lastStatus] of zoo) {
  test(`a receiver that ${name}: ${state}`, async () => {
    receiver.answer(answering)
    const before = receiver.messages.length
    const delivery = await tell(receiver.url)
    assert.deepEqual([delivery?.state, delivery?.lastStatus], [state, lastStatus])
    assert.equal(receiver.messages.length, before + 1)
  })
}

test('a receiver that hangs is given up, and holds up no other', async () => {
  const hanging = createServer(() => {}).listen(0, '127.0.0.1')
  await once(hanging, 'listening')
  receiver.answer(status(200))
  const heard = receiver.messages.length
  const other = await subscribe(receiver.url)
  const delivery = await tell(`http://127.0.0.1:${(hanging.address() as AddressInfo).port}/`)
  assert.equal(delivery?.state, 'dead')
  assert.match(String(delivery?.lastError), /no answer/)
  assert.equal(receiver.messages.length, heard + 1)
  await coop.delete(`/queries/q/subscriptions/${(other.json as { subscriptionID: string }).subscriptionID}`)
  hanging.close()
})

test('a receiver that is not there: dead', async () => {
  const delivery = await tell('http://127.0.0.1:9/')
  assert.deepEqual([delivery?.state, delivery?.lastError], ['dead', 'ECONNREFUSED'])
})

const inner = [
  ...['http://127.0.0.2/', 'http://2130706434/', 'http://0x7f000002/'],
  ...[
    'http://0177.0.0.2/',
    'http://127.2/',
    'http://0/',
    'http://10.0.0.1/',
    'http://192.168.1.1/',
    'http://172.16.9.9/',
  ],
  ...['http://169.254.169.254/latest/meta-data/', 'http://100.64.0.1/', 'http://224.0.0.1/', 'http://255.255.255.255/'],
  ...['http://[::1]/', 'http://[::]/', 'http://[fe80::1]/', 'http://[fd00::1]/', 'http://[::ffff:10.0.0.1]/'],
  ...['http://[64:ff9b::a00:1]/', 'http://[2002:a00:1::]/', 'http://[ff02::1]/'],
]

test("destinations inside the server's own network are refused", async () => {
  for (const dest of inner) {
    const refused = await subscribe(dest)
    assert.equal(refused.status, 400, dest)
    const { type, errors } = refused.json as { type: string; errors: { code: string; field: string }[] }
    assert.equal(type, 'epcisException:ValidationException')
    assert.deepEqual(
      errors.map(({ code, field }) => [code, field]),
      [['destination-inner', '/dest']],
      dest,
    )
  }
})

test('a name is judged by what it leads to, and of its addresses only those are called that may be', async () => {
  for (const name of ['http://localhost/', 'http://localhost:8080/x']) {
    assert.equal(await isInner(networkList([]), new URL(name)), true, name)
    assert.equal(await isInner(networkList(['127.0.0.1']), new URL(name)), false, name)
  }
  assert.deepEqual(await callableAddresses(networkList(['127.0.0.1']), 'localhost'), [
    { address: '127.0.0.1', family: 4 },
  ])
  assert.equal(
    await isInner(networkList([]), new URL('http://no-such-host.invalid/')),
    false,
    'it is judged when called',
  )
})

test('one that led elsewhere when it was stated is refused again when it is called', async () => {
  const made = await subscribe(receiver.url)
  const { subscriptionID } = made.json as { subscriptionID: string }
  const moved = receiver.url.replace('127.0.0.1', '127.0.0.3')
  await app.db.query('update events.subscription set dest = $1 where subscription_id = $2', [moved, subscriptionID])
  const heard = receiver.messages.length
  await coop.post('/capture', document([event()]))
  await app.deliver()
  assert.equal(receiver.messages.length, heard)
  const { items } = (await coop.get('/api/dead-letters')).json as { items: { lastError: string }[] }
  assert.match(String(items[0]?.lastError), /own network/)
})
