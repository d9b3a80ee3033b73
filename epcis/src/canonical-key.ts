import type { DigitalLink, Element } from '@nguon/gs1'
import { checkDigit, keyPath, parseDigitalLink, parseEpcUrn } from '@nguon/gs1'

/** Keys and words of more bytes of UTF-8 are refused: an index of a store could not hold them. */
export const longestKeyBytes = 2000
const utf8 = new TextEncoder()

/** Whether a key or a word, spelt in full, is too long to find anything by. */
export const isTooLong = (text: string): boolean =>
  text.length * 3 > longestKeyBytes && utf8.encode(text).length > longestKeyBytes

/**
 * One text for one thing: a GS1 key in any spelling becomes its host-less Digital Link path ('/01/09521234543213/10/L1'),
 * any other URI itself with scheme and host (of a URN: its namespace) in lower case. Idempotent; never throws.
 */
export function canonicalKey(uri: string): string {
  return gs1Key(uri) ?? plainKey(uri)
}

/** The canonical path of a GS1 key, or undefined where the URI is none that is valid. */
export function gs1Key(uri: string): string | undefined {
  if (uri.startsWith('http')) return commonLink(uri) ?? linkKey(uri)
  if (uri.startsWith('urn:epc:')) return commonUrn(uri) ?? urnKey(uri)
  if (/^(?:https?|urn):/i.test(uri)) return /^urn:epc:/i.test(uri) ? urnKey(`urn:epc${uri.slice(7)}`) : linkKey(uri)
  return undefined
}

/**
 * The qualifiers that tell one thing from another, the finest alone: CBV 2.0 §8.9 keeps no other, so that a serialised
 * item is one key whether its lot is named beside it or not.
 */
const finestQualifiers: Record<string, readonly string[]> = {
  '01': ['21', '235', '10'],
  '414': ['254'],
  '8006': ['21', '10'],
  '8010': ['8011'],
}

/** The canonical key of a parsed Digital Link: its GS1 key with the finest qualifier, without attributes. */
export function keyOfLink({ key, qualifiers }: Pick<DigitalLink, 'key' | 'qualifiers'>): string {
  const finest = finestQualifiers[key[0]]?.find((ai) => qualifiers.some(([name]) => name === ai))
  return keyPath({ key, qualifiers: qualifiers.filter(([name]) => name === finest) })
}

function linkKey(uri: string): string | undefined {
  const parsed = parseDigitalLink(lowerAuthority(uri))
  if (parsed.ok) return keyOfLink(parsed.value)
  const long = withLongGtin(uri)
  if (long === uri) return undefined
  const second = parseDigitalLink(lowerAuthority(long))
  return second.ok ? keyOfLink(second.value) : undefined
}

/** A GTIN-8, -12 or -13 in a path, as Digital Link 1.1 allowed, in 14 digits: it means the same with leading zeros. */
function withLongGtin(uri: string): string {
  const pathEnd = uri.search(/[?#]|$/)
  const at = uri.lastIndexOf('/01/', pathEnd) + 4
  if (at < 4) return uri
  const digits = /^(?:\d{8}|\d{12,13})(?=[/?#]|$)/.exec(uri.slice(at, at + 14))?.[0]
  return digits === undefined ? uri : uri.slice(0, at) + digits.padStart(14, '0') + uri.slice(at + digits.length)
}

function urnKey(urn: string): string | undefined {
  const parsed = parseEpcUrn(urn)
  if (!parsed.ok) return undefined
  const [key, ...qualifiers] = parsed.value.elements as readonly Element[]
  return key && keyOfLink({ key, qualifiers })
}

// The commonest spellings, read without the general parsers. What does not fit goes the long way, with the same answer.

const plainLink = /^https?:\/\/[a-z0-9.-]+\/01\/(\d{14})(?:\/(?:21|10)\/[0-9A-Za-z_-]{1,20})?$/

function commonLink(uri: string): string | undefined {
  const gtin = plainLink.exec(uri)?.[1]
  if (gtin === undefined || checkDigit(gtin.slice(0, 13)) !== gtin[13]) return undefined
  return uri.slice(uri.indexOf('/', 8))
}

const plainUrn = /^urn:epc:(id|class):([a-z]+):(\d{6,12})\.(\d{0,11})(?:\.([0-9A-Za-z_-]{1,20}))?$/

function commonUrn(urn: string): string | undefined {
  const match = plainUrn.exec(urn)
  if (!match) return undefined
  const [, kind, scheme, prefix = '', reference = '', serial] = match
  const digits = prefix.length + reference.length
  if (kind === 'class')
    return scheme === 'lgtin' && digits === 13 && serial ? `${gtinPath(prefix, reference)}/10/${serial}` : undefined
  if (scheme === 'sgtin') return digits === 13 && serial ? `${gtinPath(prefix, reference)}/21/${serial}` : undefined
  if (scheme === 'sscc')
    return digits === 17 && !serial ? withCheck('/00/', reference.charAt(0) + prefix + reference.slice(1)) : undefined
  if (digits !== 12) return undefined
  if (scheme === 'pgln') return serial ? undefined : withCheck('/417/', prefix + reference)
  if (scheme !== 'sgln' || !serial) return undefined
  return withCheck('/414/', prefix + reference) + (serial === '0' ? '' : `/254/${serial}`)
}

const gtinPath = (prefix: string, reference: string) =>
  withCheck('/01/', reference.charAt(0) + prefix + reference.slice(1))

const withCheck = (start: string, digits: string) => start + digits + checkDigit(digits)

function plainKey(uri: string): string {
  return lowerAuthority(uri.normalize('NFC')).normalize('NFC')
}

/** Scheme and host, or a URN's namespace, in lower case (RFC 3986 §6.2.2.1, RFC 8141 §3.1). */
function lowerAuthority(uri: string): string {
  const end = /^(?:urn:[^:]*|[a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?)/i.exec(uri)?.[0].length ?? 0
  const start = uri.slice(0, end)
  return /[A-Z]/.test(start) ? start.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) + uri.slice(end) : uri
}
