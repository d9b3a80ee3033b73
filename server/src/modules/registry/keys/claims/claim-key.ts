import { canonicalKey } from '@nguon/epcis'
import { problem } from '../../../../platform/problem.ts'

/** Which key of a claim covers a whole GS1 company prefix: '/gcp/' and its digits as licensed. */
export const prefixKey = (digits: string): string => `/gcp/${digits}`

/** Where the company prefix starts in a key's value: behind the indicator or extension digit, or at once. */
const prefixStart: Record<string, number> = {
  '00': 1,
  '01': 1,
  '253': 0,
  '255': 0,
  '401': 0,
  '402': 0,
  '414': 0,
  '415': 0,
  '417': 0,
  '8003': 1,
  '8004': 0,
  '8010': 0,
  '8013': 0,
  '8017': 0,
  '8018': 0,
}

const shortestPrefix = 4
const longestPrefix = 12

/**
 * Everything a claim on this key may stand under, the narrowest first: the key, its key without qualifiers, then company
 * prefixes from the longest. A GTIN-8 has no company prefix (GS1 General Specifications §1.4.4).
 */
export function claimCandidates(key: string): string[] {
  const [, ai = '', value = '', ...qualifiers] = key.split('/')
  const start = key.startsWith('/') ? prefixStart[ai] : undefined
  if (start === undefined) return [key]
  const exact = qualifiers.length > 0 ? [key, `/${ai}/${value}`] : [key]
  const digits = /^\d*/.exec(value.slice(start))?.[0] ?? ''
  if (ai === '01' && value.startsWith('000000')) return exact
  const prefixes: string[] = []
  for (let length = Math.min(longestPrefix, digits.length); length >= shortestPrefix; length -= 1)
    prefixes.push(prefixKey(digits.slice(0, length)))
  return [...exact, ...prefixes]
}

/** The GLN of a party's or a place's key, of whatever kind: '/417/…' and '/414/…/254/…' → the 13 digits. */
export const glnOf = (key: string): string | undefined => /^\/41[47]\/(\d{13})(?:\/|$)/.exec(key)?.[1]

/** A key as a client names it: any URI, a canonical path, or a company prefix. */
export function readClaimKey(given: { key?: string | undefined; companyPrefix?: string | undefined }): string {
  if (given.companyPrefix !== undefined) return prefixKey(given.companyPrefix)
  const text = given.key ?? ''
  const key = text.startsWith('/') && !text.startsWith('/gcp/') ? canonicalKey(`https://id.gs1.org${text}`) : text
  const canonical = key.startsWith('/') ? key : canonicalKey(key)
  if (!/^(\/(\d{2,4}|gcp)\/|[a-z][a-z0-9+.-]*:)/.test(canonical)) throw problem('registry.key-malformed', { key: text })
  return canonical
}
