import type { Scan } from './scan-log.store.ts'

export type ScanLog = { add: (scan: Scan) => void; stop: () => Promise<void> }

const batch = 500
const mostPending = 20_000

/**
 * Collects scans and writes them together, after the pages are gone: a page never waits for its log line, and a store
 * that is away loses the oldest lines, never a page. `stop` writes what is left.
 */
export function createScanLog(
  write: (scans: readonly Scan[]) => Promise<void>,
  onFault: (fault: unknown, lost: number) => void,
  interval = 1000,
): ScanLog {
  let pending: Scan[] = []
  let writing: Promise<void> | undefined
  const flush = async (): Promise<void> => {
    const taken = pending.splice(0, batch)
    if (taken.length === 0) return
    try {
      await write(taken)
    } catch (fault) {
      pending = [...taken, ...pending]
      const lost = pending.splice(0, Math.max(0, pending.length - mostPending)).length
      onFault(fault, lost)
    }
  }
  const start = (): Promise<void> => {
    writing ??= flush().finally(() => {
      writing = undefined
    })
    return writing
  }
  const timer = setInterval(() => void start(), interval)
  timer.unref()
  return {
    add: (scan) => {
      pending.push(scan)
      if (pending.length > mostPending) pending.shift()
      if (pending.length === batch) void start()
    },
    stop: async () => {
      clearInterval(timer)
      await writing
      for (let before = pending.length + 1; pending.length > 0 && pending.length < before; ) {
        before = pending.length
        await start()
      }
    },
  }
}

const machines =
  /bot\b|crawl|spider|slurp|preview|facebookexternalhit|curl|wget|python|okhttp|go-http|java\/|node-fetch|undici/i

/** Whether a page load is a person's: no machine by its name, no browser that only loads ahead. */
export const isPerson = (headers: Record<string, string | string[] | undefined>): boolean => {
  const agent = String(headers['user-agent'] ?? '')
  const ahead = /prefetch|prerender/i.test(`${headers['sec-purpose'] ?? ''}${headers.purpose ?? ''}`)
  return agent !== '' && !machines.test(agent) && !ahead
}

export const deviceOf = (agent: string | undefined): 'phone' | 'other' =>
  /mobile|android|iphone/i.test(agent ?? '') ? 'phone' : 'other'

/** An ISO 3166-2 code such as VN-57, as a proxy of the operator's gives it; anything else is nothing. */
export const regionOf = (header: string | string[] | undefined): string | null =>
  typeof header === 'string' && /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(header) ? header : null
