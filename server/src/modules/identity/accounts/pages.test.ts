import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { freePort, type TestApp, testApp } from '../../../../test/app.ts'
import { assertAccessible, assertReadable, launchBrowser } from '../../../../test/browser.ts'
import { type TestPerson, testPerson } from '../../../../test/people.ts'

// A passkey belongs to a host by name, and a browser keeps to that: the server must know the address that the browser asks.

let app: TestApp
let browser: Browser
let an: TestPerson
let link: string

before(async () => {
  const port = String(await freePort())
  app = await testApp({ PORT: port, PUBLIC_URL: `http://localhost:${port}` })
  const coop = await app.party('Hợp tác xã dịch vụ nông nghiệp tổng hợp Lái Thiêu', { kind: 'cooperative' })
  an = await testPerson(app, coop.id, ['administrator'])
  const invited = { party: coop.id, signInName: 'moi@example.vn', name: 'Trần Văn Bình', duties: ['declarer'] }
  link = ((await app.operator.post('/api/accounts', invited)).json as { link: string }).link
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  await app.close()
})

const open = async (javaScriptEnabled: boolean, bypassCSP = false): Promise<{ page: Page; faults: string[] }> => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    locale: 'vi-VN',
    javaScriptEnabled,
    bypassCSP,
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  return { page, faults }
}
const path = (page: Page): string => new URL(page.url()).pathname
const signIn = async (page: Page): Promise<void> => {
  await page.goto(`${app.config.publicUrl}/sign-in`)
  await page.fill('input[name=signInName]', an.signInName)
  await page.fill('input[name=password]', an.password)
  await page.click('main form button')
  await page.waitForURL('**/account')
}
/** A key of the computer's own, opened by a finger. */
const authenticator = async (page: Page): Promise<CDPSession> => {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  })
  return session
}

test('a browser without script signs in, sees its account and signs out', async () => {
  const { page, faults } = await open(false)
  await signIn(page)
  assert.match((await page.locator('main').textContent()) ?? '', /Lái Thiêu/)
  await page.click('nav form button')
  await page.waitForURL('**/sign-in')
  await page.goto(`${app.config.publicUrl}/account`)
  assert.equal(path(page), '/sign-in')
  assert.deepEqual(faults, [])
  await page.context().close()
})

test('a passkey is made, signs in by itself, and its signature works once', async () => {
  const { page, faults } = await open(true)
  const session = await authenticator(page)
  await signIn(page)
  await page.fill('input[name=label]', 'điện thoại')
  await page.click('form[data-passkey=create] button')
  await page.locator('[data-codes] pre').waitFor()
  assert.equal(((await page.locator('[data-codes] pre').textContent()) ?? '').split('\n').length, 10)
  await page.click('nav form button')
  await page.waitForURL('**/sign-in')
  const sent = page.waitForRequest('**/api/sign-in/passkey')
  await page.click('form[data-passkey=show] button')
  await page.waitForURL('**/account')
  assert.match((await page.locator('main').textContent()) ?? '', /điện thoại/)
  assert.deepEqual(faults, [], 'the policy lets the script run')
  const body = (await sent).postDataJSON()
  const replayed = await app.anonymous.post('/api/sign-in/passkey', body)
  assert.equal(replayed.status, 401)
  const forged = structuredClone(body)
  forged.response.response.signature = `A${forged.response.response.signature.slice(1)}`
  for (const wrong of [forged, { response: { id: body.response.id } }, { response: { id: 'nobody', response: {} } }])
    assert.equal((await app.anonymous.post('/api/sign-in/passkey', wrong)).status, 401)
  await session.detach()
  await page.context().close()
})

test('what went wrong with a passkey is said in the language of the page, not in that of the browser', async () => {
  const bo = await testPerson(app, (await app.party('Công ty Mít')).id, ['declarer'])
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'en-US' })
  const page = await context.newPage()
  const session = await authenticator(page)
  await page.goto(`${app.config.publicUrl}/sign-in?lang=vi`)
  await page.fill('input[name=signInName]', bo.signInName)
  await page.fill('input[name=password]', bo.password)
  await page.click('main form button')
  await page.waitForURL('**/account')
  const alert = page.locator('form[data-passkey] [role=alert]')
  const make = async (label: string) => {
    await page.fill('input[name=label]', label)
    await page.click('form[data-passkey=create] button')
  }
  await make('máy một')
  await page.locator('[data-codes] pre').waitFor()
  await page.goto(`${app.config.publicUrl}/account`)
  await make('máy một lần nữa')
  await alert.filter({ hasText: 'Thiết bị này đã có khóa truy cập' }).waitFor()
  await app.db.query('delete from identity.passkey where account_id = $1', [bo.id])
  await page.click('nav form button')
  await page.waitForURL('**/sign-in')
  await page.click('form[data-passkey=show] button')
  await alert.filter({ hasText: /\S/ }).waitFor()
  assert.match((await alert.textContent()) ?? '', /[ạảấầậếềệịọốồộợụủứừự]/, 'the refusal of the server too')
  await session.detach()
  await context.close()
})

test('a form that is not whole names its fields as the page does', async () => {
  const answer = await an.form('/account/people', '/account/people/duties', { account: an.id })
  assert.equal(answer.status, 400)
  assert.match(answer.text, /Duties: /)
  assert.doesNotMatch(answer.text, /<code>/)
})

test('with a passkey the password alone opens nothing', async () => {
  const { signInName, password } = an
  const answer = await app.anonymous.post('/api/sign-in', { signInName, password })
  assert.deepEqual(answer.json, { secondFactor: ['passkey', 'recovery-code'] })
})

test('on a telephone each page is read without scrolling sideways, and axe finds nothing against WCAG 2.2 AA', async () => {
  const { page } = await open(true, true)
  const look = async (name: string) => {
    await assertReadable(page, name)
    await assertAccessible(page, name)
  }
  for (const address of [
    '/sign-in',
    '/sign-in?lang=en',
    '/recovery?lang=vi',
    new URL(link).pathname,
    '/invitation/none',
  ]) {
    await page.goto(app.config.publicUrl + address)
    await look(address)
  }
  await page.goto(`${app.config.publicUrl}/sign-in`)
  await page.fill('input[name=signInName]', an.signInName)
  await page.fill('input[name=password]', 'sai mật khẩu rồi')
  await page.click('main form button')
  await look('/sign-in refused')
  await page.fill('input[name=password]', an.password)
  await page.click('main form button')
  await page.waitForURL('**/sign-in/second-factor**')
  await look('/sign-in/second-factor')
  const codes = await an.send('POST', '/api/account/recovery-codes')
  await page.click('summary')
  await page.fill('input[name=recoveryCode]', (codes.json as { recoveryCodes: string[] }).recoveryCodes[0] ?? '')
  await page.click('details button')
  await page.waitForURL('**/account')
  await look('/account')
  await page.goto(`${app.config.publicUrl}/account/people`)
  await look('/account/people')
  await page.goto(`${app.config.publicUrl}/account`)
  await page.click('form[action="/account/totp"] button')
  await look('/account/totp')
  await page.context().close()
})
