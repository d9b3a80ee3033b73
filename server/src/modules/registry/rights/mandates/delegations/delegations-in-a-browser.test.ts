import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext } from 'playwright-core'
import { freePort, type TestApp, type TestParty, testApp } from '../../../../../../test/app.ts'
import { assertAccessible, assertReadable, launchBrowser } from '../../../../../../test/browser.ts'
import { settingOf } from '../../../../../../test/identity-provider.ts'
import { type TestPerson, testPerson } from '../../../../../../test/people.ts'

// On a telephone: who may act for us, the consent, and the other ways to sign in.

let app: TestApp
let browser: Browser
let provider: TestParty
let an: TestPerson

before(async () => {
  const port = String(await freePort())
  const settings = [settingOf('tinh', 'https://id.example.vn')]
  app = await testApp({ PORT: port, PUBLIC_URL: `http://localhost:${port}`, OIDC_PROVIDERS: JSON.stringify(settings) })
  const coop = await app.party('Hợp tác xã dịch vụ nông nghiệp tổng hợp Lái Thiêu', { kind: 'cooperative' })
  provider = await app.party('Công ty giải pháp truy xuất nguồn gốc Miền Đông', { kind: 'provider' })
  an = await testPerson(app, coop.id, ['administrator'])
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  await app.close()
})

const signedIn = async (javaScriptEnabled: boolean): Promise<BrowserContext> => {
  const viewport = { width: 360, height: 640 }
  const context = await browser.newContext({
    viewport,
    locale: 'vi-VN',
    javaScriptEnabled,
    bypassCSP: javaScriptEnabled,
  })
  const cookies = [...an.cookies].map(([name, value]) => ({ name, value, url: app.config.publicUrl }))
  await context.addCookies(cookies)
  return context
}

test('without script an administrator consents, sees who may act, and takes it back', async () => {
  const context = await signedIn(false)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await page.goto(`${app.config.publicUrl}/delegations`)
  await page.selectOption('select[name=holder]', provider.id)
  await page.check('input[value="events.capture"]')
  await page.fill('input[name=basis]', 'Hợp đồng số 7/2026')
  await page.click('form[action="/delegations/new"] button')
  await page.waitForURL('**/delegations/new?**')
  assert.match((await page.locator('main').textContent()) ?? '', /Miền Đông[\s\S]*Ghi sự kiện thay đơn vị/)
  await page.click('main form[action="/delegations"] button')
  await page.waitForURL('**/delegations')
  assert.match((await page.locator('main').textContent()) ?? '', /Hợp đồng số 7\/2026/)
  await page.click('main button.danger')
  await page.waitForURL('**/delegations')
  assert.match((await page.locator('main').textContent()) ?? '', /Chưa có ai được làm thay đơn vị/)
  assert.deepEqual(faults, [])
  await context.close()
})

test('the pages can be read on a telephone and by a reader for the blind', async () => {
  const given = {
    purpose: 'act',
    principal: an.id,
    holder: provider.id,
    scopes: ['events.query'],
    basisText: 'Hợp đồng 8/2026',
  }
  const made = await an.send('POST', '/api/mandates', { ...given, principal: undefined })
  assert.equal(made.status, 201, made.text)
  const wish = new URLSearchParams({ holder: provider.id, scope: 'events.query', basis: 'Hợp đồng 9/2026' })
  const context = await signedIn(true)
  const page = await context.newPage()
  for (const path of ['/delegations', `/delegations/new?${wish}`, '/account/providers', '/sign-in', '/account'])
    for (const language of ['vi', 'en']) {
      const address = `${path}${path.includes('?') ? '&' : '?'}lang=${language}`
      await page.goto(`${app.config.publicUrl}${address}`)
      await assertReadable(page, address)
      await assertAccessible(page, address)
    }
  await context.close()
})
