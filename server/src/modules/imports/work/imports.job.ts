import { isProblem } from '../../../platform/problem.ts'
import { countFailure, deleteImport, findImport, selectOldImports, updateState } from '../import.store.ts'
import { applyImport } from './apply-import.ts'
import { checkImport } from './check-import.ts'
import type { WorkDeps } from './work.ts'

/** So often a job may fail for a fault that is not the spreadsheet's before it ends as failed. */
const mostFailures = 6

/** Does what an import waits for: its rows are checked, or brought into the register. */
export async function workOnImport(
  deps: WorkDeps,
  { importID, round }: { importID: string; round: number },
  stopping?: AbortSignal,
): Promise<void> {
  try {
    const found = await findImport(deps.db, importID)
    if (found?.state === 'checking') await checkImport(deps, importID, round, stopping)
    else if (found?.state === 'applying') await applyImport(deps, importID, stopping)
  } catch (error) {
    if (stopping?.aborted) throw error
    const refusal = isProblem(error) ? { code: error.problemCode, params: error.params } : undefined
    if (refusal === undefined && (await countFailure(deps.db, importID)) < mostFailures) throw error
    await updateState(deps.db, importID, 'failed', refusal ?? { code: 'imports.failed', params: {} })
  }
}

/** How many days an import can be looked at after its end, or waits to be applied. */
const keptDays = 30

/** Takes away what has been kept long enough. */
export async function sweepImports({ db }: Pick<WorkDeps, 'db'>): Promise<void> {
  for (const id of await selectOldImports(db, keptDays)) await db.transaction((tx) => deleteImport(tx, id))
}
