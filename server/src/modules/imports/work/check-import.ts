import type { Reader } from '../../../platform/postgres/database.ts'
import { findImport, updateProgress, updateState } from '../import.store.ts'
import type { BadRow, Counts, Import } from '../import.ts'
import { noCounts } from '../import.ts'
import { deleteIssues, insertIssues } from '../rows.store.ts'
import { judgedParts } from './judged-parts.ts'
import type { PreparedRow } from './prepare-rows.ts'
import { openWork, type WorkDeps } from './work.ts'

/** Checks every row and writes down what is wrong with which. Runs again from the start wherever it was cut short. */
export async function checkImport(
  deps: WorkDeps,
  importID: string,
  round: number,
  stopping?: AbortSignal,
): Promise<void> {
  const { db } = deps
  const found = await findImport(db, importID)
  if (found?.state !== 'checking' || found.round !== round) return
  await deleteIssues(db, importID)
  let counts = noCounts
  let done = 0
  for await (const { part, prepared } of judgedParts(openWork(deps, found, stopping), 0, true)) {
    await insertIssues(db, importID, badRows(prepared))
    counts = addCounts(counts, prepared)
    done += prepared.length
    await updateProgress(db, importID, done, counts)
    if (part % 8 === 7 && (await isReplaced(db, found))) return
  }
  if (!(await isReplaced(db, found))) await updateState(db, importID, 'ready')
}

const isReplaced = async (reader: Reader, { id, round }: Import): Promise<boolean> => {
  const now = await findImport(reader, id)
  return now?.state !== 'checking' || now.round !== round
}

export const badRows = (prepared: readonly PreparedRow[]): BadRow[] =>
  prepared.flatMap(({ line, judged }) => ('issues' in judged ? [{ line, issues: judged.issues }] : []))

/** Counts with those of more rows. */
export function addCounts(counts: Counts, prepared: readonly PreparedRow[]): Counts {
  const sum = { ...counts }
  for (const { judged } of prepared) sum['issues' in judged ? 'bad' : judged.fate] += 1
  return sum
}
