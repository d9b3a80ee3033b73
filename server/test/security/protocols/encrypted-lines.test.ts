import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:https'
import { type AddressInfo, connect as connectPlain } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { pino } from 'pino'
import { loadConfig } from '../../../src/platform/config.ts'
import { checkLine } from '../../../src/platform/postgres/check-line.ts'
import { type TestApp, testApp } from '../../app.ts'
import { selfSigned } from '../../certificate.ts'
import { document, event } from '../../documents.ts'
import { settingOf } from '../../identity-provider.ts'
import { testBrowser } from '../../people.ts'

// The lines into the server and out of it: TLS of today, certificates that are checked, and no way around either.

const folder = mkdtempSync(join(tmpdir(), 'nguon-tls-'))
const own = selfSigned()
const [certificate, key, otherKey] = ['cert.pem', 'key.pem', 'other.pem'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
]
writeFileSync(certificate, own.cert)
writeFileSync(key, own.key)
writeFileSync(otherKey, selfSigned().key)

const settings = { TLS_CERTIFICATE: certificate, TLS_KEY: key, PUBLIC_URL: 'https://localhost:8443' }
let app: TestApp
let port: number
/** Somebody whose certificate nobody vouches for: a receiver and a provider of identities at once. */
const stranger = createServer(selfSigned(), (_request, response) => void response.end('{}'))

before(async () => {
  app = await testApp(settings)
  port = Number(new URL(app.url).port)
  stranger.listen(0, '127.0.0.1')
  await once(stranger, 'listening')
})
after(async () => {
  stranger.close()
  await app.close()
  rmSync(folder, { recursive: true })
})

