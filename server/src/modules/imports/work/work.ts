import type { Actor } from '../../../platform/actor.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import type { Spellings } from '../../registry/index.ts'
import type { Import } from '../import.ts'
import { wakeActor } from '../kept-actor.ts'
import type { Planned } from '../rows.store.ts'
import { getTarget } from '../target.ts'
import { openReading, type Reading } from './prepare-rows.ts'

export type WorkDeps = { db: Db; spellings: Spellings }

/** An import that is being checked or applied, with all that its rows are read by. */
export type Work = {
  deps: WorkDeps
  job: Import
  actor: Actor
  reading: Reading
  planned: Planned
  stopping: AbortSignal | undefined
}

export const openWork = (deps: WorkDeps, job: Import, stopping: AbortSignal | undefined): Work => {
  const reading = openReading(getTarget(job.target), job.mapping, deps.spellings)
  return { deps, job, actor: wakeActor(job.actor), reading, planned: new Map(), stopping }
}
