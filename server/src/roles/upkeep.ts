import { rebuild } from '../modules/events/index.ts'
import type { Config } from '../platform/config.ts'
import { startWorker } from '../platform/jobs.ts'
import { createReactions } from '../reactions.ts'
import { openGround } from './open.ts'
import { onStop } from './stop.ts'

/** Runs jobs until told to stop. */
export const work = async (config: Config): Promise<void> => {
  const ground = await openGround(config)
  const worker = await startWorker(ground.ownerUrl, createReactions(ground), ground.log)
  onStop(async () => {
    await worker.stop()
    await ground.close()
  })
  console.error('working; Ctrl-C stops')
}

export const migrateOnly = async (config: Config): Promise<void> => {
  const ground = await openGround(config)
  await ground.close()
  console.error('the database is up to date')
}

/** Derives all index rows and the trace anew, with progress on stderr. */
export const rebuildAll = async (config: Config): Promise<void> => {
  const ground = await openGround(config)
  try {
    const events = await rebuild(ground.db, (done) => {
      if (done % 10_000 === 0) console.error(`${done} events`)
    })
    console.error(`derived anew: ${events} events`)
  } finally {
    await ground.close()
  }
}
