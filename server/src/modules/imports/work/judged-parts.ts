import type { Actor } from '../../../platform/actor.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import type { Import } from '../import.ts'
import { forgetPlans, selectBadLines, selectPart } from '../rows.store.ts'
import type { TableRow } from '../table/limits.ts'
import type { WorkDeps } from './check-import.ts'
import { type PreparedRow, prepareRows, type Reading } from './prepare-rows.ts'

/** An import that is being applied. */
export type Work = { deps: WorkDeps; job: Import; actor: Actor; reading: Reading; stopping: AbortSignal | undefined }

/**
 * The rows of a part, but for so many that are known to be bad, as they were judged when the register stood at `seen`;
 * `ahead`: while the part before was being written.
 */
export type JudgedPart = {
  rows: readonly TableRow[]
  bad: number
  seen: number
  ahead: boolean
  prepared: readonly PreparedRow[]
}

/**
 * An import's parts from one on. Where the register's rows may be apart from each other, the next is judged, in a session
 * of its own, while whoever asks writes the one before; else when that is written, within `tx` where given.
 */
export async function* judgedParts(work: Work, from: number, tx?: Tx): AsyncGenerator<JudgedPart, void> {
  const { deps, job, reading } = work
  const isAhead = reading.target.isApart !== undefined
  const inItsOwn = (part: number) => deps.db.transaction((own) => judgePart(work, own, part, isAhead && part > from))
  const judge = (part: number) => (tx === undefined || isAhead ? inItsOwn(part) : judgePart(work, tx, part, false))
  let next: Promise<JudgedPart> | undefined
  try {
    for (let part = from; part < job.parts; part += 1) {
      work.stopping?.throwIfAborted()
      const judged = await (next ?? judge(part))
      next = isAhead && part + 1 < job.parts ? judge(part + 1) : undefined
      next?.catch(() => {})
      yield judged
    }
  } finally {
    await next?.catch(() => {})
  }
}

async function judgePart({ job, actor, reading }: Work, tx: Tx, part: number, ahead: boolean): Promise<JudgedPart> {
  const rows = await selectPart(tx, job.id, part)
  const bad = await selectBadLines(tx, job.id, rows[0]?.line ?? 0, rows.at(-1)?.line ?? 0)
  const good = rows.filter(({ line }) => !bad.has(line))
  await forgetPlans(tx)
  const seen = await currentPosition(tx)
  return { rows: good, bad: bad.size, seen, ahead, prepared: await prepareRows(tx, actor, reading, good) }
}

/**
 * Whether a part would be judged alike at a position: nobody else has changed the register meanwhile, and what this import
 * wrote itself, while the part was judged, bears upon none of its rows. `own`: the positions that it took.
 */
export function stillHolds({ reading }: Work, part: JudgedPart, position: number, own: ReadonlySet<number>): boolean {
  for (let between = part.seen + 1; between < position; between += 1) if (!own.has(between)) return false
  return !part.ahead || part.prepared.every(({ key }) => key === undefined || reading.target.isApart?.(key) === true)
}
