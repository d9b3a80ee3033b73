import { jsonCell, textCell } from './import-cell.ts'
import type { ImportColumn } from './import-target.ts'

/** Words by language as columns: Vietnamese, English, and whatever other languages as JSON. */
export const languageColumns = (path: string): ImportColumn[] => [
  { path: `${path}.vi`, cell: textCell },
  { path: `${path}.en`, cell: textCell },
  { path: `${path}.*`, cell: jsonCell },
]
