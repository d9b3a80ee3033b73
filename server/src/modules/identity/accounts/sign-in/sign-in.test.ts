import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { pino } from 'pino'
import { chiefKeyOf, operatorKey, testApp } from '../../../../../test/app.ts'
import { createTestDatabase } from '../../../../../test/database.ts'
import { codeOf, csrfIn, type TestPerson, testBrowser, testPerson, tokenOf } from '../../../../../test/people.ts'
import { createApp } from '../../../../app.ts'
import { loadConfig } from '../../../../platform/config.ts'
import { openDatabase } from '../../../../platform/postgres/database.ts'
import { openSecretBox } from '../../../../platform/secret-box.ts'

const app = await testApp({ TRUST_PROXY: '1' })
const owner = openDatabase(app.ownerUrl, { connections: 1 })
after(async () => {
  await owner.end()
  await app.close()
})

const coop = await app.party('Hợp tác xã Một', { kind: 'cooperative' })
const asPage = { accept: 'text/html', 'accept-language': 'en' }

/** Adds an authenticator app to the account; gives its secret and the codes on paper. */
const withTotp = async (person: TestPerson) => {
  const { secret } = (await person.send('POST', '/api/account/totp')).json as { secret: string }
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const confirmed = await person.send('PUT', '/api/account/totp', { code: totp.generate() })
  assert.equal(confirmed.status, 200, confirmed.text)
  return { totp, ...(confirmed.json as { recoveryCodes: string[] }) }
}
/** As if the last code had been used long ago. */
const forgetSteps = () => owner.query('update identity.totp set last_step = 0')
const halfIn = async (person: TestPerson) => {
  const browser = testBrowser(app)
  const { signInName, password } = person
  return { browser, answer: await browser.send('POST', '/api/sign-in', { signInName, password }) }
}
const complete = (browser: ReturnType<typeof testBrowser>, proof: object) =>
  browser.send('POST', '/api/sign-in/second-factor', proof)

test('with an authenticator app the password alone opens nothing; a code works once', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const { totp, recoveryCodes } = await withTotp(an)
  assert.equal(recoveryCodes.length, 10)
  const { browser, answer } = await halfIn(an)
  assert.deepEqual(answer.json, { secondFactor: ['totp', 'recovery-code'] })
  assert.equal((await browser.get('/api/account')).status, 401)
  assert.equal(
    codeOf(await complete(browser, { code: totp.generate() })),
    'account.second-factor-wrong',
    'the one that confirmed',
  )
  await forgetSteps()
  const code = totp.generate()
  const half = browser.cookies.get('nguon-session')
  assert.equal((await complete(browser, { code })).status, 200)
  assert.equal((await browser.get('/api/account')).status, 200)
  assert.notEqual(browser.cookies.get('nguon-session'), half, 'the session has a token of its own')
  const { browser: second } = await halfIn(an)
  assert.equal(codeOf(await complete(second, { code })), 'account.second-factor-wrong', 'replayed')
  assert.equal(
    (await complete(second, { recoveryCode: recoveryCodes[0]?.toUpperCase().replaceAll('-', ' ') })).status,
    200,
  )
  const { browser: third } = await halfIn(an)
  assert.equal(codeOf(await complete(third, { recoveryCode: recoveryCodes[0] })), 'account.second-factor-wrong', 'used')
  assert.equal(codeOf(await complete(testBrowser(app), { code })), 'account.second-factor-first')
})

test('of two who send one code at the same moment, one is let in', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const { totp } = await withTotp(an)
  const browsers = [(await halfIn(an)).browser, (await halfIn(an)).browser]
  await forgetSteps()
  const code = totp.generate()
  const statuses = (await Promise.all(browsers.map((browser) => complete(browser, { code })))).map(
    ({ status }) => status,
  )
  assert.deepEqual(statuses.sort(), [200, 401])
})

test('codes are not guessed: after a few failures the second step waits, whatever cookies are left out', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  await withTotp(an)
  const { browser } = await halfIn(an)
  const statuses: number[] = []
  while (statuses.length < 15 && statuses.at(-1) !== 429) {
    browser.cookies.delete('nguon-device')
    statuses.push((await complete(browser, { code: String(statuses.length).padStart(6, '9') })).status)
  }
  assert.equal(statuses.at(-1), 429)
})

test('what opens doors is changed only shortly after a sign-in', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  await withTotp(an)
  await owner.query("update identity.session set proved_at = now() - interval '16 minutes' where account_id = $1", [
    an.id,
  ])
  for (const [method, path] of [
    ['DELETE', '/api/account/totp'],
    ['POST', '/api/account/recovery-codes'],
    ['POST', '/api/account/passkeys/options'],
    ['DELETE', '/api/account/sessions'],
  ] as const)
    assert.equal(codeOf(await an.send(method, path)), 'account.prove-again', path)
  const page = await an.form('/account', '/account/totp/remove', {})
  assert.equal(page.status, 403)
  assert.match(page.text, /sign in again/)
})

