import { loadCatalogues } from '../../../platform/messages.ts'
import {
  type DerivedColumn,
  foldSpelling,
  type ImportColumn,
  type ImportTarget,
  type Spellings,
} from '../../registry/index.ts'

/** What people may call a column or a word, in any of our languages, folded. */
export const createSpellings = (): Spellings => {
  const catalogues = Object.values(loadCatalogues())
  const known = new Map<string, readonly string[]>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const texts = catalogues.flatMap((catalogue) => [
      catalogue.get(key) ?? [],
      ...(catalogue.get(`${key}.also`)?.split('|') ?? []),
    ])
    const spellings = [...new Set(texts.flat().map(foldSpelling))].filter((text) => text !== '')
    known.set(key, spellings)
    return spellings
  }
}

export type AnyColumn = ImportColumn | DerivedColumn

/** Under which message key a column's heading stands: the target's own, else that of all columns of this path. */
export const headingKey = (has: (key: string) => boolean, target: Pick<ImportTarget, 'name'>, { path }: AnyColumn) => {
  const own = `columns.${target.name}.${path}`
  return has(own) ? own : `columns.${path}`
}

/** Everything a column's heading may be: its path, and what the catalogues call it. */
export const headingsOf = (
  spellings: Spellings,
  target: Pick<ImportTarget, 'name'>,
  column: AnyColumn,
): readonly string[] => [
  foldSpelling(column.path),
  ...spellings(headingKey((key) => spellings(key).length > 0, target, column)),
]
