import type { Reader } from '../../../platform/postgres/database.ts'
import type { Spellings } from '../../registry/index.ts'
import { findImport, updateProgress, updateState } from '../import.store.ts'
import type { BadRow, Counts, Import } from '../import.ts'
import { noCounts } from '../import.ts'
import { wakeActor } from '../kept-actor.ts'
import { deleteIssues, forgetPlans, insertIssues, selectPart } from '../rows.store.ts'
import { getTarget } from '../target.ts'
import { openReading, type PreparedRow, prepareRows } from './prepare-rows.ts'

export type WorkDeps = { db: import('../../../platform/postgres/database.ts').Db; spellings: Spellings }

/** Checks every row and writes down what is wrong with which. Runs again from the start wherever it was cut short. */
export async function checkImport(
  deps: WorkDeps,
  importID: string,
  round: number,
  stopping?: AbortSignal,
): Promise<void> {
  const { db, spellings } = deps
  const found = await findImport(db, importID)
  if (found?.state !== 'checking' || found.round !== round) return
  const actor = wakeActor(found.actor)
  const reading = openReading(getTarget(found.target), found.mapping, spellings)
  await deleteIssues(db, importID)
  let counts = noCounts
  let done = 0
  for (let part = 0; part < found.parts; part += 1) {
    stopping?.throwIfAborted()
    const rows = await selectPart(db, importID, part)
    const prepared = await db.transaction(async (tx) => {
      await forgetPlans(tx)
      return prepareRows(tx, actor, reading, rows)
    })
    await insertIssues(db, importID, badRows(prepared))
    counts = addCounts(counts, prepared)
    done += rows.length
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
