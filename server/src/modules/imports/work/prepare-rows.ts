import { setImmediate } from 'node:timers/promises'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { isProblem } from '../../../platform/problem.ts'
import {
  type ImportColumn,
  type ImportTarget,
  type Judged,
  type Known,
  type RowIssue,
  type Sought,
  type Spellings,
  sameInCells,
  type TargetDeps,
} from '../../registry/index.ts'
import type { BadRow, Mapping } from '../import.ts'
import type { TableRow } from '../table/limits.ts'
import { type Place, placeOf, valueAt, withValues } from './row-value.ts'

/** How the rows of one spreadsheet are read: made once, used for every batch. */
export type Reading = {
  target: ImportTarget
  register: TargetDeps
  columns: readonly { index: number; column: ImportColumn; place: Place }[]
  spellings: Spellings
  check: (row: unknown) => Faults
  /** Names of entries that have been met, each with its line. */
  met: Map<string, number>
}

/** What a schema has against a row: what the row lacks, which an entry may have that is there, and what is wrong in it. */
type Faults = { lacking: readonly RowIssue[]; wrong: readonly RowIssue[] }

export const openReading = (
  target: ImportTarget,
  mapping: Mapping,
  { spellings, register }: Pick<Reading, 'spellings' | 'register'>,
): Reading => {
  const paths = target.columns.map(({ path }) => path)
  const columns = mapping.flatMap((path, index) => {
    const column = target.columns.find((each) => each.path === path)
    return column !== undefined && 'cell' in column ? [{ index, column, place: placeOf(column.path, paths) }] : []
  })
  return { target, register, columns, spellings, check: checker(target.schema, paths), met: new Map() }
}

type Row = Record<string, unknown>
/** `values`: of each column that is read. */
type Cells = { line: number; values: readonly unknown[]; issues: readonly BadRow['issues'][number][] }
type Named = Cells & { key: string; row: Row; lacking: Faults['lacking'] }

/** A row with what would become of it. */
export type PreparedRow = { line: number; judged: Judged<unknown>; key?: string; row?: Row }

/** A row with what is wrong so far; `sought`: as it would stand in the register, where so much is known of it. */
export type ReadRow = { line: number; issues: readonly RowIssue[]; sought?: Sought<Row> }

/**
 * What would become of rows: each cell is read, the row put over what the register has of it, held against the schema, and
 * judged. Some queries for all of them, whatever their number.
 */
export const prepareRows = async (
  reader: Reader,
  actor: Actor,
  reading: Reading,
  rows: readonly TableRow[],
): Promise<PreparedRow[]> => judgeRows(reader, actor, reading, await readRows(reader, actor, reading, rows))

/** The first half of it. Rows are read in their order, for none may say what one before it said. */
export async function readRows(
  reader: Reader,
  actor: Actor,
  reading: Reading,
  rows: readonly TableRow[],
): Promise<ReadRow[]> {
  const read: (Cells | Named)[] = []
  for (const row of rows) {
    read.push(nameRow(reading, readCells(reading, row)))
    if (read.length % rowsATurn === 0) await setImmediate()
  }
  const keys = read.flatMap((row) => ('key' in row ? row.key : []))
  const known = await reading.target.current(reader, actor, keys)
  return read.map((row) => ('key' in row ? overlay(reading, row, known.get(row.key)) : toBad(row)))
}

/** So many are read before whoever else waits for the thread has its turn: the part before, which is being written, for one. */
const rowsATurn = 100

const toBad = ({ line, issues }: Cells): ReadRow => ({ line, issues })

/** The second. */
export async function judgeRows(
  reader: Reader,
  actor: Actor,
  reading: Reading,
  read: readonly ReadRow[],
): Promise<PreparedRow[]> {
  const whole = await completeRows(reader, reading, read)
  const asked = whole.flatMap(({ issues, sought }) => (sought !== undefined && issues.length === 0 ? sought : []))
  const fates = (asked.length === 0 ? [] : await reading.target.judge(reader, actor, asked, reading.register)).values()
  return whole.map(({ line, issues, sought }) => {
    if (sought === undefined) return { line, judged: { issues } }
    const fate = (issues.length === 0 ? fates.next().value : undefined) ?? { issues }
    const twice = 'plan' in fate && fate.entry !== undefined && noteName(reading, `entry ${fate.entry}`, line)
    return { line, judged: twice ? { issues: twice } : fate, key: sought.rowKey, row: sought.row }
  })
}

/** Rows in which nothing is wrong so far, with what they say in words. */
async function completeRows(
  reader: Reader,
  { target, register }: Reading,
  read: readonly ReadRow[],
): Promise<readonly ReadRow[]> {
  if (target.complete === undefined) return read
  const asked = read.flatMap(({ issues, sought }) => (sought !== undefined && issues.length === 0 ? sought : []))
  const completed = (await target.complete(reader, asked, register)).values()
  return read.map((row) => {
    if (row.sought === undefined || row.issues.length > 0) return row
    const found = completed.next().value
    if (found === undefined) return row
    return 'issues' in found ? { ...row, issues: found.issues } : { ...row, sought: found as Sought<Row> }
  })
}

