import type { LinterName } from './linters/linters.ts'

/** N numeric, X CSET 82, Y CSET 39, Z CSET 64 (file- and URI-safe base64). */
export type CharacterKind = 'N' | 'X' | 'Y' | 'Z'

/** One component of a value: consumed from the left, an optional one only while characters remain. */
export type Component = {
  kind: CharacterKind
  min: number
  max: number
  optional: boolean
  linters: readonly LinterName[]
}

/** One line of the syntax dictionary. `ais` holds the first and the last AI of its range. */
export type AiRow = {
  ais: readonly [first: string, last: string]
  title: string
  /** False where the length is predefined and no FNC1 separates this AI from the next. */
  separated: boolean
  /** May stand in the query of a Digital Link. */
  attribute: boolean
  components: readonly Component[]
  /** Each must hold: one of its groups, all AIs of which are present. 'n' stands for any digit. */
  requires: readonly (readonly (readonly string[])[])[]
  excludes: readonly string[]
  /** Defined for Digital Link keys: the alternative, ordered sequences of qualifiers. */
  qualifiers?: readonly (readonly string[])[]
}
