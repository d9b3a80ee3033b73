import { aiOf } from './ai-table.ts'
import { associationIssues, type Piece } from './associations.ts'
import { accept, type Element, type Issue, type Result, refuse } from './result.ts'
import { valueFault } from './value.ts'

/** More AIs than this are refused in one input, as by the official engine. */
export const mostElements = 64

/** Longer URIs and texts are refused, as by the official engine. */
export const longestText = 8191

/** Maps an index inside a piece's decoded value to the index in the input. */
export type Locate = (piece: Piece, index: number) => number

/** The issues of every value or, where all values are right, of the associations between the AIs. */
export const pieceIssues = (pieces: readonly Piece[], locate: Locate): Issue[] => {
  const issues: Issue[] = []
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]
    if (piece === undefined) break
    const found = valueFault(piece.entry, piece.value)
    if (found !== undefined) {
      issues.push({ code: found.code, at: locate(piece, found.at), params: { ai: piece.entry.code } })
    }
  }
  return issues.length > 0 ? issues : associationIssues(pieces)
}

export const elementOf = (piece: Piece): Element => [piece.entry.code, piece.value]

/** Checks values and associations; an issue's `at` is the index of the element in the list. */
export const checkElements = (elements: readonly Element[]): Result<Piece[]> => {
  if (elements.length === 0) return refuse('input-empty', 0)
  if (elements.length > mostElements) return refuse('too-many-elements', mostElements)
  const pieces: Piece[] = []
  for (const [index, [ai, value]] of elements.entries()) {
    const entry = aiOf(ai)
    if (entry === undefined) return refuse('ai-unknown', index, { ai })
    pieces.push({ entry, value, at: index, valueAt: index })
  }
  const issues = pieceIssues(pieces, (piece) => piece.at)
  return issues.length > 0 ? { ok: false, issues } : accept(pieces)
}
