import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { openDatabase } from '../../src/platform/postgres/database.ts'
import { describedOperations } from '../access/described.ts'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { codeOf, type TestPerson, testBrowser, testPerson, tokenOf } from '../people.ts'

let app: TestApp
let coop: TestParty
before(async () => {
  app = await testApp()
  coop = await app.party('Hợp tác xã Một', { kind: 'cooperative' })
})
after(() => app.close())

const asPage = { accept: 'text/html', 'accept-language': 'en' }
type Account = { sessions: { id: string; current: boolean }[]; secondFactor: { totp: boolean } }
const accountOf = async (browser: { get(path: string): Promise<{ json: unknown }> }): Promise<Account> =>
  (await browser.get('/api/account')).json as Account

const asOwner = async (text: string, values: unknown[]): Promise<void> => {
  const db = openDatabase(app.ownerUrl, { connections: 1 })
  await db.query(text, values)
  await db.end()
}
const forgetSteps = () => asOwner('update identity.totp set last_step = 0', [])

const addTotp = async (person: TestPerson): Promise<TOTP> => {
  const { secret } = (await person.send('POST', '/api/account/totp')).json as { secret: string }
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  assert.equal((await person.send('PUT', '/api/account/totp', { code: totp.generate() })).status, 200)
  return totp
}

test('each sign-in gives a new token, in the cookie alone, and ends the session that the browser was in', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const tokens = [an.cookies.get('nguon-session') ?? '']
  for (let count = 0; count < 3; count += 1) {
    const answer = await an.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
    const token = an.cookies.get('nguon-session') ?? ''
    assert.ok(token !== '' && !answer.text.includes(token))
    tokens.push(token)
  }
  assert.equal(new Set(tokens).size, 4)
  for (const token of tokens.slice(0, -1))
    assert.equal((await app.anonymous.get('/api/account', { cookie: `nguon-session=${token}` })).status, 401)
  assert.equal((await accountOf(an)).sessions.length, 1)
})

test('somebody else who signs in at the same browser leaves the first one signed out', async () => {
  const [an, binh] = [await testPerson(app, coop.id, ['declarer']), await testPerson(app, coop.id, ['declarer'])]
  const first = an.cookies.get('nguon-session')
  await an.send('POST', '/api/sign-in', { signInName: binh.signInName, password: binh.password })
  assert.equal((await app.anonymous.get('/api/account', { cookie: `nguon-session=${first}` })).status, 401)
})

test('an account has twenty sessions at once; with one more the one that was silent longest ends', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const silent = testBrowser(app)
  await silent.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  await asOwner(
    `update identity.session set last_seen_at = now() - interval '10 minutes'
     where account_id = $1 and session_id <> $2`,
    [an.id, (await accountOf(an)).sessions.find(({ current }) => current)?.id],
  )
  const others = Array.from({ length: 18 }, () => testBrowser(app))
  for (const browser of others)
    await browser.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  assert.equal((await accountOf(an)).sessions.length, 20)
  const last = testBrowser(app)
  await last.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  assert.equal((await silent.get('/api/account')).status, 401)
  for (const browser of [an, ...others, last]) assert.equal((await browser.get('/api/account')).status, 200)
})

test('one’s sessions are seen at any time, and ended by who has lately shown who it is', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const other = testBrowser(app)
  await other.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  await asOwner("update identity.session set proved_at = now() - interval '16 minutes' where account_id = $1", [an.id])
  const { sessions } = await accountOf(an)
  assert.equal(sessions.length, 2)
  const theirs = sessions.find(({ current }) => !current)?.id
  for (const path of ['/api/account/sessions', `/api/account/sessions/${theirs}`])
    assert.equal(codeOf(await an.send('DELETE', path)), 'account.prove-again')
  assert.equal((await an.form('/account', '/account/sessions/end', {})).status, 403)
  assert.equal((await other.get('/api/account')).status, 200)
  await an.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  assert.equal((await an.send('DELETE', `/api/account/sessions/${theirs}`)).status, 204)
  assert.equal((await other.get('/api/account')).status, 401)
})

test('after a change of what one proves oneself by, all other sessions can be ended from the page that follows', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const other = testBrowser(app)
  await other.send('POST', '/api/sign-in', { signInName: an.signInName, password: an.password })
  await addTotp(an)
  const removed = await an.form('/account', '/account/totp/remove', {})
  assert.deepEqual([removed.status, removed.headers.get('location')], [303, '/account?done=totp-removed'])
  const page = await an.get('/account?done=totp-removed', asPage)
  assert.match(page.text, /action="\/account\/sessions\/end"/)
  assert.equal((await other.get('/api/account')).status, 200)
  assert.equal((await an.form('/account', '/account/sessions/end', {})).status, 303)
  assert.deepEqual([(await other.get('/api/account')).status, (await an.get('/api/account')).status], [401, 200])
})

