import { isOwnMachine, leadingGroups } from './networks.ts'

/** Both give 0, or the seconds to wait; `wait` takes nothing. A client is an address, or whatever else is counted by itself. */
export type RateLimit = { take(address: string): number; wait(address: string): number }

/** A client's tokens as they were at a time. */
type Bucket = { tokens: number; at: number }

const mostClients = 50_000

const minute = 60_000

/** Time that only goes on: a clock of the machine that is set back would hold up whoever called before. */
const steady = (): number => performance.now()

/**
 * So many requests a minute (or another period, in ms) for each client, all at once or spread out (a token bucket; 0: no limit). An IPv6 client is its
 * /64 network. The machine itself is never limited: a proxy in front of us says whom it speaks for (TRUST_PROXY).
 */
export const createRateLimit = (most: number, period = minute, now: () => number = steady): RateLimit => {
  const buckets = new Map<string, Bucket>()
  const tokensOf = (bucket: Bucket | undefined, at: number): number =>
    bucket === undefined ? most : Math.min(most, bucket.tokens + ((at - bucket.at) / period) * most)
  const forgetIdle = (at: number): void => {
    for (const [client, bucket] of buckets) if (tokensOf(bucket, at) >= most) buckets.delete(client)
    if (buckets.size >= mostClients) buckets.clear()
  }
  const read = (address: string): { client: string; at: number; tokens: number; wait: number } => {
    const at = now()
    const client = networkOf(address)
    const tokens = most === 0 || isOwnMachine(address) ? Number.POSITIVE_INFINITY : tokensOf(buckets.get(client), at)
    return { client, at, tokens, wait: tokens < 1 ? Math.ceil(((1 - tokens) * period) / 1000 / most) : 0 }
  }
  return {
    wait: (address) => read(address).wait,
    take: (address) => {
      const { client, at, tokens, wait } = read(address)
      if (wait > 0 || tokens === Number.POSITIVE_INFINITY) return wait
      if (buckets.size >= mostClients) forgetIdle(at)
      buckets.set(client, { tokens: tokens - 1, at })
      return 0
    },
  }
}

/** The network that counts as one client: an IPv4 address, an IPv6 /64. */
export const networkOf = (address: string): string =>
  address.startsWith('::ffff:') ? address : (leadingGroups(address, 4)?.join(':') ?? address)