/** What was agreed on with our server, or the reason why nothing was. */
const agree = (options: ConnectionOptions): Promise<string> =>
  new Promise((resolve) => {
    const socket: TLSSocket = connect({ host: '127.0.0.1', port, ca: own.cert, servername: 'localhost', ...options })
    socket.on('secureConnect', () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().name}`)
      socket.destroy()
    })
    socket.on('error', (error: Error & { code?: string }) => resolve(error.code ?? error.message))
  })

test('the newest TLS is spoken, the oldest are not, and the server’s order of ciphers decides', async () => {
  assert.equal(await agree({}), 'TLSv1.3 TLS_AES_256_GCM_SHA384')
  assert.equal(
    await agree({ ciphers: 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384' }),
    'TLSv1.3 TLS_AES_256_GCM_SHA384',
  )
  assert.equal(
    await agree({
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384',
    }),
    'TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384',
  )
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  assert.equal(await agree(old), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'our server says so')
})

test('of TLS 1.2 only ciphers with forward secrecy and authenticated encryption are spoken', async () => {
  for (const ciphers of ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA', 'AES128-GCM-SHA256', 'AES256-SHA'])
    assert.match(await agree({ maxVersion: 'TLSv1.2', ciphers }), /HANDSHAKE_FAILURE/, ciphers)
})

/** Sends bytes in the clear, and gives back whatever comes. */
const sendPlain = (bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connectPlain(port, '127.0.0.1', () => socket.write(bytes))
    let received = ''
    socket.setEncoding('latin1').on('data', (chunk) => {
      received += chunk
    })
    socket.on('error', () => {}).on('close', () => resolve(received))
  })

type Asked = { status: number | undefined; headers: Record<string, unknown> }
const ask = (path: string, options: object = {}): Promise<Asked> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, ca: own.cert, servername: 'localhost', ...options },
      (response) => {
        response.resume()
        resolve({ status: response.statusCode, headers: response.headers })
      },
    )
    asked.on('error', reject).end()
  })

test('a server that ends TLS answers nothing in the clear, and tells browsers never to ask so', async () => {
  const answer = await ask('/health')
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000; includeSubDomains')
  assert.doesNotMatch(await sendPlain('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n'), /HTTP|health/)
  assert.equal((await ask('/health')).status, 200, 'and stays up')
})

test('a certificate of the caller’s is no credential', async () => {
  assert.equal((await ask('/api/parties', selfSigned())).status, 401)
})

test('a server ends TLS only with a certificate, its key and its own https address, and plays no sample', () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ ...settings, TLS_KEY: '' }, /^TLS_CERTIFICATE and TLS_KEY go together$/],
    [{ ...settings, TLS_KEY: otherKey }, /^TLS_KEY is not the key of TLS_CERTIFICATE/],
    [{ ...settings, TLS_CERTIFICATE: key }, /no PEM/],
    [{ ...settings, TLS_CERTIFICATE: join(folder, 'none') }, /^TLS_CERTIFICATE names .*none/],
    [{ ...settings, PUBLIC_URL: 'http://localhost:8443' }, /^TLS_CERTIFICATE needs a PUBLIC_URL/],
    [{ ...settings, PUBLIC_URL: '' }, /^TLS_CERTIFICATE needs a PUBLIC_URL/],
    [{ ...settings, SAMPLE_DATA: 'on' }, /^SAMPLE_DATA must be off/],
  ]
  for (const [stated, message] of wrong) assert.throws(() => loadConfig(stated), { message })
  for (const stated of [settings, { ...settings, PUBLIC_URL: 'HTTPS://LOCALHOST:8443' }])
    assert.equal(loadConfig(stated).sampleData, false)
})

const strangerUrl = (): string => `https://127.0.0.1:${(stranger.address() as AddressInfo).port}`

test('whom nobody vouches for is neither told anything nor believed, and what is not encrypted stays at home', async () => {
  const calling = await testApp({
    CALLBACK_NETWORKS: '127.0.0.1',
    CALLBACK_ATTEMPTS: '1',
    LOG_LEVEL: 'warn',
    OIDC_PROVIDERS: JSON.stringify([settingOf('stranger', strangerUrl())]),
  })
  try {
    const coop = await calling.party('Hợp tác xã')
    await coop.post('/queries', { name: 'q', query: {} })
    // The last is an address of the public Internet: nothing is sent there.
    for (const dest of [`${strangerUrl()}/hook`, 'http://8.8.8.8/hook'])
      assert.equal((await coop.post('/queries/q/subscriptions', { dest, stream: true })).status, 201)
    await coop.post('/capture', document([event()]))
    await calling.deliver()
    const { items } = (await coop.get('/api/dead-letters')).json as { items: { lastError: string }[] }
    assert.deepEqual(items.map(({ lastError }) => lastError).sort(), [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'plain http is for receivers in CALLBACK_NETWORKS alone: give an https address',
    ])
    const refused = await testBrowser(calling).get('/sign-in/with/stranger')
    assert.equal(refused.status, 503)
    const told = calling.logged.find((line) => line.includes('a sign-in at a provider failed')) ?? ''
    assert.match(told, /SELF_SIGNED_CERT/, 'and whoever runs it reads why')
  } finally {
    await calling.close()
  }
})

test('no key or answer goes over an open line: providers and repositories are https, or on this machine', () => {
  const refused = { message: /^(OIDC_PROVIDERS|TRUSTED_REPOSITORIES) must/ }
  assert.throws(() => loadConfig({ TRUSTED_REPOSITORIES: 'http://epcis.example.vn|B' }), refused)
  const provider = settingOf('tinh', 'http://id.example.vn')
  assert.throws(() => loadConfig({ OIDC_PROVIDERS: JSON.stringify([provider]) }), refused)
  assert.equal(loadConfig({ TRUSTED_REPOSITORIES: 'http://127.0.0.1:8081|B' }).trustedRepositories.length, 1)
})

test('a database across the Internet is reached by TLS or not at all; within a network an open line is said aloud', async () => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const check = (url: string) => checkLine(url, log)
  await assert.rejects(check('postgres://n:p@8.8.8.8/nguon'), { message: /^DATABASE_URL leads over the Internet/ })
  await assert.rejects(check('postgres://n:p@8.8.8.8/nguon?sslmode=prefer'), /without TLS/)
  for (const url of [
    'postgres://n:p@8.8.8.8/nguon?sslmode=verify-full',
    'postgres://n:p@127.0.0.1:5432/nguon',
    'postgres://n:p@[::1]/nguon',
    'postgres:///nguon?host=/var/run/postgresql',
    'nonsense',
  ])
    await check(url)
  assert.deepEqual(lines, [])
  await check('postgres://n:p@10.255.255.254/nguon')
  assert.match(lines.join(''), /the line to the database is not encrypted/)
  assert.doesNotMatch(lines.join(''), /n:p/)
})
