import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import chromium from '@sparticuz/chromium'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'

/** What the package passes for small cloud functions, and what keeps a browser of many pages from standing. */
const unfit =
  /^--(single-process|no-zygote|disable-web-security|allow-running-insecure-content|disable-site-isolation-trials|in-process-gpu)/

/** A Chromium that came through npm and starts without root, or the one that CHROMIUM names. */
export const launchBrowser = async (): Promise<Browser> =>
  playwright.launch({
    executablePath: process.env.CHROMIUM ?? (await chromium.executablePath()),
    args: chromium.args.filter((argument) => !unfit.test(argument)),
    headless: true,
  })

/** A page on a telephone's screen; `faults`: errors on its console, and what it asks of others. */
export type OpenPage = { page: Page; faults: string[]; close(): Promise<void> }

/** Opens a page of ours, 360 pixels wide; only with `javaScriptEnabled`, and then past its policy, can it be looked into. */
export const openPhonePage = async (
  browser: Browser,
  url: string,
  { javaScriptEnabled }: { javaScriptEnabled: boolean },
): Promise<OpenPage> => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    javaScriptEnabled,
    locale: 'vi-VN',
    bypassCSP: javaScriptEnabled,
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on('request', (request) => {
    const own = new URL(request.url()).origin === new URL(url).origin || request.url().startsWith('data:')
    if (!own) faults.push(request.url())
  })
  await page.goto(url)
  return { page, faults, close: () => context.close() }
}

/** Nothing scrolls sideways, and text is large enough. */
export const assertReadable = async (page: Page, path: string): Promise<void> => {
  const { scroll, width, smallest } = await page.evaluate<{ scroll: number; width: number; smallest: number }>(`({
    scroll: document.documentElement.scrollWidth,
    width: document.documentElement.clientWidth,
    smallest: Math.min(...[...document.querySelectorAll('main *')].map((one) => parseFloat(getComputedStyle(one).fontSize))),
  })`)
  assert.ok(scroll <= width, `${path}: ${scroll} > ${width}`)
  assert.ok(smallest >= 14, `${path}: ${smallest}`)
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** axe finds nothing against WCAG 2.2 AA. */
export const assertAccessible = async (page: Page, path: string): Promise<void> => {
  await page.evaluate(axeSource)
  const violations = await page.evaluate<string[]>(`(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags } })
    return violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' '))
  })()`)
  assert.deepEqual(violations, [], path)
}
