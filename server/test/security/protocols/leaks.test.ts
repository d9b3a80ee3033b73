import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { describedOperations } from '../../access/described.ts'
import { type Answer, type TestApp, type TestParty, testApp } from '../../app.ts'
import { type TestPerson, testBrowser, testPerson } from '../../people.ts'

// What a server may let out without being asked for it: its own files, methods nobody needs, secrets in addresses, caches.

let app: TestApp
let party: TestParty

before(async () => {
  app = await testApp()
  party = await app.party('Hợp tác xã')
})
after(() => app.close())

type Raw = { status: number; headers: Record<string, unknown>; text: string }

/** Sends a path as it stands, without what a client would make of it first. */
const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(app.url)
    const asked = request({ host, port, method, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    asked.on('error', reject).end()
  })

const ownFiles = [
  ...['/.git/config', '/.git/HEAD', '/.git/', '/.svn/entries', '/.env', '/package.json', '/package-lock.json'],
  ...['/server/src/main.ts', '/server/package.json', '/data/api-key', '/api-key', '/node_modules/', '/docs/'],
  ...['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/api/docs/static/../../../package.json'],
  ...['/api/docs/static/..%2f..%2fpackage.json', '/api/docs/static/%2e%2e/%2e%2e/package.json'],
  ...['/api/files/..%2f..%2fapi-key', '/api/docs/static/.git/config'],
]

test('neither the program’s own files nor its version control can be fetched, by whatever path', async () => {
  for (const path of ownFiles)
    for (const key of [undefined, party.key]) {
      const answer = await ask('GET', path, key === undefined ? {} : { authorization: `Bearer ${key}` })
      assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`)
      assert.doesNotMatch(answer.text, /\[core\]|"dependencies"|refs\/heads|createApp/, path)
    }
})

test('no folder is listed', async () => {
  for (const path of ['/api/docs/static/', '/api/docs/static', '/api/files/', '/api/', '/.well-known/']) {
    const { status, text } = await ask('GET', path)
    assert.ok([200, 302, 401, 404].includes(status), `${path}: ${status}`)
    assert.doesNotMatch(text, /Index of|Parent directory|<li><a|href="[^"]+\.map"/i, path)
  }
})

test('TRACE is not answered, and nothing of a request comes back', async () => {
  for (const path of ['/', '/events', '/api/products', '/nowhere']) {
    const answer = await ask('TRACE', path, { 'x-secret': 'what-only-the-client-knows' })
    assert.ok([404, 405].includes(answer.status), `${path}: ${answer.status}`)
    assert.ok(!answer.text.includes('what-only-the-client-knows'))
    assert.doesNotMatch(String(answer.headers.allow ?? ''), /TRACE|CONNECT/)
  }
})

test('no answer names the program that made it, or tells how it failed within', async () => {
  for (const path of ['/', '/health', '/nowhere', '/events', '/api/docs']) {
    const { headers, text } = await ask('GET', path)
    assert.deepEqual([headers.server, headers['x-powered-by']], [undefined, undefined], path)
    assert.doesNotMatch(text, /at .+\.ts:\d+|node_modules|fastify\/lib/, path)
  }
})

test('a key in an address is none, and no parameter of the API asks for a secret there', async () => {
  for (const name of ['access_token', 'api_key', 'apikey', 'key', 'token', 'authorization', 'x-api-key']) {
    const answer = await app.anonymous.get(`/api/mandates?${name}=${party.key}`)
    assert.ok([400, 401].includes(answer.status), `${name}: ${answer.status}`)
  }
  const { paths } = (await app.anonymous.get('/api/openapi.json')).json as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
  }
  const asked = Object.entries(paths).flatMap(([path, operations]) =>
    Object.values(operations).flatMap(({ parameters = [] }) =>
      parameters
        .filter(({ in: place, name }) => place !== 'header' && /pass|secret|token|otp|credential|session/i.test(name))
        .map(({ name }) => `${path} ${name}`),
    ),
  )
  // A page's token opens nothing without its caller's key, an id opens nothing; the link of an invitation opens once.
  const known = /nextPageToken|^(\/api)?\/invitations?\/| (?:session|credentialID)$/
  assert.deepEqual(
    [...new Set(asked)].filter((each) => !known.test(each)),
    [],
  )
})

test('what a caller’s key or session shows is kept by no cache', async () => {
  const an = await testPerson(app, party.id, ['administrator'])
  const plain = (await describedOperations(app)).filter(
    ({ method, template }) => method === 'GET' && !/[{*]/.test(template),
  )
  assert.ok(plain.length > 30)
  const kept: string[] = []
  for (const { path, template, permission } of plain) {
    if (permission === 'public') continue
    for (const answer of [await party.get(path), await app.operator.get(path), await an.get(path)])
      if (answer.status < 400 && !/no-store/.test(answer.headers.get('cache-control') ?? '')) kept.push(template)
  }
  assert.deepEqual(kept, [])
  assert.equal((await party.get('/events')).headers.get('cache-control'), 'no-store')
  assert.equal((await app.anonymous.get('/events')).headers.get('cache-control'), 'no-store', 'a refusal, too')
})

test('signing out takes back the session and clears what a page may have laid down in the browser', async () => {
  const ways: ((browser: TestPerson) => Promise<Answer>)[] = [
    (browser) => browser.send('POST', '/api/sign-out'),
    (browser) => browser.form('/account', '/sign-out', {}),
  ]
  for (const signOut of ways) {
    const an = await testPerson(app, party.id, ['reader'])
    const session = an.cookies.get('nguon-session') ?? ''
    const left = await signOut(an)
    assert.ok(left.status < 400, left.text)
    assert.match(left.headers.get('clear-site-data') ?? '', /"storage"/)
    assert.equal(an.cookies.get('nguon-session'), undefined)
    const again = testBrowser(app)
    again.cookies.set('nguon-session', session)
    assert.equal((await again.get('/api/account')).status, 401)
  }
})
