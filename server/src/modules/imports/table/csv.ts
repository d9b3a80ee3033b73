import { problem } from '../../../platform/problem.ts'
import { plainText } from './csv-text.ts'
import { checkRow, type TableRow } from './limits.ts'
import { clean } from './sheet-rows.ts'

export const encodings = ['utf-8', 'windows-1258'] as const
export type Encoding = (typeof encodings)[number]

/** The rows of a CSV text (RFC 4180) that hold anything; the separator is the one that its first line has most of. */
export function* csvRows(bytes: Buffer, encoding: Encoding | undefined): Generator<TableRow, void> {
  const text = decode(bytes, encoding)
  const hint = /^sep=([;,\t])\r?\n/.exec(text)
  const separator = hint?.[1] ?? separatorOf(text)
  let line = hint === null ? 0 : 1
  for (const cells of records(text, hint?.[0].length ?? 0, separator)) {
    line += 1
    if (cells.every((cell) => cell === '')) continue
    const row = { line, cells: cells.map((cell) => clean(plainText(cell))) }
    checkRow(row)
    yield row
  }
}

/** As declared; else as the mark at its beginning says; else UTF-8, and what is not is refused rather than guessed. */
function decode(bytes: Buffer, encoding: Encoding | undefined): string {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : isMarkedUtf8(bytes) ? 'utf-8' : undefined
  try {
    const text = new TextDecoder(marked ?? encoding ?? 'utf-8', { fatal: true }).decode(bytes)
    if (text.includes('\0')) throw problem('imports.type-unsupported')
    return text.normalize('NFC')
  } catch (error) {
    if (error instanceof TypeError) throw problem('imports.encoding-unknown')
    throw error
  }
}

const isMarkedUtf8 = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

function separatorOf(text: string): string {
  const counts = new Map([';', ',', '\t'].map((separator) => [separator, 0]))
  let quoted = false
  for (const character of text.slice(0, 100_000)) {
    if (character === '"') quoted = !quoted
    else if (!quoted && character === '\n') break
    else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0]
}

function* records(text: string, from: number, separator: string): Generator<string[], void> {
  const plain = new RegExp(`[^${separator}\\r\\n]*`, 'y')
  let at = from
  let cells: string[] = []
  let started = 1
  while (at < text.length) {
    let cell: string
    if (text[at] === '"') {
      const end = endOfQuoted(text, at, started)
      cell = text.slice(at + 1, end).replaceAll('""', '"')
      at = end + 1
    } else cell = ''
    plain.lastIndex = at
    cell += plain.exec(text)?.[0] ?? ''
    at = plain.lastIndex
    cells.push(cell)
    if (text[at] === separator) {
      at += 1
      if (at < text.length) continue
      cells.push('')
    }
    yield cells
    cells = []
    started += 1
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
  }
  if (cells.length > 0) yield cells
}

/** Where the closing quotation mark of a cell stands; two in a row are one that belongs to the text. */
function endOfQuoted(text: string, start: number, line: number): number {
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
  if (end < 0) throw problem('imports.quote-open', { line })
  return end
}
