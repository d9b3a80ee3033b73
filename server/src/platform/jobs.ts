import { Logger, type Runner, run, type TaskList } from 'graphile-worker'
import pg from 'pg'
import type { Log } from './log.ts'
import type { Tx } from './postgres/database.ts'

/** Something to do after the reply, at least once: a reaction may run twice. */
export type Reaction = (payload: unknown) => Promise<void>

/** Topic → reactions, each with a name of its own: a slow one never repeats another. */
export type Reactions = Readonly<Record<string, Readonly<Record<string, Reaction>>>>

/** Tells that something happened, inside the transaction in which it did: no commit, no jobs. */
export const announce = async (tx: Tx, topic: string, payload: object): Promise<void> => {
  await tx.query('select platform.announce($1, $2::jsonb)', [topic, JSON.stringify(payload)])
}

export type Worker = { stop(): Promise<void> }

/**
 * Runs announced jobs as the owner of the database, until stopped. A topic's job becomes one job for each of its
 * reactions; one that fails is tried again, later and later, and stays in the queue for an operator to see. A worker that
 * gives up, because the database was away too long, is started again.
 */
export const startWorker = async (ownerUrl: string, reactions: Reactions, log: Log): Promise<Worker> => {
  const tasks = taskList(reactions)
  const pool = openSessions(ownerUrl, log)
  let stopping = false
  let timer: NodeJS.Timeout | undefined
  let runner: Runner | undefined
  const start = async () => {
    runner = await run({
      pgPool: pool,
      concurrency: 2,
      noHandleSignals: true,
      pollInterval: 2000,
      logger: new Logger(
        () => (level, message) => log[level === 'warning' ? 'warn' : level]({ worker: true }, message),
      ),
      taskList: tasks,
    })
    runner.promise.catch(() => {}).finally(again)
  }
  const again = () => {
    if (stopping) return
    log.error('the worker ended; starting it again')
    timer = setTimeout(() => start().catch(again), pauseBetweenStarts)
  }
  await start().catch(async (error: unknown) => {
    await pool.end()
    throw error
  })
  return {
    stop: async () => {
      stopping = true
      clearTimeout(timer)
      await runner?.stop().catch(() => {})
      await pool.end()
    },
  }
}

/** The library listens to a session only while it uses it; one that breaks before or after must not end the process. */
const openSessions = (url: string, log: Log): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max: 5 })
  const note = (error: Error) => log.warn({ err: { message: error.message } }, 'a session of the worker broke')
  pool.on('connect', (client) => void client.on('error', note))
  pool.on('error', () => {})
  return pool
}

const pauseBetweenStarts = 3000

const taskList = (reactions: Reactions): TaskList => ({
  announce: async (payload, helpers) => {
    const { topic, payload: content } = payload as { topic: string; payload: unknown }
    for (const name of Object.keys(reactions[topic] ?? {})) {
      await helpers.addJob(`${topic}/${name}`, content as object)
    }
  },
  ...Object.fromEntries(
    Object.entries(reactions).flatMap(([topic, named]) =>
      Object.entries(named).map(([name, react]) => [`${topic}/${name}`, react]),
    ),
  ),
})