test('the pages of sign-in work without script, to the page that was asked for', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const { totp } = await withTotp(an)
  await forgetSteps()
  const browser = testBrowser(app)
  const asked = await browser.get('/account?lang=en', asPage)
  assert.deepEqual([asked.status, asked.headers.get('location')], [303, '/sign-in?next=%2Faccount%3Flang%3Den'])
  const door = '/sign-in?next=%2Faccount%3Flang%3Den'
  const wrong = await browser.form(door, '/sign-in', { signInName: an.signInName, password: 'sai mật khẩu rồi' })
  assert.equal(wrong.status, 401)
  assert.match(wrong.text, /role="alert">The sign-in name or the password is wrong/)
  assert.ok(wrong.text.includes(`value="${an.signInName}"`) && !wrong.text.includes('sai mật khẩu'))
  const next = '/account?lang=en'
  const half = await browser.form(door, '/sign-in', { signInName: an.signInName, password: an.password, next })
  const second = half.headers.get('location') ?? ''
  assert.equal(second, '/sign-in/second-factor?next=%2Faccount%3Flang%3Den')
  const whole = await browser.form(second, '/sign-in/second-factor', { code: totp.generate(), next })
  assert.deepEqual([whole.status, whole.headers.get('location')], [303, next])
  const page = await browser.get(next, asPage)
  assert.equal(page.status, 200)
  assert.match(
    page.headers.get('content-security-policy') ?? '',
    /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
  )
  assert.equal(page.headers.get('cache-control'), 'no-store')
  const out = await browser.form('/account', '/sign-out', {})
  assert.deepEqual([out.status, out.headers.get('location')], [303, '/sign-in'])
  assert.equal((await browser.get('/api/account')).status, 401)
})

test('no address of others is followed after sign-in', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  for (const next of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    '/\t/evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    '/sign-out',
    '/account\n/evil',
  ]) {
    const browser = testBrowser(app)
    const sent = await browser.form('/sign-in', '/sign-in', { signInName: an.signInName, password: an.password, next })
    assert.deepEqual([sent.status, sent.headers.get('location')], [303, '/account'], next)
  }
})

test('a cookie counts for a change only with the browser’s word that a page of ours asks', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const cookie = `nguon-session=${an.cookies.get('nguon-session')}`
  const change = (headers: Record<string, string>) =>
    app.anonymous.put('/api/account/acting-for', { party: coop.id }, { cookie, ...headers })
  const statuses = async (...all: Record<string, string>[]) =>
    (await Promise.all(all.map(change))).map(({ status }) => status)
  const own = app.config.publicUrl
  assert.deepEqual(
    await statuses(
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: own, 'sec-fetch-site': 'cross-site' },
      { origin: own, 'sec-fetch-site': 'same-site' },
      { origin: own, 'sec-fetch-site': 'none' },
    ),
    [401, 401, 401, 401, 401, 401],
  )
  assert.deepEqual(await statuses({ origin: own }, { 'sec-fetch-site': 'same-origin' }), [204, 204])
  assert.equal((await app.anonymous.get('/api/account', { cookie, 'sec-fetch-site': 'cross-site' })).status, 200)
})

