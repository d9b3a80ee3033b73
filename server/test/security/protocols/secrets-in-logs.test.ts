import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { createLog } from '../../../src/platform/log.ts'
import { clientOf, operatorKey, type TestApp, type TestParty, testApp } from '../../app.ts'
import { type Liar, settingOf, startLiar } from '../../identity-provider.ts'
import { testBrowser, testPerson, tokenOf } from '../../people.ts'

// Secrets wherever a caller may put them, rightly or by mistake; then the log is searched for each.

let app: TestApp
let party: TestParty
let liar: Liar

before(async () => {
  liar = await startLiar('an-there')
  app = await testApp({ LOG_LEVEL: 'trace', OIDC_PROVIDERS: JSON.stringify([settingOf('there', liar.issuer)]) })
  party = await app.party('Hợp tác xã')
})
after(async () => {
  await Promise.all([app.close(), liar.stop()])
})

type Line = Record<string, unknown> & { time: string; level: number; msg: string }
const lines = (): Line[] => app.logged.map((line) => JSON.parse(line) as Line)

/** Searches the log for what was sent, as it is and in the forms in which it travels. */
const assertUnlogged = (secrets: Record<string, string>): void => {
  const text = app.logged.join('')
  for (const [what, secret] of Object.entries(secrets)) {
    assert.ok(secret.length >= 6, `${what} is there`)
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')]
    for (const form of forms) assert.ok(!text.includes(form), `${what} stands in the log`)
  }
}
/** The log tells of a request by this route: what is not in it was left out, not unheard. */
const assertLogged = (...routes: string[]): void => {
  const seen = new Set(lines().map(({ route }) => route))
  for (const route of routes) assert.ok(seen.has(route), `${route} is logged`)
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const formOf = (fields: Record<string, string>): string => new URLSearchParams(fields).toString()

test('a person’s password, codes, links and cookies stand in no line', async () => {
  const an = await testPerson(app, party.id, ['administrator'])
  const { secret } = (await an.send('POST', '/api/account/totp')).json as { secret: string }
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  const confirmed = await an.send('PUT', '/api/account/totp', { code })
  const { recoveryCodes } = confirmed.json as { recoveryCodes: string[] }
  const fresh = `mật khẩu mới ${crypto.randomUUID()}`
  await an.send('PUT', '/api/account/password', { current: an.password, password: fresh })
  const invited = await an.send('POST', '/api/accounts', {
    signInName: 'binh@example.vn',
    name: 'Trần Văn Bình',
    duties: ['declarer'],
  })
  const { link } = invited.json as { link: string }
  const visitor = testBrowser(app)
  await visitor.get(`/invitation/${tokenOf(link)}`, { accept: 'text/html' })
  await visitor.form('/sign-in', '/sign-in', { signInName: an.signInName, password: `${fresh} sai`, next: '/account' })
  await visitor.send('POST', '/api/sign-in', { signInName: an.signInName, password: fresh, more: 'member' })
  await visitor.send('POST', '/api/sign-in', { signInName: an.signInName, password: fresh })
  await visitor.send('POST', '/api/sign-in/second-factor', { recoveryCode: `${recoveryCodes[0]}` })
  await visitor.get(`/sign-in?password=${encodeURIComponent(fresh)}`, { accept: 'text/html' })
  await app.anonymous.post('/api/sign-in', `{"signInName":"a","password":"${fresh}`)
  assertLogged('/api/sign-in', '/sign-in', '/api/sign-in/second-factor', '/api/account/totp', '/invitation/:token')
  const [first = '', second = ''] = recoveryCodes
  assertUnlogged({
    'the password': an.password,
    'the new password': fresh,
    'the secret of the codes': secret,
    'a recovery code that was used': first,
    'a recovery code': second,
    'the link': tokenOf(link),
    'the sign-in name': an.signInName,
    ...Object.fromEntries([...an.cookies, ...visitor.cookies].map(([name, value]) => [`the cookie ${name}`, value])),
  })
})

test('a machine’s key, secret, token and assertion stand in no line, wherever they are put', async () => {
  const made = await party.chief.post(`/api/parties/${party.id}/clients`, { label: 'máy chủ' })
  const { clientID, clientSecret } = made.json as { clientID: string; clientSecret: string }
  const basic = Buffer.from(`${clientID}:${clientSecret}`).toString('base64')
  const grant = { grant_type: 'client_credentials' }
  const granted = await app.anonymous.post('/oauth/token', formOf(grant), { ...form, authorization: `Basic ${basic}` })
  const { access_token: token } = granted.json as { access_token: string }
  const wrong = `${'0'.repeat(31)}f${'e'.repeat(32)}`
  const assertion = `eyJhbGciOiJFUzI1NiJ9.${Buffer.from('{"sub":"nobody"}').toString('base64url')}.forged-signature`
  const proofs: Record<string, string>[] = [
    { client_id: clientID, client_secret: wrong },
    { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion },
    { client_id: clientID, client_secret: clientSecret, more: token },
  ]
  for (const fields of proofs) await app.anonymous.post('/oauth/token', formOf({ ...grant, ...fields }), form)
  await clientOf(app.url, token).get(`/events?access_token=${token}`)
  await clientOf(app.url, `${party.key}0`).get('/events')
  await app.anonymous.get('/events', { 'x-api-key': party.key })
  await app.anonymous.get(`/events?api_key=${party.key}`)
  await app.anonymous.get(`/${party.key}`)
  await app.anonymous.get(`/events/%E0%A4%A?key=${party.key}`)
  await app.anonymous.post(`/api/parties?key=${party.key}`, `{"key": "${party.key}", `)
  await app.anonymous.get(`/sign-in/with/there/callback?code=code-of-a-sign-in&state=state-of-a-sign-in`)
  await party.post('/queries', { name: 'q', query: {} })
  const signatureToken = `chữ ký ${crypto.randomUUID()}`
  const dest = 'https://receiver.example/hook?secret=secret-of-the-receiver'
  await party.post('/queries/q/subscriptions', { dest, signatureToken, stream: true })
  await app.anonymous.post('/oauth/revoke', formOf({ token, client_id: clientID, client_secret: clientSecret }), form)
  assertLogged('/oauth/token', '/oauth/revoke', '/events', '/queries/:queryName/subscriptions', 'none')
  assertUnlogged({
    'the operator’s key': operatorKey,
    'the key': party.key,
    'the secret half of the key': party.key.slice(-64),
    'the client’s secret': clientSecret,
    'a wrong secret': wrong,
    'name and secret together': basic,
    'the token': token,
    'the assertion': assertion,
    'the code of a sign-in elsewhere': 'code-of-a-sign-in',
    'the signature token': signatureToken,
    'what the receiver’s address holds': 'secret-of-the-receiver',
  })
})

test('of a row that the database refused the log tells the rule, and nothing of the row', async () => {
  const an = await testPerson(app, party.id, ['reader'])
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  const again = `insert into identity.account (account_id, sign_in_name, name, created_by) values ($1, $2, $3, $1)`
  const nameless = `insert into identity.account (account_id, sign_in_name, name, created_by) values ($1, $2, null, $1)`
  const id = crypto.randomUUID()
  for (const refused of [app.db.query(again, [id, an.signInName, 'An']), app.db.query(nameless, [id, 'an@b.vn'])])
    log.error({ err: await refused.catch((error: unknown) => error) }, 'failed')
  const [unique = '', missing = ''] = lines
  assert.match(unique, /account_sign_in_name_key/)
  assert.match(missing, /null value in column/)
  assert.ok(!unique.includes(an.signInName) && !missing.includes('an@b.vn'), lines.join(''))
})

test('each line is one object with its time in UTC, whatever a caller puts into a request', async () => {
  const forged = '\n{"level":60,"msg":"forged"}\n'
  await app.anonymous.get(`/${encodeURIComponent(forged)}`)
  await app.anonymous.get(`/sign-in/with/${encodeURIComponent('x\n')}`)
  await app.anonymous.get('/events', { 'user-agent': '{"level":60}', 'x-api-key': '{"msg":"forged"}' })
  await app.anonymous.post('/api/sign-in', { signInName: forged, password: forged })
  for (const line of app.logged) {
    assert.equal(line.indexOf('\n'), line.length - 1, line)
    const { time, level, msg } = JSON.parse(line) as Line
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.ok(Number.isInteger(level) && level < 60 && msg !== 'forged', line)
  }
})

test('a sign-in is on record with its proof, a failed one in the log with its reason and network', async () => {
  const an = await testPerson(app, party.id, ['reader'])
  const typed = { signInName: an.signInName, password: an.password }
  const browser = testBrowser(app)
  const wrong = { signInName: an.signInName, password: 'không phải mật khẩu này' }
  await browser.send('POST', '/api/sign-in', wrong)
  await browser.form('/sign-in', '/sign-in', { ...wrong, next: '/account' })
  await browser.send('POST', '/api/sign-in', typed)
  await app.anonymous.get('/events', { authorization: `Bearer ng_${'0'.repeat(32)}_${'0'.repeat(64)}` })
  const client = { grant_type: 'client_credentials', client_id: party.id, client_secret: 'không phải' }
  await app.anonymous.post('/oauth/token', formOf(client), form)
  const codes = lines().map(({ refused, network }) => `${refused} ${network}`)
  for (const code of ['identity.key-wrong', 'oauth.client-wrong'])
    assert.ok(codes.includes(`${code} 127.0.0.0/24`), code)
  const failed = lines().filter(({ refused }) => refused === 'account.sign-in-wrong')
  assert.ok(failed.some(({ route, network }) => route === '/api/sign-in' && network === '127.0.0.0/24'))
  assert.ok(failed.some(({ route, network }) => route === '/sign-in' && network === '127.0.0.0/24'))
  const deeds = await app.db.query<{ details: { method: string }; origin: string }>(
    `select details, origin from platform.audit where action = 'identity.sign-in' and subject = $1`,
    [an.id],
  )
  assert.ok(deeds.some(({ details, origin }) => details.method === 'password' && origin === '127.0.0.0/24'))
})

test('a call that is refused for want of a right is in the log, with who made it', async () => {
  const an = await testPerson(app, party.id, ['reader'])
  assert.equal((await an.send('POST', '/api/parties', {})).status, 403)
  assert.equal((await party.post('/api/parties', {})).status, 403)
  assert.equal((await app.anonymous.get('/api/parties')).status, 401)
  const refused = lines().filter(({ route, status }) => route === '/api/parties' && (status === 403 || status === 401))
  const who = refused.map(({ account, party: of, refused: code, method }) => [method, account, of, code])
  assert.deepEqual(who.slice(-3), [
    ['POST', an.id, party.id, 'platform.forbidden'],
    ['POST', undefined, party.id, 'platform.forbidden'],
    ['GET', undefined, undefined, 'platform.unauthorized'],
  ])
  assert.ok(refused.every(({ reqId, network }) => typeof reqId === 'string' && network === '127.0.0.0/24'))
})

test('input that is refused is in the log by the code of its refusal', async () => {
  const asked: [send: () => Promise<unknown>, code: string][] = [
    [() => app.operator.post('/api/parties', { kind: 'shop' }), 'platform.body-invalid'],
    [() => app.operator.post('/api/parties', '{"kind"'), 'platform.body-malformed'],
    [() => app.anonymous.get('/nowhere'), 'platform.not-found'],
  ]
  for (const [send, code] of asked) {
    const before = app.logged.length
    await send()
    assert.equal(
      lines()
        .slice(before)
        .find(({ msg }) => msg === 'answered')?.refused,
      code,
    )
  }
})
