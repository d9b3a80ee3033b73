import type { Actor } from '../../../platform/actor.ts'
import type { Db, Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import type { Spellings, TargetDeps } from '../../registry/index.ts'
import type { Import } from '../import.ts'
import { wakeActor } from '../kept-actor.ts'
import type { Planned } from '../rows.store.ts'
import { getTarget } from '../target.ts'
import { openReading, type Reading } from './prepare-rows.ts'

export type WorkDeps = { db: Db; spellings: Spellings; register: TargetDeps }

/** An import that is being checked or applied, with all that its rows are read by. */
export type Work = {
  deps: WorkDeps
  job: Import
  reading: Reading
  planned: Planned
  /** Names by which rows bear upon others, each with the last part that has one. */
  borne: Map<string, number>
  stopping: AbortSignal | undefined
}

export const openWork = (deps: WorkDeps, job: Import, stopping: AbortSignal | undefined): Work => {
  const reading = openReading(getTarget(job.target), job.mapping, deps)
  return { deps, job, reading, planned: new Map(), borne: new Map(), stopping }
}

/** Who asked for it, with the rights of this moment: a part is read, and written, by no others. Throws where they have ended. */
export const actorOf = async (reader: Reader, { job, reading }: Work): Promise<Actor> => {
  const actor = await wakeActor(reader, job.actor)
  if (actor?.can(reading.target.permission.import) !== true) throw problem('imports.rights-ended')
  return actor
}
