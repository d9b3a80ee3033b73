import type { Subscription } from './subscription.ts'

/** Serves subscriptions beside each other, as many as there is room for. */
export type FairQueue = {
  /** Lets those wait that `select` finds, in the place of those that waited; answers how many. */
  refill(select: () => Promise<Subscription[]>): Promise<number>
  /** Waits until nobody waits or is served. */
  ended(): Promise<void>
}

/** So many receivers at once, and so many of one party: those that hang for ten seconds hold up nobody else. */
const mostAtOnce = 64
const mostOfParty = 8

/** Who was served longest ago comes first, so that everyone is served however much there is to do. */
export const createFairQueue = (serve: (each: Subscription) => Promise<void>, signal: AbortSignal): FairQueue => {
  const running = new Map<string, { partyID: string; work: Promise<void> }>()
  const served = new Map<string, number>()
  let services = 0
  let queue: Subscription[] = []
  const lastServed = ({ subscriptionID }: Subscription): number => served.get(subscriptionID) ?? 0
  const hasRoom = ({ partyID }: Subscription): boolean =>
    running.size < mostAtOnce && [...running.values()].filter((each) => each.partyID === partyID).length < mostOfParty
  const start = (subscription: Subscription): void => {
    const { subscriptionID, partyID } = subscription
    services += 1
    served.set(subscriptionID, services)
    const work = serve(subscription).finally(() => {
      running.delete(subscriptionID)
      if (!signal.aborted) fill()
    })
    running.set(subscriptionID, { partyID, work })
  }
  const fill = (): void => {
    const waiting = queue
    queue = []
    for (const each of waiting) hasRoom(each) ? start(each) : queue.push(each)
  }
  return {
    refill: async (select) => {
      const before = services
      const underWay = new Set(running.keys())
      // What was under way while it was selected may since have ended: it is looked at in the next turn.
      const isFree = (each: Subscription) => !underWay.has(each.subscriptionID) && lastServed(each) <= before
      queue = (await select()).filter(isFree).toSorted((a, b) => lastServed(a) - lastServed(b))
      const { length } = queue
      if (!signal.aborted) fill()
      return length
    },
    ended: async () => {
      while (running.size > 0) await Promise.all([...running.values()].map(({ work }) => work))
    },
  }
}
