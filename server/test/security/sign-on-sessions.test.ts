import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openDatabase } from '../../src/platform/postgres/database.ts'
import { type TestApp, testApp } from '../app.ts'
import { settingOf, signInThere, startIdentityProvider } from '../identity-provider.ts'
import { type TestBrowser, type TestPerson, testBrowser, testPerson } from '../people.ts'

// What a session is that another system's word opened: when it begins, how long it lasts, and what it may do.

const publicUrl = 'http://localhost:8080'
const callback = (id: string) => `${publicUrl}/sign-in/with/${id}/callback`
const people = { an: { name: 'Nguyễn Thị An' }, same: { name: 'Người khác' } }

let app: TestApp
let an: TestPerson
let province: { issuer: string; stop(): Promise<void> }
let other: { issuer: string; stop(): Promise<void> }

before(async () => {
  province = await startIdentityProvider([callback('tinh')], people)
  other = await startIdentityProvider([callback('khac')], people)
  const settings = [settingOf('tinh', province.issuer), settingOf('khac', other.issuer)]
  app = await testApp({ OIDC_PROVIDERS: JSON.stringify(settings) })
  const coop = await app.party('Hợp tác xã')
  an = await testPerson(app, coop.id, ['declarer'])
  await through(an, 'tinh')
  assert.equal((await an.form('/account/providers/tinh', '/account/providers/tinh', {})).status, 303)
})
after(async () => {
  await Promise.all([app.close(), province.stop(), other.stop()])
})

const pathOf = (url: URL | string): string => {
  const { pathname, search } = new URL(url, publicUrl)
  return pathname + search
}
const begin = (browser: TestBrowser, id: string, headers: Record<string, string> = {}) =>
  browser.get(`/sign-in/with/${id}?next=/account`, headers)
const through = async (browser: TestBrowser, id: string) => {
  const start = (await begin(browser, id)).headers.get('location') ?? ''
  return browser.get(pathOf(await signInThere(start, 'an', callback(id))))
}
const asOwner = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> => {
  const db = openDatabase(app.ownerUrl, { connections: 1 })
  const rows = await db.query<T>(text, values)
  await db.end()
  return rows
}

test('a page of another site signs nobody in unseen: the person is led to the page with the button', async () => {
  for (const site of ['cross-site', 'same-site']) {
    const browser = testBrowser(app)
    const answer = await begin(browser, 'tinh', { 'sec-fetch-site': site })
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/sign-in?next=%2Faccount'], site)
    assert.equal(browser.cookies.size, 0)
  }
  for (const site of ['same-origin', 'none'])
    assert.ok(
      (await begin(testBrowser(app), 'tinh', { 'sec-fetch-site': site })).headers
        .get('location')
        ?.startsWith(province.issuer),
    )
})

test('the provider is asked for a proof no older than a session may be, and a session lasts no longer for it', async () => {
  const browser = testBrowser(app)
  const asked = new URL((await begin(browser, 'tinh')).headers.get('location') ?? '')
  assert.equal(asked.searchParams.get('max_age'), '43200')
  await through(browser, 'tinh')
  assert.equal((await browser.get('/api/account')).status, 200)
  const [row] = await asOwner<{ hours: number }>(
    `select extract(epoch from expires_at - created_at)::float8 / 3600 as hours from identity.session
     where method = 'single-sign-on' order by created_at desc limit 1`,
  )
  assert.equal(row?.hours, 12)
  await asOwner("update identity.session set last_seen_at = now() - interval '31 minutes'")
  assert.equal((await browser.get('/api/account')).status, 401)
})

test('it counts as lately proven only as long as the provider asked lately', async () => {
  const browser = testBrowser(app)
  await through(browser, 'tinh')
  assert.equal((await browser.send('POST', '/api/account/recovery-codes')).status, 200)
  for (const proved of ["now() - interval '16 minutes'", 'null']) {
    await asOwner(`update identity.session set proved_at = ${proved} where method = 'single-sign-on'`)
    const refused = await browser.send('POST', '/api/account/recovery-codes')
    assert.deepEqual(
      [refused.status, (refused.json as { type: string }).type.split(':').at(-1)],
      [403, 'account.prove-again'],
    )
  }
})

test('the same name at another provider is somebody else', async () => {
  const browser = testBrowser(app)
  const back = await through(browser, 'khac')
  assert.equal(back.headers.get('location'), '/account/providers/khac')
  assert.equal((await browser.get('/api/account')).status, 401)
})

test('signed out here, only a new sign-in opens anything; whoever was signed in before at this browser no more', async () => {
  const browser = testBrowser(app)
  await through(browser, 'tinh')
  const former = browser.cookies.get('nguon-session')
  await through(browser, 'tinh')
  assert.equal((await app.anonymous.get('/api/account', { cookie: `nguon-session=${former}` })).status, 401)
  assert.equal((await browser.send('POST', '/api/sign-out')).status, 204)
  assert.equal((await browser.get('/api/account')).status, 401)
})
