import type { Config } from './config.ts'

/** For a secure origin: a browser never asks it, or one below it, over a line that others can write on (RFC 6797). */
const strictTransport = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }

/** What is no page shows nothing, should a browser be led to it: it runs nothing, loads nothing and stands in no frame. */
const dataPolicy =
  "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

const always = {
  'cache-control': 'no-store',
  'content-security-policy': dataPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
}

/** Headers of every answer; a page states a content-security-policy of its own, and what may be kept says for how long. */
export const securityHeaders = ({ publicUrl }: Pick<Config, 'publicUrl'>): Readonly<Record<string, string>> =>
  publicUrl.startsWith('https:') ? { ...always, ...strictTransport } : always
