import type { AiEntry, AiPattern } from './ai-table.ts'
import type { Issue } from './result.ts'

/** One AI as found in an input: `at` is where the AI stands there, `valueAt` where its value begins. */
export type Piece = { entry: AiEntry; value: string; at: number; valueAt: number }

/** The first AI that fits the pattern; an AI is never its own partner. */
const partner = (pieces: readonly Piece[], pattern: AiPattern, self: string): string | undefined => {
  for (let i = 0; i < pieces.length; i++) {
    const code = pieces[i]?.entry.code ?? ''
    if (code.length === pattern.length && code.startsWith(pattern.prefix) && code !== self) return code
  }
  return undefined
}

const patternText = ({ prefix, length }: AiPattern): string => prefix.padEnd(length, 'n')

const missingPartner = (pieces: readonly Piece[], { entry, at }: Piece): Issue | undefined => {
  for (const groups of entry.requires) {
    const held = groups.some((group) => group.every((pattern) => partner(pieces, pattern, entry.code) !== undefined))
    if (!held) {
      const requires = groups.map((group) => group.map(patternText).join('+')).join(',')
      return { code: 'requisite-ai-missing', at, params: { ai: entry.code, requires } }
    }
  }
  return undefined
}

const excludedPartner = (pieces: readonly Piece[], { entry, at }: Piece): Issue | undefined => {
  for (const pattern of entry.excludes) {
    const other = partner(pieces, pattern, entry.code)
    if (other !== undefined) return { code: 'ai-excluded', at, params: { ai: entry.code, other } }
  }
  return undefined
}

const differingRepeat = (pieces: readonly Piece[], index: number): Issue | undefined => {
  const piece = pieces[index]
  for (let i = 0; i < index; i++) {
    const earlier = pieces[i]
    if (piece !== undefined && earlier?.entry === piece.entry && earlier.value !== piece.value) {
      return { code: 'repeated-ai-differs', at: piece.at, params: { ai: piece.entry.code } }
    }
  }
  return undefined
}

/** A digital signature (8030) needs the serial component of these keys. */
const serialised = ['253', '255', '8003']

const missingSerial = (pieces: readonly Piece[], { entry, value, at }: Piece): Issue | undefined =>
  value.length === entry.min && serialised.includes(entry.code) && pieces.some((other) => other.entry.code === '8030')
    ? { code: 'serial-missing', at, params: { ai: entry.code } }
    : undefined

/** Rules between AIs: mutual exclusion, required partners, equal repeats, serials under a signature. */
export const associationIssues = (pieces: readonly Piece[]): Issue[] => {
  const issues: Issue[] = []
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]
    if (piece === undefined) break
    const found =
      excludedPartner(pieces, piece) ??
      missingPartner(pieces, piece) ??
      differingRepeat(pieces, i) ??
      missingSerial(pieces, piece)
    if (found !== undefined) issues.push(found)
  }
  return issues
}
