import { canonicalLink, toDigitalLink } from './canonical-link.ts'
import { isDigits } from './character-sets.ts'
import { parseDigitalLink } from './digital-link.ts'
import { parseElementString } from './element-string.ts'
import { checkElements } from './elements.ts'
import { parseEpcUrn } from './epc-urn.ts'
import { accept, type Element, type Issue, type Result, refuse } from './result.ts'
import { readScan } from './scan.ts'

export type CodeKind = 'digital-link' | 'element-string' | 'scan' | 'epc-urn' | 'plain'

/** What one code says, whatever way it was written. */
export type ReadCode = {
  input: string
  kind: CodeKind
  ok: boolean
  elements: Element[]
  /** Canonical, on https://id.gs1.org; null where the elements have no primary key or the code is refused. */
  digitalLink: string | null
  issues: Issue[]
}

const webAddress = /^[a-z][a-z0-9+.-]*:\/\//i
const epcAddress = /^urn:epc/i

/** The kind of a code, by how it begins. */
export const kindOf = (input: string): CodeKind => {
  if (input.startsWith('(')) return 'element-string'
  if (input.startsWith(']')) return 'scan'
  if (webAddress.test(input)) return 'digital-link'
  return epcAddress.test(input) ? 'epc-urn' : 'plain'
}

type Reading = { elements: Element[]; digitalLink: string | null }

const withLink = (elements: Element[]): Reading => {
  const link = elements.length > 0 ? toDigitalLink(elements) : undefined
  return { elements, digitalLink: link?.ok ? link.value : null }
}

const gtinLengths = [8, 12, 13, 14]
const ssccLength = 18

/** Bare digits as people type them: a GTIN of any length, or an SSCC. A thirteen-digit GLN is taken for a GTIN. */
const readPlain = (input: string): Result<Element[]> => {
  if (input === '') return refuse('input-empty', 0)
  if (!isDigits(input)) return refuse('code-unknown', 0)
  const isGtin = gtinLengths.includes(input.length)
  if (!isGtin && input.length !== ssccLength) return refuse('code-unknown', 0)
  const elements: Element[] = [isGtin ? ['01', input.padStart(14, '0')] : ['00', input]]
  const checked = checkElements(elements)
  if (checked.ok) return accept(elements)
  return { ok: false, issues: checked.issues.map((issue) => ({ ...issue, at: placeOf(issue, input) })) }
}

const placeOf = (issue: Issue, input: string): number => (issue.code === 'check-digit-wrong' ? input.length - 1 : 0)

const mapped = <T>(result: Result<T>, read: (value: T) => Reading): Result<Reading> =>
  result.ok ? accept(read(result.value)) : result

const read = (kind: CodeKind, input: string): Result<Reading> => {
  switch (kind) {
    case 'digital-link':
      return mapped(parseDigitalLink(input), (link) => ({
        elements: link.elements,
        digitalLink: canonicalLink(link),
      }))
    case 'scan':
      return mapped(readScan(input), ({ elements, link }) =>
        link === undefined ? withLink(elements) : { elements, digitalLink: canonicalLink(link) },
      )
    case 'element-string':
      return mapped(parseElementString(input), withLink)
    case 'epc-urn':
      return mapped(parseEpcUrn(input), ({ elements }) => withLink(elements))
    case 'plain':
      return mapped(readPlain(input), withLink)
  }
}

/** Reads a code of any kind, untrimmed: Digital Link, element string, scan, EPC URN, or the digits of a GTIN or SSCC. */
export const readCode = (input: string): ReadCode => {
  const kind = kindOf(input)
  const reading = read(kind, input)
  return reading.ok
    ? { input, kind, ok: true, ...reading.value, issues: [] }
    : { input, kind, ok: false, elements: [], digitalLink: null, issues: reading.issues }
}
