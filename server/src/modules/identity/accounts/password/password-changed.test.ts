import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { hash } from '@node-rs/argon2'
import { Secret, TOTP } from 'otpauth'
import { testApp } from '../../../../../test/app.ts'
import { heldBack } from '../../../../../test/held-back.ts'
import { codeOf, type TestPerson, testBrowser, testPerson, tokenOf } from '../../../../../test/people.ts'
import { openDatabase } from '../../../../platform/postgres/database.ts'

// To judge a password takes tens of milliseconds, in which it may be changed: whoever knows the former one alone must not be in
// when that is done.

const app = await testApp()
const owner = openDatabase(app.ownerUrl, { connections: 1 })
after(async () => {
  await owner.end()
  await app.close()
})

const coop = await app.party('Hợp tác xã Một', { kind: 'cooperative' })
const chief = await testPerson(app, coop.id, ['administrator'])
const another = 'nước chảy đá mòn'

const signIn = (browser: ReturnType<typeof testBrowser>, { signInName }: TestPerson, password: string) =>
  browser.send('POST', '/api/sign-in', { signInName, password })
const change = (person: TestPerson, password = another) =>
  person.send('PUT', '/api/account/password', { current: person.password, password })
const isIn = async (browser: ReturnType<typeof testBrowser>) => (await browser.get('/api/account')).status === 200

/** A link by which the person begins anew, as a call that uses it. */
const recovery = async (person: TestPerson) => {
  const offered = await chief.send('POST', `/api/accounts/${person.id}/recovery`)
  const path = `/api/invitations/${tokenOf((offered.json as { link: string }).link)}`
  const browser = testBrowser(app)
  return { browser, use: () => browser.send('POST', path, { password: another }) }
}

test('the former password, shown just before it is changed, lets nobody in just after', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const thief = testBrowser(app)
  const [changed, entered] = await heldBack(
    app,
    () => change(an),
    () => signIn(thief, an, an.password),
  )
  assert.equal(changed?.status, 204)
  assert.deepEqual([entered?.status, entered && codeOf(entered)], [401, 'account.sign-in-wrong'])
  assert.deepEqual([await isIn(thief), await isIn(an)], [false, true])
  assert.equal((await signIn(testBrowser(app), an, another)).status, 200)
})

test('nor does it accept an invitation in the name of its person', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const firm = await app.party('Công ty Hai')
  const invited = { party: firm.id, signInName: an.signInName, name: 'An', duties: ['declarer'] }
  const { link } = (await app.operator.post('/api/accounts', invited)).json as { link: string }
  const [changed, accepted] = await heldBack(
    app,
    () => change(an),
    () => testBrowser(app).send('POST', `/api/invitations/${tokenOf(link)}`, { password: an.password }),
  )
  assert.deepEqual([changed?.status, accepted?.status], [204, 401])
})

test('whoever was coming in by the former password has its session ended by the change', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const thief = testBrowser(app)
  const [, changed] = await heldBack(
    app,
    () => signIn(thief, an, an.password),
    () => change(an),
  )
  assert.equal(changed?.status, 204)
  assert.deepEqual([await isIn(thief), await isIn(an)], [false, true])
})

test('a sign-in that the former password began is not completed after the change', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const { secret } = (await an.send('POST', '/api/account/totp')).json as { secret: string }
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  const { recoveryCodes } = (await an.send('PUT', '/api/account/totp', { code })).json as { recoveryCodes: string[] }
  const complete = (browser: ReturnType<typeof testBrowser>, recoveryCode: string | undefined) =>
    browser.send('POST', '/api/sign-in/second-factor', { recoveryCode })
  const [late, early] = [testBrowser(app), testBrowser(app)]
  for (const browser of [late, early]) assert.equal((await signIn(browser, an, an.password)).status, 200)
  const [completed, changed, refused] = await heldBack(
    app,
    () => complete(early, recoveryCodes[0]),
    () => change(an),
    () => complete(late, recoveryCodes[1]),
  )
  assert.deepEqual([completed?.status, changed?.status], [200, 204])
  assert.equal(refused && codeOf(refused), 'account.second-factor-first')
  assert.deepEqual([await isIn(early), await isIn(late), await isIn(an)], [false, false, true])
})

test('the same holds for a link by which one begins anew, whichever comes first', async () => {
  for (const order of ['link first', 'sign-in first']) {
    const an = await testPerson(app, coop.id, ['declarer'])
    const [thief, link] = [testBrowser(app), await recovery(an)]
    const calls = [link.use, () => signIn(thief, an, an.password)]
    const answers = await heldBack(app, ...(order === 'link first' ? calls : calls.toReversed()))
    assert.deepEqual(answers.map(({ status }) => status).sort(), order === 'link first' ? [200, 401] : [200, 200])
    assert.deepEqual([await isIn(thief), await isIn(an), await isIn(link.browser)], [false, false, true], order)
  }
})

test('of two who change one password at the same moment, the second has shown one that is none any more', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const thief = { ...an, ...testBrowser(app) }
  await signIn(thief, an, an.password)
  const [mine, theirs] = await heldBack(
    app,
    () => change(an),
    () => change(thief, 'một câu của kẻ trộm'),
  )
  assert.deepEqual([mine?.status, theirs?.status], [204, 403])
  assert.deepEqual([await isIn(thief), await isIn(an)], [false, true])
  assert.equal((await signIn(testBrowser(app), an, another)).status, 200)
})

test('whoever signs in twice at once while the hash is brought to today’s cost is let in twice', async () => {
  const an = await testPerson(app, coop.id, ['declarer'])
  const weak = await hash(an.password.normalize('NFC'), { memoryCost: 8192, timeCost: 1, parallelism: 1 })
  await owner.query('update identity.password set hash = $2 where account_id = $1', [an.id, weak])
  const browsers = [testBrowser(app), testBrowser(app)]
  const answers = await heldBack(app, ...browsers.map((browser) => () => signIn(browser, an, an.password)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  )
})
