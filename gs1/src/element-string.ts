import { aiIn, aiStartingAt } from './ai-table.ts'
import type { Piece } from './associations.ts'
import { elementOf, mostElements, pieceIssues } from './elements.ts'
import { accept, type Element, type Result, refuse } from './result.ts'

/** FNC1 as scanners transmit it. */
export const groupSeparator = '\u001d'

/** Values end before an unescaped '('; '\(' is a bracket of the value. */
const valueEnd = (text: string, start: number, end: number): number => {
  let bracket = text.indexOf('(', start)
  while (bracket > start && bracket < end && text.charAt(bracket - 1) === '\\') bracket = text.indexOf('(', bracket + 1)
  return bracket === -1 || bracket > end ? end : bracket
}

const readBracketed = (text: string, start: number, end: number, pieces: Piece[]): Result<Piece[]> => {
  if (start === end) return refuse('input-empty', start)
  let at = start
  while (at < end) {
    if (text.charAt(at) !== '(') return refuse('bracket-expected', at)
    const close = text.indexOf(')', at)
    if (close === -1 || close >= end) return refuse('bracket-not-closed', at)
    const entry = aiIn(text, at + 1, close)
    if (entry === undefined) return refuse('ai-unknown', at + 1, { ai: text.slice(at + 1, close) })
    if (pieces.length === mostElements) return refuse('too-many-elements', at)
    const valueAt = close + 1
    const next = valueEnd(text, valueAt, end)
    pieces.push({ entry, value: text.slice(valueAt, next).replaceAll('\\(', '('), at: at + 1, valueAt })
    at = next
  }
  return accept(pieces)
}

/** Index in the bracketed text of a character of the value: escapes before it count twice. */
const locateBracketed = (text: string, piece: Piece, index: number): number => {
  let at = piece.valueAt
  for (let i = 0; i < index; i++) at += text.startsWith('\\(', at) ? 2 : 1
  return at
}

/**
 * Bracketed element string, '(01)09506000134352(10)ABC123'; a bracket of a value is written '\('.
 * A linear and a composite component may be parted by '|'.
 */
export const parseElementString = (text: string): Result<Element[]> => {
  const bar = text.indexOf('|')
  const linear = readBracketed(text, 0, bar === -1 ? text.length : bar, [])
  if (!linear.ok) return linear
  const read = bar === -1 ? linear : readBracketed(text, bar + 1, text.length, linear.value)
  if (!read.ok) return read
  const issues = pieceIssues(read.value, (piece, index) => locateBracketed(text, piece, index))
  return issues.length > 0 ? { ok: false, issues } : accept(read.value.map(elementOf))
}

/** Appends the pieces of unbracketed data from `start`: FNC1 ends a value, predefined lengths end by themselves. */
export const readSeparated = (text: string, start: number, pieces: Piece[]): Result<Piece[]> => {
  if (start === text.length) return refuse('input-empty', start)
  const caret = text.indexOf('^', start)
  if (caret !== -1) return refuse('character-not-allowed', caret)
  let at = start
  while (at < text.length) {
    const entry = aiStartingAt(text, at)
    if (entry === undefined) return refuse('ai-unknown', at, { ai: text.slice(at, at + 4) })
    if (pieces.length === mostElements) return refuse('too-many-elements', at)
    const valueAt = at + entry.code.length
    const separator = text.indexOf(groupSeparator, valueAt)
    const limit = separator === -1 ? text.length : separator
    const end = entry.separated ? limit : Math.min(limit, valueAt + entry.max)
    pieces.push({ entry, value: text.slice(valueAt, end), at, valueAt })
    at = end === separator ? end + 1 : end
  }
  return accept(pieces)
}