function readCells({ columns, spellings }: Reading, { line, cells, unknown = [] }: TableRow): Cells {
  const values: unknown[] = []
  const issues: BadRow['issues'][number][] = []
  for (const { index, column } of columns) {
    let value: unknown
    const text = cells[index] ?? ''
    if (unknown.includes(index)) issues.push({ code: 'imports.formula-without-value', column: column.path })
    else if (text.trim() === '') {
      if (column.required) issues.push({ code: 'imports.cell-needed', column: column.path })
    } else {
      const parsed = column.cell.parse(text, spellings)
      if ('value' in parsed) value = parsed.value
      else issues.push({ ...parsed.issue, column: column.path, value: shown(text) })
    }
    values.push(value)
  }
  return { line, values, issues }
}

/** So much of a wrong cell as tells which it is, and no half of a character. */
const shown = (text: string): string => text.slice(0, 200).toWellFormed()

/**
 * The row by itself, with its key, unless a cell is wrong or a row before has the same key. The schema is asked first: a key
 * is made from what has its form, and nothing else is looked for in the register.
 */
function nameRow(reading: Reading, cells: Cells): Cells | Named {
  if (cells.issues.length > 0) return cells
  const row = withValues({}, reading.columns, cells.values)
  const { lacking, wrong } = reading.check(row)
  if (wrong.length > 0) return { ...cells, issues: [...wrong] }
  try {
    const key = reading.target.rowKey(row)
    const twice = noteName(reading, key, cells.line)
    if (twice) return { ...cells, issues: twice }
    for (const name of reading.target.otherNames?.(row) ?? []) noteName(reading, name, cells.line)
    return { line: cells.line, values: cells.values, issues: cells.issues, key, row, lacking }
  } catch (error) {
    if (!isProblem(error)) throw error
    return { ...cells, issues: [{ code: error.problemCode, params: error.params }] }
  }
}

function overlay(reading: Reading, named: Named, known: Known<unknown> | undefined): ReadRow {
  const { line, key: rowKey, lacking } = named
  if (known === undefined) return { line, issues: lacking, sought: { rowKey, row: named.row } }
  const before = known.row as Row
  const row = withValues(before, reading.columns, heardValues(reading, named, before))
  const found = reading.check(row)
  const issues = sameEntry(reading, named, known.subject) ?? [...found.lacking, ...found.wrong]
  return { line, issues, sought: { rowKey, row, subject: known.subject, before, said: known.said } }
}

/** The row's values; where the register says the same in other blanks, what it says. */
const heardValues = ({ columns }: Reading, { values }: Named, before: Row): unknown[] =>
  columns.map(({ place }, at) => {
    const said = valueAt(before, place)
    return sameInCells(said, values[at]) ? said : values[at]
  })

/** Rows that name one entry by its key and by an identifier, or by two, are one row twice. */
const sameEntry = (reading: Reading, { line }: Named, subject: string): RowIssue[] | undefined =>
  reading.target.bearing && noteName(reading, subject, line)

/** Notes that a line names an entry so; what is wrong, where another did before. */
function noteName({ met }: Reading, name: string, line: number): RowIssue[] | undefined {
  const first = met.get(name) ?? line
  met.set(name, first)
  return first === line ? undefined : [{ code: 'imports.row-repeated', params: { line: first } }]
}

/** What a schema has against a row, each with the column to blame; `paths` are those of all columns. */
function checker(schema: TSchema, paths: readonly string[]): (row: unknown) => Faults {
  const validator = Compile(schema)
  const isColumn = (path: string) => paths.some((each) => each === path || each.startsWith(`${path}.`))
  const isLacking = ({ code, column = '' }: RowIssue) => code === codes.required && isColumn(column)
  return (row) => {
    if (validator.Check(row)) return faultless
    const issues = Map.groupBy(validator.Errors(row).map(toIssue), isLacking)
    const some = (lacking: boolean) => issues.get(lacking)?.slice(0, mostIssues) ?? []
    return { lacking: some(true), wrong: some(false) }
  }
}

const faultless: Faults = { lacking: [], wrong: [] }
const mostIssues = 10

type SchemaError = { keyword: string; instancePath: string; params: object }

/** The rule's own words for a number, a length, a pattern; the place as a column's path. */
const toIssue = ({ keyword, instancePath, params }: SchemaError): RowIssue => {
  const path = instancePath.slice(1).replaceAll('/', '.')
  const { requiredProperties } = params as { requiredProperties?: string[] }
  const column = keyword === 'required' ? [path, requiredProperties?.[0]].filter(Boolean).join('.') : path
  const code = codes[keyword] ?? 'imports.value-unfit'
  const limit = Object.entries(params).find(([name]) => name === 'limit')?.[1]
  return { code, column, params: typeof limit === 'number' ? { limit } : {} }
}

const codes: Record<string, string> = {
  required: 'imports.cell-needed',
  maxLength: 'imports.text-too-long',
  pattern: 'imports.text-unfit',
  format: 'imports.text-unfit',
}