test('every page for who is signed in has a button to sign out', async () => {
  const chief = await testPerson(app, coop.id, ['administrator', 'approver', 'declarer'])
  const operator = await testPerson(app, undefined, ['administrator'])
  const pages = (await describedOperations(app)).filter(
    ({ method, permission, template }) => method === 'GET' && permission !== 'public' && !/^\/api\/|\{/.test(template),
  )
  let seen = 0
  for (const { path } of pages)
    for (const person of [chief, operator]) {
      const page = await person.get(path, asPage)
      if (!/^text\/html/.test(page.headers.get('content-type') ?? '')) continue
      seen += 1
      assert.match(page.text, /<form method="post" action="\/sign-out">/, path)
    }
  assert.ok(seen >= 10, String(seen))
})

test('a link for a new password leaves the second factor, and opens nothing without it', async () => {
  const chief = await testPerson(app, coop.id, ['administrator'])
  const an = await testPerson(app, coop.id, ['declarer'])
  const totp = await addTotp(an)
  const offered = await chief.send('POST', `/api/accounts/${an.id}/recovery?keepSecondFactor=true`)
  assert.equal(offered.status, 201, offered.text)
  const token = tokenOf((offered.json as { link: string }).link)
  assert.equal(
    ((await app.anonymous.get(`/api/invitations/${token}`)).json as { purpose: string }).purpose,
    'new-password',
  )
  const browser = testBrowser(app)
  const password = 'gió đưa cành trúc la đà'
  const accepted = await browser.send('POST', `/api/invitations/${token}`, { password })
  assert.deepEqual(accepted.json, { signedIn: false, secondFactor: ['totp', 'recovery-code'] })
  assert.equal((await browser.get('/api/account')).status, 401, 'the password alone')
  assert.equal((await an.get('/api/account')).status, 401, 'sessions of before have ended')
  await forgetSteps()
  assert.equal((await browser.send('POST', '/api/sign-in/second-factor', { code: totp.generate() })).status, 200)
  assert.equal((await accountOf(browser)).secondFactor.totp, true)
  const former = await testBrowser(app).send('POST', '/api/sign-in', {
    signInName: an.signInName,
    password: an.password,
  })
  assert.equal(former.status, 401)
})

test('the same by the pages; for who has no second factor such a link is a new beginning', async () => {
  const firm = await app.party('Công ty Hai')
  const chief = await testPerson(app, firm.id, ['administrator'])
  const an = await testPerson(app, firm.id, ['declarer'])
  assert.doesNotMatch((await chief.get('/account/people', asPage)).text, /people\/new-password/)
  const bare = await chief.send('POST', `/api/accounts/${an.id}/recovery?keepSecondFactor=true`)
  const offer = await app.anonymous.get(`/api/invitations/${tokenOf((bare.json as { link: string }).link)}`)
  assert.equal((offer.json as { purpose: string }).purpose, 'recovery')
  const totp = await addTotp(an)
  const made = await chief.form('/account/people', '/account/people/new-password', { account: an.id })
  const path = new URL(/<code>([^<]+)<\/code>/.exec(made.text)?.[1] ?? 'http://none').pathname
  const browser = testBrowser(app)
  assert.match((await browser.get(path, asPage)).text, /Your second step stays/)
  const password = 'tiếng gà gáy sáng sớm'
  const sent = await browser.form(path, path, { password, again: password })
  assert.deepEqual([sent.status, sent.headers.get('location')], [303, '/sign-in/second-factor'])
  await forgetSteps()
  const whole = await browser.form('/sign-in/second-factor', '/sign-in/second-factor', { code: totp.generate() })
  assert.equal(whole.status, 303)
  assert.equal((await browser.get('/api/account')).status, 200)
})

test('at a secure origin one proof lets its person read and add another, unless the operator has decided otherwise', async () => {
  for (const [more, status] of [
    [{}, 403],
    [{ SECOND_FACTOR: 'optional' }, 200],
  ] as const) {
    const secure = await testApp({ PUBLIC_URL: 'https://tx.example.vn', ...more })
    try {
      const party = await secure.party('Công ty')
      const an = await testPerson(secure, party.id, ['administrator'])
      assert.equal((await an.get('/api/accounts')).status, status)
      assert.equal((await an.send('POST', '/api/account/totp')).status, 200)
    } finally {
      await secure.close()
    }
  }
})
