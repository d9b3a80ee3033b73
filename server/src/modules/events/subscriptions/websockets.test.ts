import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import WebSocket from 'ws'
import { type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import { document, event, eventsOf, item } from '../../../../test/documents.ts'

let app: TestApp
let coop: TestParty

before(async () => {
  app = await testApp()
  coop = await app.party('Coop')
  assert.equal((await coop.post('/queries', { name: 'shipped', query: { EQ_bizStep: 'shipping' } })).status, 201)
})
after(() => app.close())

type Socket = { ws: WebSocket; next(): Promise<{ json: unknown }>; left(): number; minRecordTime: string | undefined }

/** A client that listens, with what it is told in order. */
const listen = async (path: string, key = coop.key, headers: Record<string, string> = {}): Promise<Socket> => {
  const ws = new WebSocket(app.url.replace('http', 'ws') + path, {
    headers: { authorization: `Bearer ${key}`, ...headers },
  })
  const texts: string[] = []
  ws.on('message', (data) => texts.push(String(data)))
  const upgraded = once(ws, 'upgrade')
  await once(ws, 'open')
  const [response] = await upgraded
  return {
    ws,
    left: () => texts.length,
    minRecordTime: response.headers['gs1-query-min-record-time'],
    next: async () => {
      if (texts.length === 0) await once(ws, 'message', { signal: AbortSignal.timeout(20_000) })
      return { json: JSON.parse(texts.shift() ?? '') }
    },
  }
}

const ship = async (...serials: string[]) => {
  const events = serials.map((serial) => event({ epcList: [item(1, serial)], bizStep: 'shipping' }))
  assert.equal((await coop.post('/capture', document(events))).status, 202)
}
const serials = (message: { json: unknown }) =>
  eventsOf(message).map(({ epcList }) => String((epcList as string[])[0]).split('/21/')[1])
const closed = async ({ ws }: Socket): Promise<number> => {
  const [code] = await once(ws, 'close', { signal: AbortSignal.timeout(20_000) })
  return code
}

test('a stream tells of what is captured from then on', async () => {
  await ship('EARLIER')
  const socket = await listen('/queries/shipped/events?stream=true')
  assert.ok(socket.minRecordTime)
  await ship('A', 'B')
  await coop.post('/capture', document([event({ bizStep: 'receiving' })]))
  assert.deepEqual(serials(await socket.next()).sort(), ['A', 'B'])
  await ship('C')
  const message = await socket.next()
  assert.deepEqual(serials(message), ['C'])
  assert.equal((message.json as { type: string }).type, 'EPCISQueryDocument')
  socket.ws.close()
  await closed(socket)
})

test('a schedule gathers, and reports that there is nothing where asked', async () => {
  const since = encodeURIComponent(new Date().toISOString())
  await ship('S')
  const socket = await listen(`/queries/shipped/events?second=*&reportIfEmpty=true&initialRecordTime=${since}`)
  assert.deepEqual(serials(await socket.next()), ['S'])
  assert.deepEqual(serials(await socket.next()), [])
  socket.ws.terminate()
})

test('further parameters narrow it', async () => {
  const socket = await listen('/queries/shipped/events?stream=true&EQ_action=ADD')
  await ship('NOT')
  await coop.post('/capture', document([event({ epcList: [item(1, 'YES')], action: 'ADD' })]))
  assert.deepEqual(serials(await socket.next()), ['YES'])
  socket.ws.terminate()
})

/** What a handshake is answered in HTTP. */
const refusal = async (path: string, key?: string): Promise<{ status: number; type: string; connection?: string }> => {
  const asked = request(app.url + path, {
    agent: false,
    headers: {
      ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', accept: 'application/json' },
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
  }).end()
  asked.on('upgrade', (_response, socket) => socket.destroy(new Error('it was upgraded')))
  const [response] = await once(asked, 'response')
  const chunks: Buffer[] = await response.toArray()
  const { type } = JSON.parse(Buffer.concat(chunks).toString())
  return { status: response.statusCode, type, connection: response.headers.connection }
}

test('whatever is wrong is said in HTTP, before the protocols are switched', async () => {
  const other = await app.party('Other')
  const cases: [path: string, key: string | undefined, status: number, exception: string][] = [
    ['/queries/shipped/events?stream=true', undefined, 401, 'SecurityException'],
    ['/queries/shipped/events?stream=true', 'wrong', 401, 'SecurityException'],
    ['/queries/shipped/events?stream=true', other.key, 404, 'NoSuchNameException'],
    ['/queries/none/events?stream=true', coop.key, 404, 'NoSuchNameException'],
    ['/queries/shipped/events', coop.key, 400, 'SubscriptionControlsException'],
    ['/queries/shipped/events?stream=true&hour=1', coop.key, 400, 'SubscriptionControlsException'],
    ['/queries/shipped/events?hour=24', coop.key, 400, 'SubscriptionControlsException'],
    ['/queries/shipped/events?hour=1&hour=2', coop.key, 400, 'SubscriptionControlsException'],
    ['/queries/shipped/events?stream=yes', coop.key, 400, 'SubscriptionControlsException'],
    ['/queries/shipped/events?stream=true&EQ_nothing=1', coop.key, 400, 'QueryParameterException'],
  ]
  for (const [path, key, status, exception] of cases) {
    const expected = { status, type: `epcisException:${exception}`, connection: 'close' }
    assert.deepEqual(await refusal(path, key), expected, path)
  }
})

test('without an upgrade its parameters are refused; elsewhere an upgrade is passed over', async () => {
  const plain = await coop.get('/queries/shipped/events?stream=true')
  assert.equal(plain.status, 400)
  assert.equal((plain.json as { type: string }).type, 'epcisException:SubscriptionControlsException')
  const asked = request(`${app.url}/events`, {
    headers: { connection: 'Upgrade', upgrade: 'websocket', authorization: `Bearer ${coop.key}` },
  }).end()
  const [response] = await once(asked, 'response')
  assert.equal(response.statusCode, 200)
  response.destroy()
})

test('the end of the query is the end of the socket', async () => {
  await coop.post('/queries', { name: 'short', query: {} })
  const socket = await listen('/queries/short/events?stream=true')
  const end = closed(socket)
  assert.equal((await coop.delete('/queries/short')).status, 204)
  await coop.post('/queries', { name: 'short', query: {} })
  assert.equal(await end, 1008, 'a new query of the same name is another')
})

test('a key that is taken back closes its sockets', async () => {
  const guest = await app.operator.post(`/api/parties/${coop.id}/keys`, { label: 'guest' })
  const { id, key } = guest.json as { id: string; key: string }
  const socket = await listen('/queries/shipped/events?stream=true', key)
  const end = closed(socket)
  assert.ok((await app.operator.delete(`/api/parties/${coop.id}/keys/${id}`)).status < 300)
  assert.equal(await end, 1008)
})

test('a case that is closed is said once, and ends the sockets under it', async () => {
  const agency = await app.party('Sở', { kind: 'agency' })
  await app.operator.post(`/api/parties/${agency.id}/roles`, { role: 'standing-agency' })
  const until = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
  const opened = await agency.post('/api/cases', { subject: 'Mẫu', delay: { until, reason: 'điều tra' } })
  assert.equal(opened.status, 201, opened.text)
  const { number } = opened.json as { number: string }
  await agency.post('/queries', { name: 'watched', query: { EQ_bizStep: 'shipping' } })
  const socket = await listen('/queries/watched/events?stream=true', agency.key, { 'nguon-case': number })
  await ship('UNDER')
  assert.deepEqual(serials(await socket.next()), ['UNDER'])
  assert.equal((await agency.post(`/api/cases/${number}/close`)).status, 200)
  const end = closed(socket)
  for (const serial of ['AFTER-1', 'AFTER-2', 'AFTER-3']) await ship(serial)
  assert.equal(((await socket.next()).json as { status: number }).status, 409)
  assert.equal(await end, 1008)
  assert.equal(socket.left(), 0)
})

test('a party has so many sockets and no more', async () => {
  const many = await app.party('Many')
  await many.post('/queries', { name: 'q', query: {} })
  const open = await Promise.all(Array.from({ length: 20 }, () => listen('/queries/q/events?stream=true', many.key)))
  assert.equal((await refusal('/queries/q/events?stream=true', many.key)).status, 429)
  for (const { ws } of open) ws.terminate()
})

test('a client that says too much is cut off', async () => {
  const socket = await listen('/queries/shipped/events?stream=true')
  const end = closed(socket)
  socket.ws.send('x'.repeat(2000))
  assert.equal(await end, 1009)
})

test('a stop says goodbye', async () => {
  const own = await testApp()
  const party = await own.party('Guest')
  await party.post('/queries', { name: 'q', query: {} })
  const ws = new WebSocket(`${own.url.replace('http', 'ws')}/queries/q/events?stream=true`, {
    headers: { authorization: `Bearer ${party.key}` },
  })
  await once(ws, 'open')
  const end = once(ws, 'close')
  await own.close()
  const [code] = await end
  assert.equal(code, 1001)
})
