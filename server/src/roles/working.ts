import { allProblems } from '../app.ts'
import { startDeliveries } from '../modules/events/index.ts'
import { createFileStore } from '../modules/files/index.ts'
import { startSealing } from '../platform/audit/seal-deeds.ts'
import type { Config } from '../platform/config.ts'
import { announce, startWorker } from '../platform/jobs.ts'
import type { Metrics } from '../platform/metrics.ts'
import { createReactions } from '../reactions.ts'
import type { Ground } from './open.ts'

/** What is done beside answering HTTP: announced jobs, telling those who subscribed, sealing deeds. */
export const startWorking = async (
  ground: Ground & { metrics?: Metrics },
  { callbacks, dataDir, oldAddressUntil }: Config,
): Promise<{ stop(): Promise<void> }> => {
  const files = createFileStore({ dataDir })
  const jobs = await startWorker(ground.ownerUrl, createReactions({ ...ground, files, oldAddressUntil }), ground.log)
  await ground.db.transaction((tx) => announce(tx, 'program.started', {}))
  const deliveries = startDeliveries(ground.ownerUrl, { ...ground, problems: allProblems, callbacks })
  const sealing = startSealing(ground.ownerUrl, { log: ground.log, dataDir })
  return {
    stop: async () => {
      await Promise.all([jobs.stop(), deliveries.stop(), sealing.stop()])
    },
  }
}
