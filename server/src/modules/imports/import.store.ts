import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { utc } from '../../platform/postgres/times.ts'
import { jsonText } from '../../platform/storable.ts'
import type { Counts, ErrorBehaviour, Import, ImportState, Mapping } from './import.ts'

const columns = `import_id as id, party_id as "partyID", target, file_name as "fileName", sheet, sheets, actor, headings, mapping,
  state, error_behaviour as "errorBehaviour", parts, rows_total as "rowsTotal", rows_done as "rowsDone", computed,
  '{"new": 0, "changed": 0, "same": 0, "bad": 0}'::jsonb || counts as counts, round, failure,
  ${utc('created_at')} as "createdAt", ${utc('finished_at')} as "finishedAt"`

export type NewImport = Pick<
  Import,
  | 'id'
  | 'partyID'
  | 'target'
  | 'fileName'
  | 'sheet'
  | 'sheets'
  | 'actor'
  | 'headings'
  | 'mapping'
  | 'state'
  | 'parts'
  | 'rowsTotal'
  | 'computed'
>

export const insertImport = async (tx: Tx, row: NewImport): Promise<void> => {
  await tx.query(
    `insert into imports.import (import_id, party_id, target, file_name, sheet, sheets, actor, headings, mapping, state, parts,
       rows_total, computed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      row.id,
      row.partyID,
      row.target,
      row.fileName,
      row.sheet,
      row.sheets && jsonText(row.sheets),
      JSON.stringify(row.actor),
      jsonText(row.headings),
      JSON.stringify(row.mapping),
      row.state,
      row.parts,
      row.rowsTotal,
      row.computed,
    ],
  )
}

const ofParty = 'import_id = $1 and ($2::uuid is null or party_id = $2)'

/** An import; where a party is named, its own alone: another's is not even read. */
export const findImport = async (
  reader: Reader,
  id: string,
  party: string | null = null,
): Promise<Import | undefined> =>
  (await reader.query<Import>(`select ${columns} from imports.import where ${ofParty}`, [id, party]))[0]

/** The same, locked until the transaction ends; another's is not locked. */
export const lockImport = async (tx: Tx, id: string, party: string | null = null): Promise<Import | undefined> =>
  (await tx.query<Import>(`select ${columns} from imports.import where ${ofParty} for update`, [id, party]))[0]

/** A party's imports, the newest first. */
export const selectImports = (reader: Reader, partyID: string, before: string, limit: number): Promise<Import[]> =>
  reader.query<Import>(
    `select ${columns} from imports.import where party_id = $1 and import_id < $2::uuid order by import_id desc limit $3`,
    [partyID, before, limit],
  )

/** From the mapping on all is to be checked anew. */
export const updateMapping = async (tx: Tx, id: string, mapping: Mapping, state: ImportState): Promise<void> => {
  await tx.query(
    `update imports.import set mapping = $2, state = $3, rows_done = 0, counts = '{}', round = round + 1, failures = 0,
       failure = null, finished_at = null where import_id = $1`,
    [id, JSON.stringify(mapping), state],
  )
}

export const updateApplying = async (
  tx: Tx,
  id: string,
  asked: { errorBehaviour: ErrorBehaviour; actor: Import['actor'] },
): Promise<void> => {
  await tx.query(
    `update imports.import set state = 'applying', error_behaviour = $2, actor = $3, rows_done = 0, counts = '{}', failures = 0,
       finished_at = null where import_id = $1`,
    [id, asked.errorBehaviour, JSON.stringify(asked.actor)],
  )
}

export const updateProgress = async (reader: Reader, id: string, rowsDone: number, counts: Counts): Promise<void> => {
  await reader.query('update imports.import set rows_done = $2, counts = $3 where import_id = $1', [
    id,
    rowsDone,
    JSON.stringify(counts),
  ])
}

export const updateState = async (
  reader: Reader,
  id: string,
  state: ImportState,
  failure: Import['failure'] = null,
): Promise<void> => {
  await reader.query(`update imports.import set state = $2, failure = $3, finished_at = now() where import_id = $1`, [
    id,
    state,
    failure && jsonText(failure),
  ])
}

/** One more failure that was not the spreadsheet's; answers how many there were. */
export const countFailure = async (reader: Reader, id: string): Promise<number> => {
  const [row] = await reader.query<{ failures: number }>(
    'update imports.import set failures = failures + 1 where import_id = $1 returning failures',
    [id],
  )
  return row?.failures ?? 0
}

/** Takes an import away, and answers whether it was there. */
export const deleteImport = async (tx: Tx, id: string): Promise<boolean> => {
  await tx.query('delete from imports.part where import_id = $1', [id])
  await tx.query('delete from imports.row_issue where import_id = $1', [id])
  return (await tx.query('delete from imports.import where import_id = $1 returning import_id', [id])).length > 0
}

/** Imports that nobody needs any more: ended, or left lying, for so many days. */
export const selectOldImports = async (reader: Reader, days: number): Promise<string[]> => {
  const rows = await reader.query<{ id: string }>(
    `select import_id as id from imports.import
     where state <> 'applying' and coalesce(finished_at, created_at) < now() - make_interval(days => $1) limit 1000`,
    [days],
  )
  return rows.map(({ id }) => id)
}
