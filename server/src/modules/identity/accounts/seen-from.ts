import type { FastifyRequest } from 'fastify'
import { networkOf } from '../../../platform/rate-limit.ts'
import { shortenAddress } from '../../../platform/shorten-address.ts'

/** Where a person sits. `network`: by which guesses are counted; `origin`: what is kept of it; the browser in a few words. */
export type SeenFrom = { network: string; origin: string | undefined; device: string }

export const seenFrom = (request: FastifyRequest): SeenFrom => ({
  network: networkOf(request.ip),
  origin: shortenAddress(request.ip),
  device: deviceOf(String(request.headers['user-agent'] ?? '')),
})

const browsers: readonly [RegExp, string][] = [
  [/\bEdg/, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bcoc_coc_browser/, 'Coc Coc'],
  [/\bSamsungBrowser/, 'Samsung Internet'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: readonly [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** 'Chrome, Android': as much as somebody needs to know their own telephone again. */
const deviceOf = (agent: string): string =>
  [browsers, systems].flatMap((table) => table.find(([form]) => form.test(agent))?.[1] ?? []).join(', ')
