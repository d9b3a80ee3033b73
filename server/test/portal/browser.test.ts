import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type TestApp, testApp } from '../app.ts'
import { assertAccessible, assertReadable, launchBrowser, type OpenPage, openPhonePage } from '../browser.ts'

const gtin = '09521234543213'

let app: TestApp
let browser: Browser

before(async () => {
  app = await testApp()
  const coop = await app.party('Hợp tác xã dịch vụ nông nghiệp tổng hợp Lái Thiêu', {
    kind: 'cooperative',
    sample: true,
  })
  await coop.put(`/api/products/${gtin}`, {
    names: { vi: 'Măng cụt Lái Thiêu loại đặc biệt', en: 'Lai Thieu mangosteen' },
    brand: { vi: 'Lái Thiêu' },
    origin: { country: 'VN' },
  })
  await coop.post('/capture', {
    '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-05-06T00:00:00Z',
    epcisBody: {
      eventList: Array.from({ length: 45 }, (_, index) => ({
        type: 'ObjectEvent',
        eventTime: new Date(Date.UTC(2026, 4, 1) + index * 3_600_000).toISOString(),
        eventTimeZoneOffset: '+07:00',
        action: 'OBSERVE',
        bizStep: 'storing',
        quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}/10/${'L'.repeat(20)}` }],
      })),
    },
  })
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  await app.close()
})

const lot = `/scan/01/${gtin}/10/${'L'.repeat(20)}`
const pages = [
  lot,
  `${lot}?lang=en`,
  `/scan/01/${gtin}`,
  `/scan/01/${gtin}/21/NEVER`,
  '/scan/01/09506000134352',
  '/scan/01/09521234543214',
  '/scan',
  '/scan?code=hello',
  `/01/${gtin}?linkType=linkset`,
  '/01/09521234543214',
  '/',
]

const openPage = (path: string, javaScriptEnabled: boolean): Promise<OpenPage> =>
  openPhonePage(browser, app.url + path, { javaScriptEnabled })

test('on a screen of 360 pixels nothing scrolls sideways and text is large enough', async () => {
  for (const path of pages) {
    const { page, close } = await openPage(path, true)
    await assertReadable(page, path)
    await close()
  }
})

test('axe finds nothing against WCAG 2.2 AA', async () => {
  for (const path of pages) {
    const { page, close } = await openPage(path, true)
    await assertAccessible(page, path)
    await close()
  }
})

test('without script, from the typed code to the last step', async () => {
  const { page, faults, close } = await openPage('/scan', false)
  await page.fill('input[name=code]', `(01)${gtin}(10)${'L'.repeat(20)}`)
  await page.click('button')
  assert.equal(await page.locator('ol.steps li').count(), 40)
  assert.match((await page.locator('h1').textContent()) ?? '', /Măng cụt/)
  await page.click('a[rel=next]')
  assert.equal(await page.locator('ol.steps li').count(), 5)
  await page.click('a[hreflang=en]')
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  assert.deepEqual(faults, [])
  await close()
})

test('the page is one request, and its policy lets its styles through', async () => {
  const { page, faults, close } = await openPage(lot, false)
  assert.deepEqual(faults, [])
  const colour = await page.evaluate<string>(`getComputedStyle(document.querySelector('.top')).backgroundColor`)
  assert.equal(colour, 'rgb(11, 93, 59)')
  await close()
})
