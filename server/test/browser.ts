import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

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
