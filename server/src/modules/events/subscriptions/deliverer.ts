import type { Callbacks } from '../../../platform/config.ts'
import { startLeader } from '../../../platform/leader.ts'
import { createSay } from '../../../platform/messages.ts'
import { networkList } from '../../../platform/networks.ts'
import { currentPosition } from '../../../platform/positions.ts'
import { type DeliverDeps, serveSubscription } from './deliver.ts'
import { deleteOldDeliveries } from './delivery.store.ts'
import { createFairQueue } from './fair-queue.ts'
import { nextTime, readSchedule } from './schedule.ts'
import { beginExecution, selectBusy, selectDue } from './subscription.store.ts'
import type { Subscription } from './subscription.ts'

export type DelivererDeps = Pick<DeliverDeps, 'db' | 'log' | 'problems'> & {
  callbacks: Callbacks
  now?: () => number
}

/** Tells receivers what they subscribed to. */
export type Deliverer = {
  /** Begins what is due, beside what is under way; answers how many subscriptions had something to do. */
  turn(): Promise<number>
  /** Turns until nothing is due. */
  drain(): Promise<void>
  /** Breaks off what is under way. */
  stop(): Promise<void>
}

const mostTurns = 10_000

export const createDeliverer = ({ callbacks, now = Date.now, ...given }: DelivererDeps): Deliverer => {
  const stopping = new AbortController()
  const { attempts } = callbacks
  const networks = networkList(callbacks.networks)
  const deps: DeliverDeps = {
    ...given,
    ...{ attempts, networks, now, say: createSay(), searched: new Map(), signal: stopping.signal },
  }
  const serve = (subscription: Subscription): Promise<void> =>
    serveSubscription(deps, subscription).catch((error: Error) => {
      deps.log.error({ subscription: subscription.subscriptionID, err: error }, 'a delivery failed')
    })
  const queue = createFairQueue(serve, stopping.signal)
  const turn = async (): Promise<number> => (attempts === 0 ? 0 : queue.refill(() => selectWork(deps)))
  return {
    turn,
    drain: async () => {
      for (let turns = 0; (await turn()) > 0; turns += 1) {
        if (turns > mostTurns) throw new Error('there is no end of deliveries')
        await queue.ended()
      }
    },
    stop: async () => {
      stopping.abort()
      await queue.ended()
    },
  }
}

const selectWork = async (deps: DeliverDeps): Promise<Subscription[]> => {
  const head = await currentPosition(deps.db)
  const now = new Date(deps.now()).toISOString()
  for (const subscription of await selectDue(deps.db, now)) await begin(deps, subscription, head)
  const busy = await selectBusy(deps.db, head, now)
  return busy
    .filter(({ subscription, waiting }) => waiting || isUnsearched(deps, subscription, head))
    .map(({ subscription }) => subscription)
}

const isUnsearched = ({ searched }: DeliverDeps, { subscriptionID, schedule }: Subscription, head: number): boolean =>
  schedule !== null || (searched.get(subscriptionID)?.position ?? -1) < head

/** A schedule's time has come. Times that were missed are made good by one execution. */
const begin = async (deps: DeliverDeps, subscription: Subscription, until: number): Promise<void> => {
  const moment = deps.now()
  const next = nextTime(readSchedule(subscription.schedule ?? {}).timetable, moment)
  const dueAt = next === undefined ? null : new Date(next).toISOString()
  await beginExecution(deps.db, subscription, { until, now: new Date(moment).toISOString(), dueAt })
}

/** How often a leader looks for new positions, ms. */
const pause = 300
const turnsBetweenSweeps = 200
const kept = { sent: 1000, deadDays: 90 }

/** Delivers until stopped, in one of all processes on a database. */
export const startDeliveries = (ownerUrl: string, deps: DelivererDeps): { stop(): Promise<void> } => {
  const deliverer = createDeliverer(deps)
  let turns = 0
  const turn = async () => {
    if (turns++ % turnsBetweenSweeps === 0) await deleteOldDeliveries(deps.db, kept)
    await deliverer.turn()
  }
  const leader = startLeader(ownerUrl, { name: 'events.deliveries', pause, turn, log: deps.log })
  return {
    stop: async () => {
      await Promise.all([leader.stop(), deliverer.stop()])
    },
  }
}
