import { checkDigit, decodePercent, encodePercent } from '@nguon/gs1'
import type { KeyPattern } from './query.ts'

/**
 * Where a scheme's keys stand. `start` … company prefix; `shifted`: the reference's first digit stands before it;
 * `rest`: fields after the prefix; `reference`: its digits with the prefix, none: any text; `after` the whole key: what
 * the serial follows. `width`: the digits between start and `after`, none: any text.
 */
type Scheme = { start: string; rest: number; shifted?: boolean; reference?: number; after?: string; width?: number }

const schemes = new Map<string, Scheme>([
  ['sgtin', { start: '/01/', rest: 2, shifted: true, reference: 13, after: '/21/', width: 14 }],
  ['upui', { start: '/01/', rest: 2, shifted: true, reference: 13, after: '/235/', width: 14 }],
  ['itip', { start: '/8006/', rest: 4, shifted: true, reference: 13, after: '/21/', width: 18 }],
  ['sscc', { start: '/00/', rest: 1, shifted: true }],
  ['sgln', { start: '/414/', rest: 2, reference: 12 }],
  ['pgln', { start: '/417/', rest: 1 }],
  ['grai', { start: '/8003/0', rest: 2, reference: 12 }],
  ['gdti', { start: '/253/', rest: 2, reference: 12 }],
  ['sgcn', { start: '/255/', rest: 2, reference: 12 }],
  ['cpi', { start: '/8010/', rest: 2, after: '/8011/' }],
  ['giai', { start: '/8004/', rest: 1 }],
  ['gsrn', { start: '/8018/', rest: 1 }],
  ['gsrnp', { start: '/8017/', rest: 1 }],
  ['ginc', { start: '/401/', rest: 1 }],
  ['gsin', { start: '/402/', rest: 1 }],
])

/**
 * The canonical keys that an EPC pure identity pattern covers (EPCIS 2.0 §8.2.7.1.1), each a range of an index. Undefined
 * for what is no valid pattern, or has no star and so names one key. A pattern of instances covers, as a class, the
 * classes whose own pattern is no wider.
 */
export function keyPatterns(uri: string, kind: 'epc' | 'class'): KeyPattern[] | undefined {
  const match = /^urn:epc:idpat:([a-z]+):(.+)$/i.exec(uri)
  const scheme = schemes.get(match?.[1]?.toLowerCase() ?? '')
  const fields = (match?.[2] ?? '').split('.')
  const starts = scheme && startsOf(scheme, fields)
  if (!scheme || !starts) return undefined
  return starts.map((prefix) => withForm(scheme, prefix, kind))
}

function startsOf(scheme: Scheme, fields: readonly string[]): string[] | undefined {
  const [prefix = '', ...rest] = fields
  if (rest.length !== scheme.rest || !starsEnd(fields)) return undefined
  if (prefix === '*') return [scheme.start]
  if (!/^\d{6,12}$/.test(prefix)) return undefined
  const [reference = '', ...more] = rest
  if (reference === '*')
    return scheme.shifted ? [...'0123456789'].map((digit) => scheme.start + digit + prefix) : [scheme.start + prefix]
  const key = keyOf(scheme, prefix, reference)
  return key === undefined ? undefined : withMore(scheme, key, more)
}

/** A GTIN's range holds its items, its lots and itself: only those of the pattern's own scheme are meant. */
function withForm({ start, after, width }: Scheme, prefix: string, kind: 'epc' | 'class'): KeyPattern {
  if (after === undefined) return { prefix }
  const whole = width === undefined ? '[^/]+' : `\\d{${width}}`
  if (kind === 'epc') return { prefix, form: `^${start}${whole}${after}` }
  return { prefix: prefix.replace(new RegExp(`${after}$`), ''), form: `^${start}${whole}(${after}.+)?$` }
}

/** One star at least, nothing but stars after the first, and none inside a field. */
function starsEnd(fields: readonly string[]): boolean {
  const first = fields.indexOf('*')
  return first >= 0 && fields.every((field, at) => (at < first ? !field.includes('*') : field === '*'))
}

function keyOf({ start, reference: length, shifted }: Scheme, prefix: string, reference: string): string | undefined {
  if (length === undefined) return start + prefix + encodePercent(decodePercent(reference, 0, reference.length, false))
  if (prefix.length + reference.length !== length || !/^\d*$/.test(reference)) return undefined
  const digits = shifted ? reference.charAt(0) + prefix + reference.slice(1) : prefix + reference
  return start + digits + checkDigit(digits)
}

/** The fields between reference and serial (of an ITIP: piece and total) as far as they are told. */
function withMore({ after = '' }: Scheme, key: string, more: readonly string[]): string[] | undefined {
  const told = more.filter((field) => field !== '*')
  if (!told.every((field) => /^\d\d$/.test(field))) return undefined
  return [key + told.join('') + (told.length === more.length - 1 ? after : '')]
}
