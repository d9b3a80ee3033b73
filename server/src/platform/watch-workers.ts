import { EventEmitter } from 'node:events'
import type { WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import type { Log } from './log.ts'

/** Shows others that this process's workers live; and frees what dead ones had begun. */
export type WorkersWatch = { events: WorkerEvents; stop(): Promise<void> }

const pause = 10_000
/** Between a worker's first job and its lock lies a moment. */
const grace = '2 seconds'
const firstPause = 2500

/**
 * A worker that was killed leaves its jobs locked, which the library takes for work under way for four hours. So each
 * worker holds a lock of the database by its name, for as long as its process has this session: jobs of workers whose lock
 * nobody holds are free again.
 */
export const watchWorkers = async (ownerUrl: string, log: Log): Promise<WorkersWatch> => {
  /** In whose name the library locks jobs: its pool's. */
  let name: string | undefined
  const events: WorkerEvents = new EventEmitter()
  let session: pg.Client | undefined
  let stopped = false
  /** One statement after the other. */
  let running: Promise<unknown> = Promise.resolve()
  const note = (error: unknown) =>
    log.warn({ err: { message: (error as Error).message } }, 'the watch over workers broke')
  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: ownerUrl })
    client.on('error', note)
    client.on('end', () => {
      if (session === client) session = undefined
    })
    await client.connect()
    if (name !== undefined) await hold(client, name)
    return client
  }
  const look = async () => {
    session ??= await open()
    for (const dead of await freeDead(session, name ?? ''))
      log.warn({ worker: dead }, 'freed the jobs of a dead worker')
  }
  events.on('pool:create', ({ workerPool }) => {
    running = running.then(() => take(workerPool.id)).catch(note)
  })
  const take = async (next: string) => {
    const former = name
    name = next
    if (session === undefined) return
    await hold(session, next)
    // One that ended before this one began is dead, though its process lives.
    if (former !== undefined) await letGo(session, [former])
  }
  session = await open()
  await look()
  let timer: NodeJS.Timeout
  const again = (after: number) => {
    timer = setTimeout(() => {
      running = look()
        .catch(note)
        .finally(() => stopped || again(pause))
    }, after)
  }
  again(firstPause)
  return {
    events,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
      await session?.end().catch(() => {})
    },
  }
}

const hold = (client: pg.Client, name: string) =>
  client.query('select pg_advisory_lock($1, hashtext($2))', [lockSpace, name])

const letGo = (client: pg.Client, names: string[]) =>
  client.query('select pg_advisory_unlock($1, hashtext(name)) from unnest($2::text[]) as name', [lockSpace, names])

/** The first half of each lock, which tells them from other locks. */
const lockSpace = 0x6e67

/** Frees what workers whose lock can be had have locked; answers their names. */
const freeDead = async (client: pg.Client, own: string): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select name from (
       select distinct locked_by as name from graphile_worker._private_jobs
        where locked_by <> $2 and locked_at < now() - $3::interval) seen
      where pg_try_advisory_lock($1, hashtext(name))`,
    [lockSpace, own, grace],
  )
  const dead = rows.map(({ name }) => name)
  if (dead.length === 0) return dead
  await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
  await letGo(client, dead)
  return dead
}
