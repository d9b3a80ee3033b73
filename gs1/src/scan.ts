import { aiOf } from './ai-table.ts'
import type { Piece } from './associations.ts'
import { digitSet, firstOutside } from './character-sets.ts'
import { hasCheckDigit } from './check-digit.ts'
import { type DigitalLink, parseDigitalLink, schemes } from './digital-link.ts'
import { readSeparated } from './element-string.ts'
import { elementOf, longestText, pieceIssues } from './elements.ts'
import { accept, type Element, type Result, refuse } from './result.ts'

/** What a scanner sent: its elements, and the Digital Link when the symbol carried one. */
export type Scan = { elements: Element[]; link: DigitalLink | undefined }

/** Symbology identifiers (ISO/IEC 15424) that announce AI data, a GTIN of so many digits, or plain text. */
const dataOf = new Map<string, 'elements' | 'text' | 8 | 13>([
  ['C1', 'elements'],
  ['e0', 'elements'],
  ['d2', 'elements'],
  ['Q3', 'elements'],
  ['J1', 'elements'],
  ['E0', 13],
  ['E4', 8],
  ['d1', 'text'],
  ['Q1', 'text'],
  ['J0', 'text'],
])

const dataStart = 3
const compositeMark = '|]e0'

const checkRead = (read: Result<Piece[]>): Result<Scan> => {
  if (!read.ok) return read
  const issues = pieceIssues(read.value, (piece, index) => piece.valueAt + index)
  return issues.length > 0 ? { ok: false, issues } : accept({ elements: read.value.map(elementOf), link: undefined })
}

/** A GTIN of an EAN/UPC symbol, and the AI data of the composite component that may follow it. */
const readPrimary = (text: string, length: number): Result<Scan> => {
  const end = dataStart + length
  const hasComposite = text.startsWith(compositeMark, end)
  if (text.length < end) return refuse('value-too-short', text.length)
  if (text.length > end && !hasComposite) return refuse('value-too-long', end)
  const bad = firstOutside(text, digitSet, dataStart, end)
  if (bad !== -1) return refuse('character-not-allowed', bad)
  const digits = text.slice(dataStart, end)
  if (!hasCheckDigit(digits)) return refuse('check-digit-wrong', end - 1)
  const entry = aiOf('01')
  if (entry === undefined) return refuse('ai-unknown', dataStart)
  const primary: Piece = { entry, value: digits.padStart(14, '0'), at: dataStart, valueAt: dataStart }
  if (!hasComposite) return accept({ elements: [elementOf(primary)], link: undefined })
  return checkRead(readSeparated(text, end + compositeMark.length, [primary]))
}

/** Plain text holds GS1 data where it is a Digital Link; any other text is a good scan without elements. */
const readText = (text: string): Result<Scan> => {
  if (text.length > longestText) return refuse('input-too-long', longestText)
  if (!schemes.some((scheme) => text.startsWith(scheme, dataStart))) return accept({ elements: [], link: undefined })
  const link = parseDigitalLink(text.slice(dataStart))
  if (link.ok) return accept({ elements: link.value.elements, link: link.value })
  return { ok: false, issues: link.issues.map((issue) => ({ ...issue, at: issue.at + dataStart })) }
}

/** Reads what a scanner transmits: symbology identifier first, FNC1 within the data as U+001D. */
export const readScan = (text: string): Result<Scan> => {
  if (text.charAt(0) !== ']' || text.length < dataStart) return refuse('symbology-missing', 0)
  const data = dataOf.get(text.slice(1, dataStart))
  if (data === undefined) return refuse('symbology-unknown', 1)
  if (data === 'text') return readText(text)
  return data === 'elements' ? checkRead(readSeparated(text, dataStart, [])) : readPrimary(text, data)
}

/** The elements of a scan: ']C1…', ']d2…', ']Q3…', ']e0…', ']J1…', and what ']E0', ']E4', ']d1', ']Q1', ']J0' carry. */
export const parseScan = (text: string): Result<Element[]> => {
  const scan = readScan(text)
  return scan.ok ? accept(scan.value.elements) : scan
}
