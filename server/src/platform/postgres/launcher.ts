import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../log.ts'
import { postgresBinaries } from './binaries.ts'
import { type DatabaseHome, findHome } from './home.ts'

/** A running database: the owner's URL, and how to stop it. `attached`: another program's, which is left running. */
export type RunningPostgres = { ownerUrl: string; home: DatabaseHome; attached: boolean; stop(): Promise<void> }

export type LaunchOptions = { dataDir: string; log: Log; settings?: Record<string, string>; elsewhere?: string }

const owner = 'nguon'
const databaseName = 'nguon'

/** What we hold to beyond PostgreSQL's defaults. Durability stays on, whatever else is tuned. */
const usualSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'pglz',
  random_page_cost: '1.1',
  max_connections: '60',
  jit: 'off',
}

/**
 * Starts the embedded PostgreSQL on a data folder, or attaches to the one that another program of ours runs there. What a
 * `kill -9` left is mended: an orphaned server is stopped, a stale lock removed, a half-made cluster made anew. Should the
 * server die while we run, it is started again.
 */
export const startPostgres = async (options: LaunchOptions): Promise<RunningPostgres> => {
  const home = findHome(options.dataDir, postgresBinaries(), options.elsewhere)
  if (home.moved) options.log.warn({ folder: home.folder }, 'the database may not enter the data folder; it lives here')
  const password = ownerPassword(options.dataDir)
  const cluster = join(home.folder, 'cluster')
  makeCluster(home, cluster, password)
  const programFile = join(options.dataDir, 'program.pid')
  const running = runningServer(cluster)
  const url = (port: number) => `postgres://${owner}:${password}@127.0.0.1:${port}/${databaseName}`
  if (running !== undefined) {
    if (isAlive(readNumber(programFile)))
      return { ownerUrl: url(running.port), home, attached: true, stop: async () => {} }
    options.log.warn({ pid: running.pid }, 'an earlier run left its database running; stopping it')
    await stopServer(running.pid)
  }
  writeFileSync(programFile, String(process.pid))
  const port = await freePort()
  const keeper = keepRunning(home, cluster, port, options)
  await keeper.started(url(port).replace(/[^/]+$/, 'postgres'))
  await createDatabase(url(port).replace(/[^/]+$/, 'postgres'))
  return {
    ownerUrl: url(port),
    home,
    attached: false,
    stop: async () => {
      await keeper.stop()
      rmSync(programFile, { force: true })
    },
  }
}

const ownerPassword = (dataDir: string): string => {
  const file = join(dataDir, 'postgres-password')
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, randomBytes(24).toString('hex'), { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
  }
  return readFileSync(file, 'utf8').trim()
}

/** A cluster is made aside and put in place whole. */
const makeCluster = ({ folder, native, user }: DatabaseHome, cluster: string, password: string): void => {
  if (existsSync(join(cluster, 'PG_VERSION'))) return
  const unfinished = `${cluster}.unfinished`
  const passwordFile = join(folder, 'password.unfinished')
  rmSync(unfinished, { recursive: true, force: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid)
  const made = spawnSync(
    join(native, 'bin/initdb'),
    // The built-in locale sorts alike on every machine and every C library.
    [
      '-D',
      unfinished,
      '-U',
      owner,
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ],
    { ...user, cwd: folder, encoding: 'utf8', env: environment },
  )
  rmSync(passwordFile, { force: true })
  if (made.status !== 0) throw new Error(`the database could not be made: ${made.error?.message ?? made.stderr}`)
  rmSync(cluster, { recursive: true, force: true })
  renameSync(unfinished, cluster)
}

/** Nothing of ours leaks into the database's environment. */
const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** The live server of a cluster, from its lock file; a lock that a dead server left is removed. */
const runningServer = (cluster: string): { pid: number; port: number } | undefined => {
  const lock = join(cluster, 'postmaster.pid')
  if (!existsSync(lock)) return undefined
  const [pid, , , port] = readFileSync(lock, 'utf8').split('\n').map(Number)
  if (pid !== undefined && port !== undefined && isAlive(pid) && isServerOf(pid, cluster)) return { pid, port }
  rmSync(lock, { force: true })
  return undefined
}

const isAlive = (pid: number | undefined): boolean => {
  if (pid === undefined || !Number.isSafeInteger(pid) || pid <= 1 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/** Process numbers are used again: where the system tells, the number must be that of a server on this cluster. */
const isServerOf = (pid: number, cluster: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster)
  } catch {
    return process.platform !== 'linux'
  }
}

const readNumber = (file: string): number | undefined =>
  existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined

/** Fast shutdown; at once where that takes too long. */
const stopServer = async (pid: number): Promise<void> => {
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 10],
    ['SIGKILL', 5],
  ] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    for (let waited = 0; waited < seconds * 20 && isAlive(pid); waited += 1) await sleep(50)
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })

type Keeper = { started(url: string): Promise<void>; stop(): Promise<void> }

/** Keeps the server running until told to stop: one that dies is started again, a little later each time. */
const keepRunning = (home: DatabaseHome, cluster: string, port: number, { log, settings }: LaunchOptions): Keeper => {
  const logFile = join(home.folder, 'postgres.log')
  let stopping = false
  let pause = 200
  let server: ChildProcess
  const launch = () => {
    if (existsSync(logFile) && statSync(logFile).size > 16 * 1024 * 1024) rmSync(logFile)
    const output = openSync(logFile, 'a')
    const options = Object.entries({ ...usualSettings, ...settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ])
    // A group of its own: Ctrl-C in a terminal must reach us first.
    server = spawn(join(home.native, 'bin/postgres'), ['-D', cluster, '-p', String(port), ...options], {
      ...home.user,
      cwd: home.folder,
      env: environment,
      detached: true,
      stdio: ['ignore', output, output],
    })
    server.once('exit', (code) => {
      if (stopping) return
      log.error({ code, log: lastLines(logFile) }, 'the database stopped by itself; starting it again')
      setTimeout(() => {
        runningServer(cluster)
        if (!stopping) launch()
      }, pause).unref()
      pause = Math.min(pause * 2, 10_000)
    })
  }
  launch()
  return {
    started: async (url) => {
      for (let attempt = 0; attempt < 600; attempt += 1) {
        if (await answers(url)) return
        if (server.exitCode !== null && attempt > 100) break
        await sleep(attempt < 40 ? 25 : 100)
      }
      stopping = true
      throw new Error(`the database does not start: ${lastLines(logFile)}`)
    },
    stop: async () => {
      stopping = true
      if (server.pid !== undefined && server.exitCode === null) await stopServer(server.pid)
    },
  }
}

const lastLines = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-8).join('\n') : ''

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

const createDatabase = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (rowCount === 0) await client.query(`create database ${databaseName}`)
  } finally {
    await client.end()
  }
}
