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
  const key = gs1Key(text)
  if (key !== undefined) return `https://id.gs1.org${key}`
  if (text.startsWith('urn:epcglobal:cbv:')) return webTerm(text)
  return decimal.test(text) ? decimalText(text) : text
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
function numberText(value: number): string {
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

/** A sensor's property type or alert: a word of the GS1 Web Vocabulary, whose namespace hangs on the context's version. */
export const gs1TermText = (value: unknown, context: Context): string =>
  typeof value === 'string' && gs1Terms.has(value.trim())
    ? gs1Namespace(context) + value.trim()
    : curieText(value, context)

const gs1Terms: ReadonlySet<string> = new Set([...measurementTypes, ...sensorAlerts])

const gs1Namespace = (context: Context): string => context.terms.get('gs1') ?? 'https://gs1.org/voc/'

const standardNamespace = /^https:\/\/(?:ref\.)?gs1\.org\//

/** Compact URIs of the standard's own vocabularies are expanded (rule 15); a user's prefix:name stays as it was sent. */
export function curieText(value: unknown, context: Context): string {
  const text = valueText(value)
  const colon = text.indexOf(':')
  const namespace = colon > 0 ? context.terms.get(text.slice(0, colon)) : undefined
  return namespace && standardNamespace.test(namespace) ? namespace + text.slice(colon + 1) : text
}
