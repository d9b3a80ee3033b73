import { type AiEntry, aiOf } from './ai-table.ts'

/** True when the codes occur in the sequence in its order. */
const follows = (sequence: readonly string[], codes: readonly string[]): boolean => {
  let from = 0
  for (let i = 0; i < codes.length; i++) {
    const at = sequence.indexOf(codes[i] ?? '', from)
    if (at === -1) return false
    from = at + 1
  }
  return true
}

/** True when the qualifiers stand in the order of one of the key's alternative sequences. */
export const isQualifierOrder = (key: AiEntry, codes: readonly string[]): boolean => {
  if (codes.length === 0) return true
  return key.qualifiers?.some((sequence) => follows(sequence, codes)) ?? false
}

/** True when the attribute would fit among the path's qualifiers, and therefore belongs there. */
export const belongsInPath = (key: AiEntry, codes: readonly string[], attribute: string): boolean =>
  key.qualifiers?.some((sequence) => sequence.includes(attribute) && codes.every((code) => sequence.includes(code))) ??
  false

/**
 * The longest run of qualifiers that the present AIs fill, of all alternatives; between equals the first in lexical
 * order, which is how the official engine settles it.
 */
export const longestQualifiers = (keyCode: string, present: ReadonlySet<string>): readonly string[] => {
  const filled = (aiOf(keyCode)?.qualifiers ?? []).map((sequence) => sequence.filter((code) => present.has(code)))
  filled.sort((a, b) => b.length - a.length || (a.join(' ') < b.join(' ') ? -1 : 1))
  return filled[0] ?? []
}
