import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from './log.ts'

/** What one of several processes does at a time. `turn` is called again and again, `pause` ms apart. */
export type Duty = { name: string; pause: number; turn: () => Promise<unknown>; log: Log }

/**
 * Takes turns while it holds the lock of the duty's name, on a session of its own: where process or session end, the lock is
 * free and another process goes on. A process that lost its session may still end what it began, so a duty is made to bear
 * two of them for that long.
 */
export const startLeader = (ownerUrl: string, duty: Duty): { stop(): Promise<void> } => {
  const stopping = new AbortController()
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await lead(ownerUrl, duty, stopping.signal).catch((error: Error) => {
        duty.log.warn({ duty: duty.name, err: { message: error.message } }, 'a session of the worker broke')
      })
      await pauseFor(pauseBetweenSessions, stopping.signal)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

const pauseBetweenSessions = 1000

const pauseFor = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {})

const lead = async (ownerUrl: string, { name, pause, turn, log }: Duty, signal: AbortSignal): Promise<void> => {
  const client = new pg.Client({ connectionString: ownerUrl, keepAlive: true })
  let broken: Error | undefined
  client.on('error', (error) => {
    broken = error
  })
  await client.connect()
  try {
    while (!signal.aborted && !(await takeLock(client, name))) await pauseFor(pauseBetweenSessions, signal)
    while (!signal.aborted) {
      if (broken !== undefined) throw broken
      await turn().catch((error: Error) => log.error({ duty: name, err: error }, 'a turn failed'))
      await pauseFor(pause, signal)
    }
  } finally {
    await client.end().catch(() => {})
  }
}

const takeLock = async (client: pg.Client, name: string): Promise<boolean> => {
  const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as taken', [name])
  return rows[0]?.taken === true
}
