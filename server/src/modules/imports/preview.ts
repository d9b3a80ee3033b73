import Type from 'typebox'
import type { Actor } from '../../platform/actor.ts'
import type { Language, Say } from '../../platform/messages.ts'
import type { Import } from './import.ts'
import { IssueView, viewIssue } from './import-view.ts'
import { getImport } from './intake/decide.ts'
import { selectIssues, selectPart } from './rows.store.ts'
import { getTarget } from './target.ts'
import { openReading, prepareRows } from './work/prepare-rows.ts'
import type { WorkDeps } from './work/work.ts'

const rowsShown = 20

export const PreviewView = Type.Object({
  items: Type.Array(
    Type.Object({
      line: Type.Integer(),
      cells: Type.Array(Type.String()),
      fate: Type.Enum(['new', 'changed', 'same', 'bad']),
      key: Type.Optional(Type.String()),
      row: Type.Optional(Type.Unknown()),
      issues: Type.Array(IssueView),
    }),
  ),
})
export type PreviewView = Type.Static<typeof PreviewView>

/** The first rows: as they stand in the spreadsheet, what would become of each, and what is wrong with it. */
export async function previewRows(
  deps: WorkDeps,
  actor: Actor,
  id: string,
  say: Say,
  language: Language,
): Promise<PreviewView> {
  const { db, spellings } = deps
  const found = await getImport(db, actor, id)
  const rows = (await selectPart(db, id, 0)).slice(0, rowsShown)
  const reading = openReading(getTarget(found.target), found.mapping, deps)
  const prepared = await prepareRows(db, actor, reading, rows)
  const items = prepared.map(({ line, judged, key, row }, index) => ({
    line,
    cells: rows[index]?.cells ?? [],
    fate: 'issues' in judged ? ('bad' as const) : judged.fate,
    ...(key !== undefined && { key }),
    ...(row !== undefined && { row }),
    issues:
      'issues' in judged ? judged.issues.map((issue) => viewIssue(found, line, issue, spellings, say, language)) : [],
  }))
  return { items }
}

/** What is wrong, row by row, in pages: `next` of one is `after` of the following. */
export async function readIssues(
  { db, spellings }: Pick<WorkDeps, 'db' | 'spellings'>,
  found: Import,
  { after = '0', limit = '100' }: { after?: string; limit?: string },
  say: Say,
  language: Language,
): Promise<{ items: IssueView[]; next?: string }> {
  const rows = await selectIssues(db, found.id, Number(after), Number(limit) + 1)
  const shown = rows.slice(0, Number(limit))
  const items = shown.flatMap(({ line, issues }) =>
    issues.map((issue) => viewIssue(found, line, issue, spellings, say, language)),
  )
  const last = shown.at(-1)
  return { items, ...(rows.length > shown.length && last && { next: String(last.line) }) }
}
