import { allProblems } from '../app.ts'
import { startDeliveries } from '../modules/events/index.ts'
import type { Config } from '../platform/config.ts'
import { startWorker } from '../platform/jobs.ts'
import type { Metrics } from '../platform/metrics.ts'
import { createReactions } from '../reactions.ts'
import type { Ground } from './open.ts'

/** What is done beside answering HTTP: announced jobs, and telling those who subscribed. */
export const startWorking = async (
  ground: Ground & { metrics?: Metrics },
  { callbacks }: Config,
): Promise<{ stop(): Promise<void> }> => {
  const jobs = await startWorker(ground.ownerUrl, createReactions(ground), ground.log)
  const deliveries = startDeliveries(ground.ownerUrl, { ...ground, problems: allProblems, callbacks })
  return {
    stop: async () => {
      await Promise.all([jobs.stop(), deliveries.stop()])
    },
  }
}
