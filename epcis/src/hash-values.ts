import { gs1Key } from './canonical-key.ts'
import type { VocabularyName } from './cbv.ts'
import { cbvWord, measurementTypes, sensorAlerts, vocabularies } from './cbv.ts'
import type { Context } from './context.ts'
import { toUTCMilliseconds } from './utc-time.ts'

// The values of CBV 2.0 §8.9: one text for each value however it was spelt.

/** A time in UTC to the millisecond (rules 8, 9). */
export const timeText = (value: unknown): string =>
  typeof value === 'string' ? (toUTCMilliseconds(value.trim()) ?? value.trim()) : valueText(value)

/** Any value: numbers without trailing zeros, GS1 keys as constrained Digital Links, CBV URNs as web URIs (5–7, 14, 17, 18). */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return stringText(value.trim())
  if (typeof value === 'number') return numberText(value)
  return typeof value === 'boolean' ? String(value) : ''
}

function stringText(text: string): string {
  const key = gs1Key(text) ?? shortNamedKey(text)
  if (key !== undefined)
    return `https://id.gs1.org${key.includes('%') ? key.replace(keptPlain, decodeURIComponent) : key}`
  if (text.startsWith('urn:epcglobal:cbv:')) return webTerm(text)
  return decimal.test(text) ? decimalText(text) : text
}

/** Characters that an EPC URN spells plainly: the hash does too, whatever a Digital Link's canonical form encodes. */
const keptPlain = /%(?:2[1789ABC]|3[ABD])/g

/** The names that Digital Link 1.2 and before, which CBV 2.0 cites, allowed instead of Application Identifiers. */
const shortNames: Record<string, string> = {
  gtin: '01',
  itip: '8006',
  cpid: '8010',
  gln: '414',
  party: '417',
  gsrnp: '8017',
  gsrn: '8018',
  gcn: '255',
  sscc: '00',
  gdti: '253',
  ginc: '401',
  gsin: '402',
  grai: '8003',
  giai: '8004',
  cpv: '22',
  lot: '10',
  ser: '21',
}
const shortName = new RegExp(`/(${Object.keys(shortNames).join('|')})(?=/)`, 'g')

function shortNamedKey(text: string): string | undefined {
  if (!text.startsWith('http') || text.search(shortName) < 0) return undefined
  return gs1Key(text.replace(shortName, (_, name: string) => `/${shortNames[name]}`))
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)$/

/** A number without sign of plus and needless zeros, digit by digit: what is longer than a double keeps its digits. */
function decimalText(text: string): string {
  const [whole = '', fraction = ''] = text.replace(/^[+-]?0*/, '').split('.')
  const digits = fraction.replace(/0+$/, '')
  const unsigned = digits === '' ? whole || '0' : `${whole || '0'}.${digits}`
  return text.startsWith('-') && unsigned !== '0' ? `-${unsigned}` : unsigned
}

/** In decimals; a double's exponent is written out. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value + 0) : BigInt(value).toString()
  const [digits = '', exponent] = String(value).split('e-')
  if (exponent === undefined) return digits
  const fraction = '0'.repeat(Number(exponent) - 1) + digits.replace(/[-.]/g, '')
  return `${value < 0 ? '-' : ''}0.${fraction}`
}

function webTerm(urn: string): string {
  for (const { urn: start, web } of Object.values(vocabularies))
    if (urn.startsWith(start)) return web + urn.slice(start.length)
  return urn
}

/** A term of a CBV list: the bare word, or the URI it was spelt with, as a web URI (rules 14–16). */
export const termText =
  (name: VocabularyName) =>
  (value: unknown, context: Context): string => {
    const word = typeof value === 'string' ? cbvWord(name, value.trim()) : undefined
    return word === undefined ? curieText(value, context) : vocabularies[name].web + word
  }

/** A sensor's property type or alert: a word of the GS1 Web Vocabulary. */
export const gs1TermText = (value: unknown, context: Context): string =>
  typeof value === 'string' && gs1Terms.has(value.trim()) ? webVocabulary + value.trim() : curieText(value, context)

const gs1Terms: ReadonlySet<string> = new Set([...measurementTypes, ...sensorAlerts])

/**
 * Context 2.0.0 calls the GS1 Web Vocabulary by the name that it had until it moved; XML names no context at all. The hash
 * takes its present name for all of them, as the reference implementation does: one event, one hash.
 */
const webVocabulary = 'https://ref.gs1.org/voc/'

/** A namespace as the hash writes it. The CBV master data namespace ends in a colon in JSON alone. */
export const hashedNamespace = (namespace: string): string => {
  if (namespace === 'https://gs1.org/voc/') return webVocabulary
  return namespace === 'urn:epcglobal:cbv:mda:' ? 'urn:epcglobal:cbv:mda' : namespace
}

const standardNamespace = /^https:\/\/(?:ref\.)?gs1\.org\//

/** Compact URIs of the standard's own vocabularies are expanded (rule 15); a user's prefix:name stays as it was sent. */
export function curieText(value: unknown, context: Context): string {
  const text = valueText(value)
  const colon = text.indexOf(':')
  const namespace = colon > 0 ? context.terms.get(text.slice(0, colon)) : undefined
  return namespace && standardNamespace.test(namespace) ? hashedNamespace(namespace) + text.slice(colon + 1) : text
}
