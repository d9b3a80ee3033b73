import Type from 'typebox'
import type { Language, Say } from '../../platform/messages.ts'
import { sentenceOf } from '../../platform/problem-body.ts'
import type { ExportTarget, ImportTarget, RowIssue, Spellings } from '../registry/index.ts'
import { errorBehaviours, type Import, importStates } from './import.ts'
import { missingColumns } from './intake/propose-mapping.ts'
import { headingKey } from './intake/spellings.ts'
import { getTarget } from './target.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })

export const TargetView = Type.Object({
  name: Type.String(),
  title: Type.String(),
  columns: Type.Array(
    Type.Object({ path: Type.String(), heading: Type.String(), required: Type.Boolean(), derived: Type.Boolean() }),
  ),
})

export const ImportView = Type.Object({
  id: Type.String(),
  target: Type.String(),
  fileName: nullable(Type.String()),
  sheet: nullable(Type.String()),
  sheets: nullable(Type.Array(Type.String())),
  state: Type.Enum([...importStates]),
  errorBehaviour: nullable(Type.Enum([...errorBehaviours])),
  headings: Type.Array(
    Type.Object({
      column: Type.String(),
      text: Type.String(),
      sample: Type.String(),
      path: nullable(Type.String()),
    }),
  ),
  missing: Type.Array(Type.String()),
  rowsTotal: Count,
  rowsDone: Count,
  rowsComputed: Count,
  counts: Type.Object({ new: Count, changed: Count, same: Count, bad: Count }),
  failure: Type.Optional(Type.String()),
  createdAt: Type.String(),
  finishedAt: nullable(Type.String()),
})
export type ImportView = Type.Static<typeof ImportView>

export const IssueView = Type.Object({
  line: Type.Integer(),
  column: Type.Optional(Type.String()),
  heading: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
  value: Type.Optional(Type.String()),
  code: Type.String(),
  message: Type.String(),
  fix: Type.String(),
})
export type IssueView = Type.Static<typeof IssueView>

/** A column of a spreadsheet as its program calls it: A, B, …, AA. */
export const columnName = (index: number): string =>
  index < 26
    ? String.fromCharCode(65 + index)
    : columnName(Math.floor(index / 26) - 1) + String.fromCharCode(65 + (index % 26))

/** An import as its party sees it. */
export const viewImport = (found: Import, say: Say, language: Language): ImportView => ({
  id: found.id,
  target: found.target,
  fileName: found.fileName,
  sheet: found.sheet,
  sheets: found.sheets,
  state: found.state,
  errorBehaviour: found.errorBehaviour,
  headings: found.headings.map((heading, index) => ({
    column: columnName(index),
    ...heading,
    path: found.mapping[index] ?? null,
  })),
  missing: missingColumns(getTarget(found.target), found.mapping),
  rowsTotal: found.rowsTotal,
  rowsDone: found.rowsDone,
  rowsComputed: found.computed,
  counts: found.counts,
  ...(found.failure && { failure: say(language, found.failure.code, found.failure.params) }),
  createdAt: found.createdAt,
  finishedAt: found.finishedAt,
})

/** One thing wrong with a row: where, what, and what to do. */
export function viewIssue(
  found: Import,
  line: number,
  issue: RowIssue & { value?: string },
  spellings: Spellings,
  say: Say,
  language: Language,
): IssueView {
  const index = found.mapping.findIndex((path) => path !== null && path === issue.column)
  const target = getTarget(found.target)
  const missing = index < 0 ? columnAt(target, issue.column) : undefined
  const { code, params = {} } = issue
  const owner = code.slice(0, code.indexOf('.'))
  const fix = say(language, `${code}.fix`, params)
  return {
    line,
    ...(index >= 0 && { column: columnName(index), heading: found.headings[index]?.text ?? '' }),
    // What the spreadsheet has no column for is called as the register calls it.
    ...(missing !== undefined && { heading: headingText(target, missing, spellings, say, language) }),
    ...(issue.column !== undefined && { path: issue.column }),
    ...(issue.value !== undefined && { value: issue.value }),
    code,
    message: sentenceOf(say, language, owner, { code, params }),
    fix: fix === `${code}.fix` ? say(language, 'imports.fix') : fix,
  }
}

/** The column of a path; of one that several stand under, the first. */
const columnAt = ({ columns }: ImportTarget, path: string | undefined) =>
  columns.find((column) => column.path === path) ?? columns.find((column) => column.path.startsWith(`${path}.`))

/** A target with its columns under their headings. */
export const viewTarget = (target: ImportTarget, spellings: Spellings, say: Say, language: Language) => ({
  name: target.name,
  title: say(language, `columns.${target.name}`),
  columns: target.columns.map((column) => ({
    path: column.path,
    heading: headingText(target, column, spellings, say, language),
    required: 'cell' in column && column.required === true,
    derived: 'derived' in column,
  })),
})

export const headingText = (
  target: ExportTarget,
  column: ExportTarget['columns'][number],
  spellings: Spellings,
  say: Say,
  language: Language,
): string =>
  say(
    language,
    headingKey((key) => spellings(key).length > 0, target, column),
  )
