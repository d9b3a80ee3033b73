import type { AiRow, CharacterKind } from './ai-row.ts'
import { aiRows } from './ai-table.generated.ts'
import { type CharacterSet, cset39, cset64, cset82, digitSet } from './character-sets.ts'
import type { Linter } from './linters/fault.ts'
import { linters } from './linters/linters.ts'

/** A component made ready to run. */
export type CompiledComponent = {
  set: CharacterSet
  padded: boolean
  min: number
  max: number
  optional: boolean
  linters: readonly Linter[]
}

/** '310n' as prefix 310 and length 4; an exact AI is its own prefix. */
export type AiPattern = { prefix: string; length: number }

/** Everything known about one Application Identifier. */
export type AiEntry = {
  code: string
  title: string
  separated: boolean
  attribute: boolean
  min: number
  max: number
  components: readonly CompiledComponent[]
  requires: readonly (readonly (readonly AiPattern[])[])[]
  excludes: readonly AiPattern[]
  /** Defined for the primary keys of Digital Links. */
  qualifiers: readonly (readonly string[])[] | undefined
}

const setOfKind: Record<CharacterKind, CharacterSet> = { N: digitSet, X: cset82, Y: cset39, Z: cset64 }

const compilePattern = (pattern: string): AiPattern => ({
  prefix: pattern.replace(/n+$/, ''),
  length: pattern.length,
})

const compileRow = (row: AiRow): Omit<AiEntry, 'code'> => ({
  title: row.title,
  separated: row.separated,
  attribute: row.attribute,
  min: row.components.reduce((sum, { min, optional }) => sum + (optional ? 0 : min), 0),
  max: row.components.reduce((sum, { max }) => sum + max, 0),
  components: row.components.map((component) => ({
    set: setOfKind[component.kind],
    padded: component.kind === 'Z',
    min: component.min,
    max: component.max,
    optional: component.optional,
    linters: component.linters.map((name) => linters[name]),
  })),
  requires: row.requires.map((groups) => groups.map((group) => group.map(compilePattern))),
  excludes: row.excludes.map(compilePattern),
  qualifiers: row.qualifiers,
})

const expandRow = (row: AiRow): AiEntry[] => {
  const [first, last] = row.ais
  const compiled = compileRow(row)
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => ({
    code: String(Number(first) + index).padStart(first.length, '0'),
    ...compiled,
  }))
}

/** Every Application Identifier, in lexical order. */
export const aiTable: readonly AiEntry[] = aiRows.flatMap(expandRow)

/** AIs that begin with the same two digits have the same length, so two digits tell where an AI ends. */
const lengthOfPrefix = new Uint8Array(100)
const entryOfNumber: (AiEntry | undefined)[] = new Array(10_000).fill(undefined)

for (const entry of aiTable) {
  lengthOfPrefix[Number(entry.code.slice(0, 2))] = entry.code.length
  entryOfNumber[Number(entry.code)] = entry
}

const numberAt = (text: string, start: number, end: number): number => {
  let number = 0
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    number = number * 10 + digit
  }
  return number
}

/** The AI that is exactly text[start, end). */
export const aiIn = (text: string, start: number, end: number): AiEntry | undefined => {
  const length = end - start
  if (length < 2 || length > 4) return undefined
  const prefix = numberAt(text, start, start + 2)
  if (prefix === -1 || lengthOfPrefix[prefix] !== length) return undefined
  const number = length === 2 ? prefix : numberAt(text, start, end)
  return number === -1 ? undefined : entryOfNumber[number]
}

/** The AI with which the text goes on at `start`, of whatever length its first two digits say. */
export const aiStartingAt = (text: string, start: number): AiEntry | undefined => {
  if (start + 2 > text.length) return undefined
  const prefix = numberAt(text, start, start + 2)
  const length = prefix === -1 ? 0 : (lengthOfPrefix[prefix] ?? 0)
  return start + length > text.length ? undefined : aiIn(text, start, start + length)
}

export const aiOf = (code: string): AiEntry | undefined => aiIn(code, 0, code.length)

/** The data title of an AI, such as 'BATCH/LOT'. */
export const titleOf = (code: string): string | undefined => aiOf(code)?.title

export const isKey = (code: string): boolean => aiOf(code)?.qualifiers !== undefined
