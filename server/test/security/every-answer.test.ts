import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { type Described, describedOperations } from '../access/described.ts'
import { operatorKey, type TestApp, testApp } from '../app.ts'
import { testBrowser, testPerson } from '../people.ts'

// What browsers heed stands on every answer of every operation that the API describes, so that a new one is held to it by itself.

const publicUrl = 'https://tx.example.vn'
let app: TestApp
let operations: Described[]

before(async () => {
  app = await testApp({ PUBLIC_URL: publicUrl, SECOND_FACTOR: 'optional', REQUESTS_PER_MINUTE: '0' })
  operations = await describedOperations(app)
})
after(() => app.close())

type Asked = { operation: Described; headers: Headers; status: number }

/** Asks an operation as nobody and as the operator; a stream is not waited for. */
const askAll = async (headers: Record<string, string> = {}): Promise<Asked[]> => {
  const all: Asked[] = []
  for (const operation of operations)
    for (const authorization of [undefined, `Bearer ${operatorKey}`]) {
      const waiting = new AbortController()
      const response = await fetch(new URL(operation.path, app.url), {
        method: operation.method,
        redirect: 'manual',
        signal: waiting.signal,
        headers: { ...headers, ...(authorization && { authorization }) },
      })
      all.push({ operation, headers: response.headers, status: response.status })
      waiting.abort()
    }
  return all
}

const nameOf = ({ operation, status }: Asked): string => `${operation.method} ${operation.template} ${status}`

/** What stands wrong on which answers. */
const faultsIn = (all: readonly Asked[], isRight: (headers: Headers) => boolean): string[] =>
  all.filter(({ headers }) => !isRight(headers)).map(nameOf)

const policyOf = (headers: Headers): string[] =>
  (headers.get('content-security-policy') ?? '').split(';').map((each) => each.trim())
const hasPolicy = (headers: Headers): boolean =>
  ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"].every((each) => policyOf(headers).includes(each))
const isStrict = (headers: Headers): boolean =>
  headers.get('strict-transport-security') === 'max-age=31536000; includeSubDomains'

test('every answer has a policy without plug-ins, foreign bases and frames, and lets no browser guess, tell or come in the clear', async () => {
  const all = await askAll()
  assert.ok(all.length > 300)
  assert.deepEqual(faultsIn(all, hasPolicy), [])
  assert.deepEqual(
    faultsIn(all, (headers) => headers.get('x-content-type-options') === 'nosniff'),
    [],
  )
  assert.deepEqual(
    faultsIn(all, (headers) =>
      ['same-origin', 'no-referrer', 'strict-origin-when-cross-origin'].includes(headers.get('referrer-policy') ?? ''),
    ),
    [],
  )
  assert.deepEqual(faultsIn(all, isStrict), [])
})

test('no policy lets foreign or unnamed scripts run; what is no page is shut in a sandbox', async () => {
  const all = await askAll({ accept: 'text/html' })
  const isPage = ({ headers }: Asked) => /^text\/html/.test(headers.get('content-type') ?? '')
  assert.ok(all.filter(isPage).length > 20)
  assert.deepEqual(
    faultsIn(all.filter(isPage), (headers) => policyOf(headers).some((each) => each.startsWith('default-src '))),
    [],
    'or whatever is not named may run',
  )
  assert.deepEqual(
    faultsIn(all.filter(isPage), (headers) =>
      policyOf(headers).every((each) => !/^(script|default)-src/.test(each) || !/unsafe|https?:|\*/.test(each)),
    ),
    [],
  )
  const data = all.filter((asked) => !isPage(asked))
  assert.deepEqual(
    faultsIn(data, (headers) => policyOf(headers).includes('sandbox') && policyOf(headers)[0] === "default-src 'none'"),
    [],
  )
})

test('every text says in which encoding it is written', async () => {
  for (const accept of ['*/*', 'text/html', 'application/xml', 'text/csv'])
    assert.deepEqual(
      faultsIn(await askAll({ accept }), (headers) => {
        const type = headers.get('content-type') ?? ''
        return !/^text\/|[/+]xml\b/.test(type) || /;\s*charset=utf-8$/i.test(type)
      }),
      [],
      accept,
    )
})

test('another site’s page reads what is public for everybody, and nothing else', async () => {
  const all = await askAll({ origin: 'https://evil.example' })
  assert.deepEqual(
    all.filter(({ headers }) => headers.get('access-control-allow-credentials') !== null).map(nameOf),
    [],
  )
  const open = all.filter(({ headers }) => headers.get('access-control-allow-origin') !== null)
  assert.deepEqual(open.filter(({ headers }) => headers.get('access-control-allow-origin') !== '*').map(nameOf), [])
  assert.deepEqual(open.filter(({ operation }) => operation.permission !== 'public').map(nameOf), [])
})

test('a refusal that comes before every route carries them, and so does one of bytes that are no HTTP', async () => {
  for (const path of ['/nowhere', '/01/%E0%A4%A', `/${'x'.repeat(3000)}`]) {
    const { headers } = await app.anonymous.get(path)
    assert.ok(hasPolicy(headers) && isStrict(headers), path)
  }
  const raw = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write('HELLO\r\n\r\n'))
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text)).on('error', reject)
  })
  assert.match(raw, /^HTTP\/1\.1 400/)
  for (const line of ['strict-transport-security: max-age=31536000', "content-security-policy: default-src 'none'"])
    assert.ok(raw.includes(`\r\n${line}`), line)
})

test('what is asked for by GET changes nothing: not even for who may do everything', async () => {
  // That somebody took its own data away is on record; nothing changes by it.
  const deeds = async () => (await app.db.query(`select 1 from platform.audit where action <> 'privacy.export'`)).length
  const party = await app.party('Hợp tác xã')
  const an = await testPerson(app, undefined, ['administrator'])
  const before = await deeds()
  for (const { method, path } of operations.filter((each) => each.method === 'GET')) {
    await app.operator.get(path)
    await an.send(method, path)
    await party.get(path)
  }
  assert.equal(await deeds(), before)
})

test('a page that is asked for alone shows nothing of an account without the cookie that is its own', async () => {
  const party = await app.party('Công ty')
  const an = await testPerson(app, party.id, ['declarer'])
  for (const { path } of operations.filter(
    ({ method, permission }) => method === 'GET' && permission === 'signed-in',
  )) {
    const answer = await testBrowser(app).get(path, { accept: 'text/html' })
    assert.ok([303, 401].includes(answer.status), `${path} ${answer.status}`)
    assert.ok(!answer.text.includes(an.signInName))
  }
})
