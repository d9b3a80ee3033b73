import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { jsonText } from '../../platform/storable.ts'
import type { BadRow } from './import.ts'
import type { TableRow } from './table/limits.ts'

export const insertPart = async (tx: Tx, importID: string, part: number, rows: readonly TableRow[]): Promise<void> => {
  await tx.query('insert into imports.part (import_id, part, rows) values ($1, $2, $3)', [
    importID,
    part,
    JSON.stringify(rows),
  ])
}

/** Of each session of an import, by its process: at which part it planned its statements anew. */
export type Planned = Map<number, number>

/**
 * Has the session plan its statements, and its checks of foreign keys, anew where the import has come twice as far since it
 * did. A plan is made once; one that was made while the register was small reads a table whole where, some thousand rows
 * later, an index is to be read. Of a table that was half as large it is the right one.
 */
export const renewPlans = async (tx: Tx, planned: Planned, part: number): Promise<void> => {
  const [session] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid', [])
  const pid = session?.pid ?? 0
  const last = planned.get(pid)
  if (last !== undefined && part < 2 * last) return
  await tx.query('discard plans')
  planned.set(pid, part)
}

export const selectPart = async (reader: Reader, importID: string, part: number): Promise<TableRow[]> => {
  const [row] = await reader.query<{ rows: string }>(
    'select rows from imports.part where import_id = $1 and part = $2',
    [importID, part],
  )
  return row === undefined ? [] : (JSON.parse(row.rows) as TableRow[])
}

export const deleteParts = async (tx: Reader, importID: string): Promise<void> => {
  await tx.query('delete from imports.part where import_id = $1', [importID])
}

export const insertIssues = async (reader: Reader, importID: string, rows: readonly BadRow[]): Promise<void> => {
  if (rows.length === 0) return
  await reader.query(
    `insert into imports.row_issue (import_id, line, issues)
     select $1, line, issues from jsonb_to_recordset($2::jsonb) as given (line integer, issues jsonb)
     on conflict (import_id, line) do update set issues = excluded.issues`,
    [importID, jsonText(rows)],
  )
}

export const deleteIssues = async (reader: Reader, importID: string): Promise<void> => {
  await reader.query('delete from imports.row_issue where import_id = $1', [importID])
}

export const selectIssues = (reader: Reader, importID: string, after: number, limit: number): Promise<BadRow[]> =>
  reader.query<BadRow>(
    'select line, issues from imports.row_issue where import_id = $1 and line > $2 order by line limit $3',
    [importID, after, limit],
  )

/** Lines of a span that are known to be bad. */
export const selectBadLines = async (
  reader: Reader,
  importID: string,
  first: number,
  last: number,
): Promise<Set<number>> => {
  const rows = await reader.query<{ line: number }>(
    'select line from imports.row_issue where import_id = $1 and line between $2 and $3',
    [importID, first, last],
  )
  return new Set(rows.map(({ line }) => line))
}

export const hasIssues = async (reader: Reader, importID: string): Promise<boolean> =>
  (await reader.query('select 1 from imports.row_issue where import_id = $1 limit 1', [importID])).length > 0

/** How a party has called its columns for a target: folded headings to paths. */
export const selectHeadings = async (
  reader: Reader,
  partyID: string,
  target: string,
): Promise<Map<string, string | null>> => {
  const rows = await reader.query<{ heading: string; path: string | null }>(
    'select heading, path from imports.heading where party_id = $1 and target = $2 limit 5000',
    [partyID, target],
  )
  return new Map(rows.map(({ heading, path }) => [heading, path]))
}

export const upsertHeadings = async (
  tx: Tx,
  partyID: string,
  target: string,
  headings: ReadonlyMap<string, string | null>,
): Promise<void> => {
  await tx.query(
    `insert into imports.heading (party_id, target, heading, path)
     select $1, $2, heading, path from unnest($3::text[], $4::text[]) as given (heading, path)
     on conflict (party_id, target, heading) do update set path = excluded.path`,
    [partyID, target, [...headings.keys()], [...headings.values()]],
  )
}

export const deleteHeadingsOf = async (tx: Tx, parties: readonly string[]): Promise<void> => {
  await tx.query('delete from imports.heading where party_id = any($1::uuid[])', [parties])
}
