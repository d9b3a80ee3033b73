import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { JWTPayload } from 'jose'
import { type TestApp, type TestParty, testApp } from '../../../../test/app.ts'
import {
  type Liar,
  settingOf,
  signInThere,
  startIdentityProvider,
  startLiar,
} from '../../../../test/identity-provider.ts'
import { type TestBrowser, type TestPerson, testBrowser, testPerson } from '../../../../test/people.ts'
import { openDatabase } from '../../../platform/postgres/database.ts'

// SECOND_FACTOR=required, and one provider under three settings: it tells of two proofs by acr, by methods of its own, or by `mfa`.
const publicUrl = 'http://localhost:8080'
const strong = 'urn:example:two-factors'

let app: TestApp
let coop: TestParty
let an: TestPerson
let liar: Liar
let real: { issuer: string; stop(): Promise<void> }

before(async () => {
  liar = await startLiar('an-there')
  real = await startIdentityProvider([`${publicUrl}/sign-in/with/real/callback`], { an: { name: 'Nguyễn Thị An' } })
  const settings = [
    settingOf('acr', liar.issuer, { strongAcr: [strong, 'urn:example:smart-card'] }),
    settingOf('amr', liar.issuer, { strongAmr: ['hwk', 'face'] }),
    settingOf('usual', liar.issuer),
    settingOf('real', real.issuer, { strongAcr: [strong] }),
  ]
  app = await testApp({ SECOND_FACTOR: 'required', OIDC_PROVIDERS: JSON.stringify(settings) })
  coop = await app.party('Hợp tác xã')
  an = await testPerson(app, coop.id, ['administrator'])
})
after(async () => {
  await Promise.all([app.close(), liar.stop(), real.stop()])
})

const english = { accept: 'text/html', 'accept-language': 'en' }
const begin = async (browser: TestBrowser, id: string): Promise<URL> => {
  const answer = await browser.get(`/sign-in/with/${id}?next=/account`)
  assert.equal(answer.status, 303, answer.text)
  return new URL(answer.headers.get('location') ?? '')
}
/** Comes back from the provider, whose token says `claims` besides. */
const comeBack = async (browser: TestBrowser, id: string, claims: JWTPayload) => {
  const asked = (await begin(browser, id)).searchParams
  liar.tell('honest', asked.get('nonce') ?? '', claims)
  const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '' })
  return browser.get(`/sign-in/with/${id}/callback?${query}`)
}
const unproven = 'urn:nguon:problem:sign-on.second-factor-unproven'
const typeOf = ({ json }: { json: unknown }): string => (json as { type: string }).type
const signedInAs = async (browser: TestBrowser): Promise<string | undefined> =>
  ((await browser.get('/api/account')).json as { id?: string }).id
const setAge = async (minutes: number): Promise<void> => {
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await owner.query(
    'update identity.session set proved_at = now() - make_interval(mins => $2::int) where account_id = $1',
    [an.id, minutes],
  )
  await owner.end()
}

test('where a second factor is required, the provider is asked for it in its own words', async () => {
  const asked = async (id: string) => (await begin(testBrowser(app), id)).searchParams.get('acr_values')
  assert.deepEqual([await asked('acr'), await asked('usual')], [`${strong} urn:example:smart-card`, null])
})

test('a provider is linked and unlinked only shortly after a sign-in', async () => {
  const path = '/account/providers/acr'
  assert.equal((await comeBack(an, 'acr', { acr: strong })).headers.get('location'), path)
  await setAge(16)
  const late = await an.form(path, path, {})
  assert.equal(late.status, 403)
  assert.match(late.text, /sign in again/)
  await setAge(0)
  const timely = await an.form(path, path, {})
  assert.equal(timely.status, 303, timely.text)
  await setAge(16)
  assert.equal((await an.form('/account/providers', `${path}/unlink`, {})).status, 403)
  await setAge(0)
})

test('only who showed a second factor there is signed in, whatever else the provider says', async () => {
  const rows: [id: string, claims: JWTPayload, isLetIn: boolean][] = [
    ['acr', {}, false],
    ['acr', { acr: 'urn:example:password' }, false],
    ['acr', { acr: `${strong} ` }, false],
    ['acr', { acr: [strong] }, false],
    ['acr', { acr: strong }, true],
    ['acr', { acr: 'urn:example:smart-card', amr: ['pwd'] }, true],
    ['amr', {}, false],
    ['amr', { amr: ['pwd'] }, false],
    ['amr', { amr: 'hwk' }, false],
    ['amr', { amr: ['mfa'] }, false],
    ['amr', { acr: strong }, false],
    ['amr', { amr: ['pwd', 'hwk'] }, true],
    ['usual', { amr: ['pwd', 'otp'] }, false],
    ['usual', { acr: strong }, false],
    ['usual', { amr: ['pwd', 'otp', 'mfa'] }, true],
  ]
  for (const [id, claims, isLetIn] of rows) {
    const browser = testBrowser(app)
    const answer = await comeBack(browser, id, claims)
    const said = JSON.stringify([id, claims])
    assert.equal(answer.status, isLetIn ? 303 : 403, said)
    if (!isLetIn) assert.equal(typeOf(answer), unproven, said)
    assert.equal(await signedInAs(browser), isLetIn ? an.id : undefined, said)
  }
})

test('signed in so, a person does what a password alone does not let it do', async () => {
  assert.equal((await an.get('/api/accounts')).status, 403, 'by password')
  const browser = testBrowser(app)
  await comeBack(browser, 'amr', { amr: ['hwk'] })
  assert.equal((await browser.get('/api/accounts')).status, 200)
})

test('who is not let in reads why, and what to do instead', async () => {
  const browser = testBrowser(app)
  const asked = (await begin(browser, 'usual')).searchParams
  liar.tell('honest', asked.get('nonce') ?? '')
  const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '' })
  const page = await browser.get(`/sign-in/with/usual/callback?${query}`, english)
  assert.equal(page.status, 403)
  assert.match(page.text, /did not say that a second factor was shown there/)
})

test('a real provider that takes a password alone lets nobody in', async () => {
  const browser = testBrowser(app)
  const start = await begin(browser, 'real')
  const back = await signInThere(start.href, 'an', `${publicUrl}/sign-in/with/real/callback`)
  const answer = await browser.get(back.pathname + back.search)
  assert.deepEqual([answer.status, typeOf(answer)], [403, unproven])
})
