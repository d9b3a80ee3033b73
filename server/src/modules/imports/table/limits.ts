import { problem } from '../../../platform/problem.ts'

/** What a spreadsheet may be. Beyond it nothing is unpacked, or the unpacking stops. */
export const limits = {
  rows: 200_000,
  columns: 200,
  cellCharacters: 32_767,
  rowCharacters: 200_000,
  /** Of one part and of all parts of a workbook, unpacked. */
  unpackedBytes: 512 * 1024 * 1024,
  /** Unpacked against packed, for parts of more than a megabyte: spreadsheets come to 10 or 30. */
  ratio: 200,
  parts: 2000,
  sharedCharacters: 64 * 1024 * 1024,
} as const

/**
 * A line of a table as it stands in the file: its number from 1, and its cells as texts. `computed`: some are what a formula
 * came to; `unknown`: columns whose formula has no value.
 */
export type TableRow = { line: number; cells: string[]; computed?: boolean; unknown?: number[] }

export const refuseWidth = (): never => {
  throw problem('imports.too-many-columns', { limit: limits.columns })
}

/** Refuses a row beyond what a table may have. */
export const checkRow = ({ line, cells }: TableRow): void => {
  if (line > limits.rows + 1) throw problem('imports.too-many-rows', { limit: limits.rows })
  if (cells.length > limits.columns) refuseWidth()
  let characters = 0
  for (const cell of cells) {
    characters += cell.length
    if (cell.length > limits.cellCharacters)
      throw problem('imports.cell-too-long', { line, limit: limits.cellCharacters })
  }
  if (characters > limits.rowCharacters) throw problem('imports.row-too-long', { line, limit: limits.rowCharacters })
}
