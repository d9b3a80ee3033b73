import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import WebSocket from 'ws'
import { type TestApp, testApp } from '../app.ts'
import { testPerson } from '../people.ts'

let app: TestApp
before(async () => {
  app = await testApp()
})
after(() => app.close())

/** Sends bytes on one connection, and gives back whatever comes until it is closed or still. */
const sendRaw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    socket.setTimeout(1500, () => socket.destroy())
    socket.on('close', () => resolve(text)).on('error', reject)
  })

const smuggled = 'GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n'
const head = (lines: readonly string[]): string =>
  ['POST /api/sign-in HTTP/1.1', 'host: x', ...lines, '', ''].join('\r\n')

/** Two ways to say where a body ends, or one that can be read in two ways (RFC 9112 §6.3, §7). */
const ambiguous: Record<string, string> = {
  'both a length and chunks': `${head(['content-length: 4', 'transfer-encoding: chunked'])}0\r\n\r\n${smuggled}`,
  'two lengths': `${head(['content-length: 0', `content-length: ${smuggled.length}`])}${smuggled}`,
  'a coding that is none': `${head(['transfer-encoding: xchunked'])}0\r\n\r\n${smuggled}`,
  'chunks that are not last': `${head(['transfer-encoding: chunked, identity'])}0\r\n\r\n${smuggled}`,
  'a blank before the colon': `${head(['transfer-encoding : chunked'])}0\r\n\r\n${smuggled}`,
  'a length with a sign': `${head(['content-length: +0'])}${smuggled}`,
  'a line that is folded': `${head(['content-length: 0', ' transfer-encoding: chunked'])}${smuggled}`,
  'a bare carriage return': `${head(['x: a\rtransfer-encoding: chunked'])}0\r\n\r\n${smuggled}`,
  'a chunk size that is none': `${head(['transfer-encoding: chunked'])}0x0\r\n\r\n${smuggled}`,
}

for (const [name, bytes] of Object.entries(ambiguous)) {
  test(`a message whose end is not certain is refused, and nothing behind it is read: ${name}`, async () => {
    const text = await sendRaw(bytes)
    assert.match(text, /^HTTP\/1\.1 (?:400|415|501)/)
    assert.ok(!text.includes('/smuggled') && (text.match(/HTTP\/1\.1 /g)?.length ?? 0) === 1, text)
  })
}

test('who comes in the clear to a secure origin is not led on in silence, whatever he sends along', async () => {
  const secure = await testApp({ PUBLIC_URL: 'https://tx.example.vn', TRUST_PROXY: 'on' })
  try {
    const party = await secure.party('Công ty')
    const plain = { 'x-forwarded-proto': 'http', 'x-forwarded-for': '203.0.113.5' }
    for (const [method, path] of [
      ['GET', '/events'],
      ['POST', '/capture'],
      ['GET', '/api/account'],
      ['POST', '/oauth/token'],
    ] as const) {
      const headers = { ...plain, authorization: `Bearer ${party.key}`, 'content-type': 'application/json' }
      const body = method === 'POST' ? '{}' : undefined
      const answer = await fetch(new URL(path, secure.url), {
        method,
        headers,
        redirect: 'manual',
        ...(body && { body }),
      })
      assert.ok(answer.status < 300 || answer.status >= 400, `${path} ${answer.status}`)
      assert.equal(answer.headers.get('location'), null)
    }
  } finally {
    await secure.close()
  }
})

test('no header of a caller says who or where it is, by what name we are called, or which method is meant', async () => {
  const invented = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-user': 'operator',
    'x-user-id': 'operator',
    'x-real-ip': '127.0.0.1',
    forwarded: 'for=127.0.0.1;host=evil.example',
    'x-http-method-override': 'DELETE',
    'x-original-url': '/metrics',
  }
  const page = await app.anonymous.get('/sign-in', { ...invented, accept: 'text/html' })
  assert.equal(page.status, 200)
  assert.ok(!page.text.includes('evil.example') && ![...page.headers.values()].some((each) => /evil/.test(each)))
  assert.equal((await app.anonymous.get('/events', invented)).status, 401)
  assert.equal((await app.anonymous.get('/api/account', invented)).status, 401)
})

/** What a handshake is answered: 101 where it is taken, else the status of the refusal. */
const handshake = (path: string, headers: Record<string, string>): Promise<number> => {
  const asked = request(app.url + path, {
    agent: false,
    headers: {
      ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers },
    },
  }).end()
  return new Promise((resolve, reject) => {
    asked.on('upgrade', (_response, socket) => {
      socket.destroy()
      resolve(101)
    })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
  })
}

test('a websocket is opened from a page of ours alone, by the session that the page has, and ends with it', async () => {
  const party = await app.party('Hợp tác xã')
  const an = await testPerson(app, party.id, ['declarer'])
  await party.post('/queries', { name: 'all', query: {} })
  const path = '/queries/all/events?stream=true'
  const cookie = `nguon-session=${an.cookies.get('nguon-session')}`
  const own = app.config.publicUrl
  for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }, { origin: `${own}.evil.example` }])
    assert.equal(await handshake(path, { cookie, ...headers } as Record<string, string>), 401, JSON.stringify(headers))
  const ws = new WebSocket(app.url.replace('http', 'ws') + path, { headers: { cookie, origin: own } })
  await once(ws, 'open')
  const closed = once(ws, 'close', { signal: AbortSignal.timeout(20_000) })
  assert.equal((await an.send('POST', '/api/sign-out')).status, 204)
  assert.equal((await closed)[0], 1008)
})
