import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { currentPosition, takePosition } from '../../../platform/positions.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { announceChange } from '../../registry/index.ts'
import { findImport, lockImport, updateProgress, updateState } from '../import.store.ts'
import { type Counts, type Import, noCounts } from '../import.ts'
import { wakeActor } from '../kept-actor.ts'
import { deleteParts, forgetPlans, hasIssues, insertIssues, selectBadLines, selectPart } from '../rows.store.ts'
import type { TableRow } from '../table/limits.ts'
import { getTarget } from '../target.ts'
import { addCounts, badRows, type WorkDeps } from './check-import.ts'
import { openReading, type PreparedRow, prepareRows, type Reading } from './prepare-rows.ts'

type Work = { deps: WorkDeps; job: Import; actor: Actor; reading: Reading; stopping: AbortSignal | undefined }

/** How far the work is: rows done, what became of them, how many versions were written. */
type Ledger = { done: number; counts: Counts }

/**
 * Brings checked rows into the register. Under `rollback` all in one transaction, or none; under `proceed` some hundred at a
 * time, each with how far it is, so that whoever goes on after a kill goes on there.
 */
export async function applyImport(deps: WorkDeps, importID: string, stopping?: AbortSignal): Promise<void> {
  const job = await findImport(deps.db, importID)
  if (job?.state !== 'applying') return
  const reading = openReading(getTarget(job.target), job.mapping, deps.spellings)
  const work: Work = { deps, job, actor: wakeActor(job.actor), reading, stopping }
  if (job.errorBehaviour === 'rollback') await applyAll(work)
  else await applyGood(work)
}

const refused = new Error('refused')

async function applyAll(work: Work): Promise<void> {
  const { db } = work.deps
  const { id, parts } = work.job
  if (await hasIssues(db, id)) return updateState(db, id, 'refused')
  const bad: PreparedRow[] = []
  try {
    await db.transaction(async (tx) => {
      const ledger: Ledger = { done: 0, counts: noCounts }
      const change = openChange(tx, work.actor)
      for (let part = 0; part < parts; part += 1) {
        work.stopping?.throwIfAborted()
        const prepared = await writePart(work, tx, change, await selectPart(tx, id, part))
        bad.push(...prepared.filter(({ judged }) => 'issues' in judged))
        if (bad.length > 0) throw refused
        note(ledger, prepared)
        await updateProgress(db, id, ledger.done, ledger.counts)
      }
      await end(work, tx, change, ledger)
    })
  } catch (error) {
    if (error !== refused) throw error
    await insertIssues(db, id, badRows(bad))
    await updateProgress(db, id, 0, noCounts)
    await updateState(db, id, 'refused')
  }
}

async function applyGood(work: Work): Promise<void> {
  const { db } = work.deps
  const { id, parts } = work.job
  const ledger: Ledger = { done: work.job.rowsDone, counts: work.job.counts }
  let from = 0
  for (let part = 0; part < parts; part += 1) {
    work.stopping?.throwIfAborted()
    const rows = await selectPart(db, id, part)
    from += rows.length
    if (from <= ledger.done) continue
    await db.transaction(async (tx) => {
      if ((await lockImport(tx, id))?.state !== 'applying') throw new Error('the import is gone')
      const known = await selectBadLines(tx, id, rows[0]?.line ?? 0, rows.at(-1)?.line ?? 0)
      const good = rows.filter(({ line }) => !known.has(line))
      const change = openChange(tx, work.actor)
      const prepared = await writePart(work, tx, change, good)
      await insertIssues(tx, id, badRows(prepared))
      note(ledger, prepared, known.size)
      await updateProgress(tx, id, ledger.done, ledger.counts)
      await close(work, tx, change, ledger)
    })
  }
  await db.transaction((tx) => finish(work, tx))
}

/** A change of the register that takes its position when there is something to write. */
type OpenChange = { tx: Tx; actor: Actor; position: number | undefined; keys: string[]; written: number }
const openChange = (tx: Tx, actor: Actor): OpenChange => ({ tx, actor, position: undefined, keys: [], written: 0 })

/**
 * Judges rows and writes what is to be written at a position, which orders all changes of the register: where another
 * change came between the judging and the position, they are judged once more behind it.
 */
async function writePart(work: Work, tx: Tx, change: OpenChange, rows: readonly TableRow[]): Promise<PreparedRow[]> {
  const { reading, actor } = work
  await forgetPlans(tx)
  const seen = change.position ?? (await currentPosition(tx))
  const first = await prepareRows(tx, actor, reading, rows)
  if (plansOf(first).length === 0) return first
  const placed = change.position !== undefined
  change.position ??= await takePosition(tx)
  const isLatest = placed || change.position === seen + 1
  const prepared = isLatest ? first : await prepareRows(tx, actor, reading, rows)
  const plans = plansOf(prepared)
  const keys = await reading.target.write(tx, actor, plans, change.position)
  await announceChange(tx, keys, change.position)
  change.written += plans.length
  return prepared
}

const plansOf = (prepared: readonly PreparedRow[]): unknown[] =>
  prepared.flatMap(({ judged }) => ('plan' in judged && judged.fate !== 'same' ? [judged.plan] : []))

function note(ledger: Ledger, prepared: readonly PreparedRow[], bad = 0): void {
  ledger.done += prepared.length + bad
  ledger.counts = addCounts(ledger.counts, prepared)
  ledger.counts = { ...ledger.counts, bad: ledger.counts.bad + bad }
}

/** One deed for all that a transaction wrote: its rows bear the position. */
async function close({ job, actor }: Work, tx: Tx, change: OpenChange, { counts }: Ledger): Promise<void> {
  if (change.position === undefined) return
  const { target, fileName } = job
  const details = { target, file: fileName, position: change.position, rows: change.written, counts }
  await recordDeed(tx, actor, { action: 'imports.apply', subject: `import:${job.id}`, details })
}

async function end(work: Work, tx: Tx, change: OpenChange, ledger: Ledger): Promise<void> {
  await close(work, tx, change, ledger)
  if ((await lockImport(tx, work.job.id))?.state !== 'applying') throw new Error('the import is gone')
  await updateProgress(tx, work.job.id, ledger.done, ledger.counts)
  await finish(work, tx)
}

async function finish({ job }: Work, tx: Tx): Promise<void> {
  await updateState(tx, job.id, 'done')
  await deleteParts(tx, job.id)
}
