import { legible } from '../../../platform/legible.ts'
import { problem } from '../../../platform/problem.ts'
import { plainText } from './csv-text.ts'
import { checkRow, limits, type TableRow } from './limits.ts'

export const encodings = ['utf-8', 'windows-1258'] as const
export type Encoding = (typeof encodings)[number]

/** The rows of a CSV text (RFC 4180) that hold anything; the separator is the one that its first line has most of. */
export function* csvRows(bytes: Buffer, encoding: Encoding | undefined): Generator<TableRow, void> {
  let line = 0
  for (const cells of records(linesOf(bytes, encoding))) {
    line += 1
    if (cells.every((cell) => cell === '')) continue
    const row = { line, cells: cells.map(plainText) }
    checkRow(row)
    yield row
  }
}

const bytesAtATime = 256 * 1024

/** The text in runs of whole lines, each ended by one line feed, without what nobody can see or keep. */
function* linesOf(bytes: Buffer, encoding: Encoding | undefined): Generator<string, void> {
  const decode = decoder(bytes, encoding)
  let rest = ''
  for (let at = 0; at < bytes.length; at += bytesAtATime) {
    const text = rest + decode(bytes.subarray(at, at + bytesAtATime))
    // A carriage return at the very end may have its line feed in what comes next.
    const end = 1 + Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r', text.length - 2))
    rest = text.slice(end)
    if (end > 0) yield tidy(text.slice(0, end))
    if (rest.length > longestRecord) yield rest
  }
  const last = rest + decode()
  if (last !== '') yield tidy(/[\r\n]$/.test(last) ? last : `${last}\n`)
}

/** As declared; else as the mark at its beginning says; else UTF-8, and what is not is refused rather than guessed. */
function decoder(bytes: Buffer, encoding: Encoding | undefined): (part?: Buffer) => string {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : isMarkedUtf8(bytes) ? 'utf-8' : undefined
  const text = new TextDecoder(marked ?? encoding ?? 'utf-8', { fatal: true })
  return (part) => {
    try {
      return part === undefined ? text.decode() : text.decode(part, { stream: true })
    } catch (error) {
      if (error instanceof TypeError) throw problem('imports.encoding-unknown')
      throw error
    }
  }
}

const isMarkedUtf8 = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

function tidy(text: string): string {
  if (text.includes('\0')) throw problem('imports.type-unsupported')
  return legible(text.normalize('NFC'))
}

/** Twice a row's longest, for every quotation mark may be doubled: what has no end by then has none. */
const longestRecord = 2 * limits.rowCharacters + 1000

/** The cells of each record. A `sep=` that some programs write before all others says the separator. */
function* records(lines: Iterable<string>): Generator<string[], void> {
  let separator: string | undefined
  let text = ''
  let count = 0
  for (const more of lines) {
    let at = 0
    text += more
    separator ??= separatorOf(text)
    for (let record = readRecord(text, at, separator); record; record = readRecord(text, at, separator)) {
      count += 1
      if (count > 1 || !isHint(record.cells)) yield record.cells
      else yield ['']
      at = record.end
    }
    text = text.slice(at)
    if (text.length > longestRecord) break
  }
  if (text === '') return
  throw problem(text.includes('"') ? 'imports.quote-open' : 'imports.row-too-long', {
    line: count + 1,
    limit: limits.rowCharacters,
  })
}

function separatorOf(text: string): string {
  const hint = /^sep=([;,\t])\n/.exec(text)?.[1]
  if (hint !== undefined) return hint
  const counts = new Map([';', ',', '\t'].map((separator) => [separator, 0]))
  let quoted = false
  for (const character of text.slice(0, 100_000)) {
    if (character === '"') quoted = !quoted
    else if (!quoted && character === '\n') break
    else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0]
}

/** `sep=;` read as a record. */
const isHint = (cells: readonly string[]): boolean => cells.length === 2 && cells[0] === 'sep=' && cells[1] === ''

type CsvRecord = { cells: string[]; end: number }

/** The record at a place of the text; undefined where the text does not hold its end. */
function readRecord(text: string, from: number, separator: string): CsvRecord | undefined {
  const end = text.indexOf('\n', from)
  if (end < 0) return undefined
  const line = text.slice(from, end)
  return line.includes('"') ? readQuoted(text, from, separator) : { cells: line.split(separator), end: end + 1 }
}

function readQuoted(text: string, from: number, separator: string): CsvRecord | undefined {
  const plain = new RegExp(`[^${separator}\\n]*`, 'y')
  const cells: string[] = []
  for (let at = from; ; at += 1) {
    let cell = ''
    if (text[at] === '"') {
      const end = endOfQuoted(text, at)
      if (end < 0) return undefined
      cell = text.slice(at + 1, end).replaceAll('""', '"')
      at = end + 1
    }
    plain.lastIndex = at
    cells.push(cell + (plain.exec(text)?.[0] ?? ''))
    at = plain.lastIndex
    if (text[at] === undefined) return undefined
    if (text[at] === '\n') return { cells, end: at + 1 }
  }
}

/** Where the closing quotation mark of a cell stands, or -1; two in a row are one that belongs to the text. */
function endOfQuoted(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
  return end
}
