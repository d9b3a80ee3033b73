import { type JobHelpers, Logger, type Runner, run, type TaskList } from 'graphile-worker'
import pg from 'pg'
import type { Log } from './log.ts'
import type { Tx } from './postgres/database.ts'
import { watchWorkers } from './watch-workers.ts'

/** Something to do after the reply, at least once: a reaction may run twice. A long one heeds the signal to stop. */
export type Reaction = (payload: unknown, stopping: AbortSignal | undefined) => Promise<void>

/** A long reaction that takes its turn: one of its kind at a time, so that others find a worker. */
export type Turn = { inTurn: Reaction }

export const inTurn = (reaction: Reaction): Turn => ({ inTurn: reaction })

/** Topic → reactions, each with a name of its own: a slow one never repeats another. */
export type Reactions = Readonly<Record<string, Readonly<Record<string, Reaction | Turn>>>>

/** Tells that something happened, inside the transaction in which it did: no commit, no jobs. */
export const announce = async (tx: Tx, topic: string, payload: object): Promise<void> => {
  await tx.query('select platform.announce($1, $2::jsonb)', [topic, JSON.stringify(payload)])
}

export type Worker = { stop(): Promise<void> }

/** Topics that time itself announces, as lines of a crontab. */
const timetable = `*/15 * * * * announce ?max=3 {"topic":"quarter-hour.passed","payload":{}}
17 20 * * * announce ?id=daily&max=3 {"topic":"day.passed","payload":{}}`

/**
 * Runs announced jobs as the owner of the database, until stopped. A topic's job becomes one job for each of its
 * reactions; one that fails is tried again, later and later, and stays in the queue for an operator to see. A worker that
 * gives up, because the database was away too long, is started again; what one that was killed had begun, others do again.
 */
export const startWorker = async (ownerUrl: string, reactions: Reactions, log: Log): Promise<Worker> => {
  const tasks = taskList(reactions)
  const pool = openSessions(ownerUrl, log)
  const watch = await watchWorkers(ownerUrl, log)
  let stopping = false
  let timer: NodeJS.Timeout | undefined
  let runner: Runner | undefined
  const start = async () => {
    runner = await run({
      pgPool: pool,
      concurrency: workers,
      noHandleSignals: true,
      pollInterval: 2000,
      events: watch.events,
      crontab: timetable,
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
  const stop = async () => {
    stopping = true
    clearTimeout(timer)
    await runner?.stop().catch(() => {})
    await watch.stop()
    await pool.end()
  }
  await start().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { stop }
}

const workers = 3

/** The library listens to a session only while it uses it; one that breaks before or after must not end the process. */
const openSessions = (url: string, log: Log): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max: 5 })
  const note = (error: Error) => log.warn({ err: { message: error.message } }, 'a session of the worker broke')
  pool.on('connect', (client) => void client.on('error', note))
  pool.on('error', () => {})
  return pool
}

const pauseBetweenStarts = 3000

/** A long one meets more kills of its process than the usual 25. */
const attemptsInTurn = 1000

const taskList = (reactions: Reactions): TaskList => ({
  announce: async (payload, helpers) => {
    const { topic, payload: content } = payload as { topic: string; payload: unknown }
    for (const [name, reaction] of Object.entries(reactions[topic] ?? {})) {
      const turn = 'inTurn' in reaction ? { queueName: name, maxAttempts: attemptsInTurn } : {}
      await helpers.addJob(`${topic}/${name}`, content as object, turn)
    }
  },
  ...Object.fromEntries(
    Object.entries(reactions).flatMap(([topic, named]) =>
      Object.entries(named).map(([name, reaction]) => [
        `${topic}/${name}`,
        (payload: unknown, { abortSignal }: JobHelpers) =>
          ('inTurn' in reaction ? reaction.inTurn : reaction)(payload, abortSignal),
      ]),
    ),
  ),
})