test('a form is taken from the page that it stood in, and from the browser that opened it', async () => {
  const [an, binh] = [await testPerson(app, coop.id, ['declarer']), await testPerson(app, coop.id, ['declarer'])]
  const csrf = csrfIn((await an.get('/account')).text)
  const send = (browser: typeof an, fields: Record<string, string>) =>
    fetch(`${app.url}/account/sessions/end`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookiesOf(browser), origin: app.config.publicUrl },
      body: new URLSearchParams(fields),
    })
  assert.equal((await send(an, {})).status, 403)
  assert.equal((await send(binh, { csrf })).status, 403)
  assert.equal((await send(an, { csrf: `${csrf}x` })).status, 403)
  assert.equal((await send(an, { csrf })).status, 303)
  const elsewhere = await fetch(`${app.url}/api/mandates`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await chiefKeyOf(app.operator, coop.id)}` },
    body: new URLSearchParams({ a: 'b' }),
  })
  assert.equal(elsewhere.status, 415, 'forms are read by pages alone')
})

const cookiesOf = ({ cookies }: TestPerson): string => [...cookies].map((pair) => pair.join('=')).join('; ')

test('hostile forms are refused by name', async () => {
  const browser = testBrowser(app)
  for (const [fields, status] of [
    [{ signInName: 'a' }, 400],
    [{ signInName: 'a', password: 'b', more: 'c' }, 400],
    [{ signInName: 'a\0', password: 'b' }, 400],
    [{ signInName: 'a'.repeat(201), password: 'b' }, 400],
    [{ signInName: '\u202e', password: 'b'.repeat(1000) }, 401],
  ] as const)
    assert.equal((await browser.form('/sign-in', '/sign-in', { ...fields })).status, status, JSON.stringify(fields))
})

test('over https cookies bear the prefix that no neighbour can plant, and go nowhere but here', async () => {
  const secure = await testApp({ PUBLIC_URL: 'https://tx.example.vn' })
  try {
    const party = await secure.party('Công ty')
    const an = await testPerson(secure, party.id, ['declarer'])
    const answer = await testBrowser(secure).send('POST', '/api/sign-in', {
      signInName: an.signInName,
      password: an.password,
    })
    const set = answer.headers.getSetCookie()
    assert.ok(
      set.length === 2 &&
        set.every((each) =>
          /^__Host-nguon-(session|device)=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/.test(each),
        ),
      set.join('\n'),
    )
    assert.equal((await an.get('/api/account')).status, 200)
  } finally {
    await secure.close()
  }
})

test('no password, token, code or link stands in a log', async () => {
  const lines: string[] = []
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'nguon-data-'))
  const config = loadConfig({ DATA_DIR: dataDir, PUBLIC_URL: 'http://localhost:8080', API_KEY: operatorKey })
  const db = openDatabase(database.url, { role: 'nguon_server' })
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const http = await createApp(config, { db, log, operatorKey, box: openSecretBox(config) })
  try {
    const url = await http.listen({ port: 0, host: '127.0.0.1' })
    const call = (path: string, body: object, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    const asOperator = { authorization: `Bearer ${operatorKey}` }
    const person = { signInName: 'an@example.vn', name: 'Nguyễn Thị An', duties: ['administrator'] }
    const { link } = (await (await call('/api/accounts', person, asOperator)).json()) as { link: string }
    const password = 'ba chìm bảy nổi chín lênh đênh'
    const accepted = await call(`/api/invitations/${tokenOf(link)}`, { password })
    const cookies = accepted.headers.getSetCookie().map((each) => /=([^;]+)/.exec(each)?.[1] ?? '')
    await call('/api/sign-in', { signInName: 'an@example.vn', password: `${password} sai` })
    await call('/api/sign-in', { signInName: 'an@example.vn', password, unknown: 'member' })
    await call('/api/sign-in/second-factor', { recoveryCode: 'zzzz-zzzz-zzzz-zzzz' })
    await fetch(`${url}/invitation/${tokenOf(link)}`)
    await fetch(`${url}/api/account`, { headers: { cookie: `nguon-session=${cookies[0]}` } })
    const text = lines.join('\n')
    assert.ok(lines.length > 5 && cookies.length === 2)
    for (const secret of [password, tokenOf(link), operatorKey, 'zzzz', 'an@example.vn', ...cookies])
      assert.ok(!text.includes(secret), secret)
  } finally {
    await http.close()
    await db.end()
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('two links for one new name, used at the same moment, make one account', async () => {
  const firm = await app.party('Công ty Hai')
  const invited = { signInName: 'once@example.vn', name: 'An', duties: ['declarer'] }
  const tokens: string[] = []
  for (const party of [coop.id, firm.id]) {
    const { json } = await app.operator.post('/api/accounts', { ...invited, party })
    tokens.push(tokenOf((json as { link: string }).link))
  }
  const accept = (token: string) =>
    testBrowser(app).send('POST', `/api/invitations/${token}`, { password: 'tre già măng mọc' })
  const statuses = (await Promise.all(tokens.map(accept))).map(({ status }) => status)
  assert.ok(statuses.includes(200) && statuses.every((status) => [200, 401].includes(status)), String(statuses))
  for (const token of tokens) await accept(token)
  const browser = testBrowser(app)
  await browser.send('POST', '/api/sign-in', { signInName: 'once@example.vn', password: 'tre già măng mọc' })
  assert.equal(((await browser.get('/api/account')).json as { memberships: unknown[] }).memberships.length, 2)
})

test('where a second factor is required, a password alone lets its person read, and add one', async () => {
  const strict = await testApp({ SECOND_FACTOR: 'required' })
  try {
    const party = await strict.party('Công ty')
    const an = await testPerson(strict, party.id, ['administrator'])
    assert.deepEqual([(await an.get('/events')).status, (await an.get('/api/accounts')).status], [200, 403])
    const { secret } = (await an.send('POST', '/api/account/totp')).json as { secret: string }
    const totp = new TOTP({ secret: Secret.fromBase32(secret) })
    const confirmed = await an.send('PUT', '/api/account/totp', { code: totp.generate() })
    const { recoveryCodes } = confirmed.json as { recoveryCodes: string[] }
    const { signInName, password } = an
    await an.send('POST', '/api/sign-in', { signInName, password })
    await complete(an, { recoveryCode: recoveryCodes[0] })
    assert.equal((await an.get('/api/accounts')).status, 200)
  } finally {
    await strict.close()
  }
})
