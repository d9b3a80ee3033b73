import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openDatabase } from '../../../src/platform/postgres/database.ts'
import { type Answer, type TestApp, testApp } from '../../app.ts'
import { clientSecret, type Liar, type Lie, otherTokens, settingOf, startLiar } from '../../identity-provider.ts'
import { type TestBrowser, type TestPerson, testBrowser, testPerson } from '../../people.ts'

// What a provider of identities hands out, and what it may hand out in somebody else's name.

let app: TestApp
let liar: Liar
let an: TestPerson

before(async () => {
  liar = await startLiar('an-there')
  app = await testApp({ LOG_LEVEL: 'trace', OIDC_PROVIDERS: JSON.stringify([settingOf('there', liar.issuer)]) })
  an = await testPerson(app, (await app.party('Hợp tác xã')).id, ['declarer'])
})
after(async () => {
  await Promise.all([app.close(), liar.stop()])
})

const comeBack = async (browser: TestBrowser, lie: Lie): Promise<Answer> => {
  const begun = await browser.get('/sign-in/with/there?next=/account')
  const asked = new URL(begun.headers.get('location') ?? '').searchParams
  liar.tell(lie, asked.get('nonce') ?? '')
  const query = new URLSearchParams({ code: 'code-of-the-provider', state: asked.get('state') ?? '' })
  return browser.get(`/sign-in/with/there/callback?${query}`)
}
const isSignedIn = async (browser: TestBrowser): Promise<boolean> => (await browser.get('/api/account')).status === 200

/** Every row of the module's tables, and of the record of deeds, as text. */
const everyRow = async (): Promise<string> => {
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  const tables = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('identity', 'platform')`,
  )
  const rows: string[] = []
  for (const { name } of tables)
    for (const { row } of await owner.query<{ row: string }>(`select t::text as row from ${name} t`)) rows.push(row)
  await owner.end()
  return rows.join('\n')
}

test('what a provider hands out stays in the server’s memory: no browser, row or line of the log has it', async () => {
  const path = '/account/providers/there'
  const answers = [await comeBack(an, 'honest'), await an.form(path, path, {})]
  const browser = testBrowser(app)
  answers.push(await comeBack(browser, 'honest'))
  assert.ok(await isSignedIn(browser))
  const seen = [
    ...answers.map(({ text, headers }) => text + JSON.stringify([...headers])),
    ...an.cookies.values(),
    ...browser.cookies.values(),
    ...app.logged,
    await everyRow(),
  ].join('\n')
  assert.match(seen, /an-there/, 'the rows were read')
  assert.equal(liar.given.length, 2)
  const signatures = liar.given.map((token) => token.split('.')[2] ?? '')
  const codes = ['code-of-the-provider', clientSecret]
  for (const secret of [...Object.values(otherTokens), ...signatures, ...codes])
    assert.ok(secret.length > 10 && !seen.includes(secret), secret)
})

test('a token that brings its own key, is signed by what both know, or is of a time to come lets nobody in', async () => {
  for (const lie of ['brings its own key', 'signed by the shared secret', 'not yet valid'] as const) {
    const browser = testBrowser(app)
    const answer = await comeBack(browser, lie)
    assert.equal(answer.status, 400, lie)
    assert.equal((answer.json as { type: string }).type, 'urn:nguon:problem:sign-on.answer-unfit', lie)
    assert.equal(await isSignedIn(browser), false, lie)
  }
  const browser = testBrowser(app)
  await comeBack(browser, 'honest')
  assert.ok(await isSignedIn(browser), 'the honest one does')
})
