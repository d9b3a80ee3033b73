import { rebuild } from '../modules/events/index.ts'
import type { Config } from '../platform/config.ts'
import { openGround, useGround } from './open.ts'
import { onStop } from './stop.ts'
import { startWorking } from './working.ts'

/** Runs jobs until told to stop. */
export const work = async (config: Config): Promise<void> => {
  const starting = startWork(config)
  const stopper = onStop(async () => (await starting)())
  await starting.catch((error: unknown) => {
    if (!stopper.begun()) throw error
  })
  console.error('working; Ctrl-C stops')
}

const startWork = async (config: Config): Promise<() => Promise<void>> => {
  const ground = await openGround(config)
  try {
    const worker = await startWorking(ground, config)
    return async () => {
      ground.retire()
      await worker.stop()
      await ground.close()
    }
  } catch (error) {
    await ground.close()
    throw error
  }
}

export const migrateOnly = (config: Config): Promise<void> =>
  useGround(config, async () => console.error('the database is up to date'))

/** Derives all index rows and the trace anew, with progress on stderr. */
export const rebuildAll = (config: Config): Promise<void> =>
  useGround(config, async ({ db }) => {
    const events = await rebuild(db, (done) => {
      if (done % 10_000 === 0) console.error(`${done} events`)
    })
    console.error(`derived anew: ${events} events`)
  })
