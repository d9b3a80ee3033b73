import { foldSpelling, type ImportTarget, type Spellings } from '../../registry/index.ts'
import type { Mapping } from '../import.ts'
import type { TableRow } from '../table/limits.ts'
import { headingsOf } from './spellings.ts'

/** What a party has said before of headings: the path, or null for one that is to be passed over. */
export type Remembered = ReadonlyMap<string, string | null>

/** Which column each heading is: as the party said last time, else as the catalogues call it; each column once. */
export function proposeMapping(
  headings: readonly string[],
  target: ImportTarget,
  spellings: Spellings,
  remembered: Remembered,
): (string | null)[] {
  const paths = new Map<string, string>()
  for (const column of target.columns)
    if ('cell' in column)
      for (const heading of headingsOf(spellings, target, column))
        if (!paths.has(heading)) paths.set(heading, column.path)
  const known = new Set(paths.values())
  const taken = new Set<string>()
  return headings.map((text) => {
    const heading = foldSpelling(text)
    const said = remembered.get(heading)
    const path = said !== undefined && (said === null || known.has(said)) ? said : (paths.get(heading) ?? null)
    if (path === null || taken.has(path)) return null
    taken.add(path)
    return path
  })
}

const titleLines = 20

/** Which of the first lines holds the headings: the one of which most is known; above it people write titles. */
export function headingLine(first: readonly TableRow[], propose: (headings: readonly string[]) => Mapping): number {
  let best = 0
  let most = 0
  for (const [index, { cells }] of first.slice(0, titleLines).entries()) {
    const found = propose(cells).filter((path) => path !== null).length
    if (found > most) {
      best = index
      most = found
    }
  }
  return best
}

/** Paths of required columns that no heading is. */
export const missingColumns = (target: ImportTarget, mapping: Mapping): string[] =>
  target.columns
    .filter((column) => 'cell' in column && column.required === true && !mapping.includes(column.path))
    .map(({ path }) => path)
