import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { takePosition } from '../../../platform/positions.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { isProblem } from '../../../platform/problem.ts'
import { announceChange } from '../../registry/index.ts'
import { findImport, lockImport, updateProgress, updateState } from '../import.store.ts'
import { type Counts, noCounts } from '../import.ts'
import { haveSameRights } from '../kept-actor.ts'
import { deleteParts, hasIssues, insertIssues, renewPlans, selectPart } from '../rows.store.ts'
import { addCounts, badRows } from './check-import.ts'
import { type JudgedPart, judgedParts, stillHolds } from './judged-parts.ts'
import { type PreparedRow, prepareRows } from './prepare-rows.ts'
import { actorOf, openWork, type Work, type WorkDeps } from './work.ts'

/** How far the work is: rows done, what became of them, how many versions were written. */
type Ledger = { done: number; counts: Counts }

/**
 * Brings checked rows into the register. Under `rollback` all in one transaction, or none; under `proceed` some hundred at a
 * time, each with how far it is, so that whoever goes on after a kill goes on there.
 */
export async function applyImport(deps: WorkDeps, importID: string, stopping?: AbortSignal): Promise<void> {
  const job = await findImport(deps.db, importID)
  if (job?.state !== 'applying') return
  const work = openWork(deps, job, stopping)
  if (job.errorBehaviour === 'rollback') await applyAll(work)
  else await applyGood(work)
}

const refused = new Error('refused')

async function applyAll(work: Work): Promise<void> {
  const { db } = work.deps
  const { id } = work.job
  if (await hasIssues(db, id)) return updateState(db, id, 'refused')
  const bad: PreparedRow[] = []
  try {
    await db.transaction(async (tx) => {
      const ledger: Ledger = { done: 0, counts: noCounts }
      const change = openChange(tx)
      for await (const part of judgedParts(work, 0, isAhead(work), tx)) {
        const prepared = await writePart(work, change, part)
        bad.push(...prepared.filter(({ judged }) => 'issues' in judged))
        if (bad.length > 0) throw refused
        note(ledger, prepared)
        await updateProgress(db, id, ledger.done, ledger.counts)
      }
      await end(work, change, ledger)
    })
  } catch (error) {
    if (error === refused || isProblem(error)) await updateProgress(db, id, 0, noCounts)
    if (error !== refused) throw error
    await insertIssues(db, id, badRows(bad))
    await updateState(db, id, 'refused')
  }
}

async function applyGood(work: Work): Promise<void> {
  const { db } = work.deps
  const { id } = work.job
  const ledger: Ledger = { done: work.job.rowsDone, counts: work.job.counts }
  const own = new Set<number>()
  for await (const part of judgedParts(work, await partsDone(work), isAhead(work))) {
    await db.transaction(async (tx) => {
      if ((await lockImport(tx, id))?.state !== 'applying') throw new Error('the import is gone')
      const change = openChange(tx, own)
      const prepared = await writePart(work, change, part)
      await insertIssues(tx, id, badRows(prepared))
      note(ledger, prepared, part.bad)
      await updateProgress(tx, id, ledger.done, ledger.counts)
      await close(work, change, ledger)
    })
  }
  await db.transaction((tx) => finish(work, tx))
}

/** Whether rows can be judged while those before them are being written. */
const isAhead = ({ reading }: Work): boolean => reading.target.bearing !== undefined

/** How many parts whoever began this work has written. */
async function partsDone({ deps, job }: Work): Promise<number> {
  let part = 0
  for (let rows = 0; rows < job.rowsDone && part < job.parts; part += 1)
    rows += (await selectPart(deps.db, job.id, part)).length
  return part
}

/**
 * A change of the register that takes its position when there is something to write; `own`: those of this import so far;
 * `actor`: by whose rights the last part was written.
 */
type OpenChange = {
  tx: Tx
  actor: Actor | undefined
  position: number | undefined
  own: Set<number>
  written: number
}
const openChange = (tx: Tx, own = new Set<number>()): OpenChange => ({
  ...{ tx, own, written: 0 },
  actor: undefined,
  position: undefined,
})

/**
 * Writes what is to be written of a part at a position, which orders all changes of the register: rows whose judgement may
 * have become another one are judged once more behind it. By the rights of that moment: they may have ended since.
 */
async function writePart(work: Work, change: OpenChange, part: JudgedPart): Promise<readonly PreparedRow[]> {
  const { reading } = work
  const { tx } = change
  const actor = await actorOf(tx, work)
  change.actor = actor
  if (plansOf(part.prepared).length === 0) return part.prepared
  await renewPlans(tx, work.planned, part.part)
  change.position ??= await takePosition(tx)
  const holds = haveSameRights(part.actor, actor) && stillHolds(part, change.position, change.own)
  const prepared = holds ? part.prepared : await prepareRows(tx, actor, reading, part.rows)
  change.own.add(change.position)
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
async function close({ job }: Work, change: OpenChange, { counts }: Ledger): Promise<void> {
  if (change.position === undefined || change.actor === undefined) return
  const { target, fileName } = job
  const details = { target, file: fileName, position: change.position, rows: change.written, counts }
  await recordDeed(change.tx, change.actor, { action: 'imports.apply', subject: `import:${job.id}`, details })
}

async function end(work: Work, change: OpenChange, ledger: Ledger): Promise<void> {
  const { tx } = change
  await close(work, change, ledger)
  if ((await lockImport(tx, work.job.id))?.state !== 'applying') throw new Error('the import is gone')
  await updateProgress(tx, work.job.id, ledger.done, ledger.counts)
  await finish(work, tx)
}

async function finish({ job }: Work, tx: Tx): Promise<void> {
  await updateState(tx, job.id, 'done')
  await deleteParts(tx, job.id)
}
