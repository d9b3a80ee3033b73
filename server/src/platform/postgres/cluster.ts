import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fchownSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { textOfFile } from '../text-of-file.ts'
import type { DatabaseHome } from './home.ts'
import { isAlive, isMarkAlive, isNumberTaken, type ProcessMark, wordsOf } from './processes.ts'

export const owner = 'nguon'
export const databaseName = 'nguon'
/** The server carries the program that started it as a setting of this name, for all to see in its command line. */
export const programSetting = 'nguon.program'

/** Nothing of ours leaks into the database's environment. */
export const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** The home's cluster: made aside and put in place whole, should it not be there. */
export const makeCluster = (home: DatabaseHome, password: string): string => {
  const cluster = join(home.folder, 'cluster')
  if (existsSync(join(cluster, 'PG_VERSION'))) return cluster
  removeUnfinished(home.folder)
  const unfinished = join(home.folder, `unfinished-${process.pid}`)
  const secret = `${unfinished}.password`
  try {
    writeSecret(secret, password, home.user)
    const made = spawnSync(join(home.native, 'bin/initdb'), initialArguments(unfinished, secret), {
      ...home.user,
      cwd: home.folder,
      encoding: 'utf8',
      env: environment,
    })
    if (made.status !== 0) throw new Error(`the database could not be made: ${made.error?.message ?? made.stderr}`)
    putInPlace(unfinished, cluster)
  } finally {
    rmSync(secret, { force: true })
    rmSync(unfinished, { recursive: true, force: true })
  }
  return cluster
}

/** What runs that were killed left behind; not what another is making now. */
const removeUnfinished = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const pid = /^unfinished-(\d+)/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** The folder is the database user's: a file that stands there already, or a link, is never followed. */
const writeSecret = (file: string, secret: string, user: DatabaseHome['user']): void => {
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeFileSync(handle, secret)
    if (user !== undefined) fchownSync(handle, user.uid, user.gid)
  } finally {
    closeSync(handle)
  }
}

/** The built-in locale sorts alike on every machine and with every C library. */
const initialArguments = (cluster: string, secret: string): string[] =>
  [
    ['-D', cluster],
    ['-U', owner],
    ['-A', 'scram-sha-256', `--pwfile=${secret}`],
    ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
  ].flat()

/** Of two that start together, one's cluster stands. */
const putInPlace = (unfinished: string, cluster: string): void => {
  try {
    renameSync(unfinished, cluster)
  } catch (error) {
    if (!existsSync(join(cluster, 'PG_VERSION'))) throw error
  }
}

/** The live server of a cluster. `isKept`: the program that started it lives and answers for it. */
export type FoundServer = { pid: number; port: number; program: ProcessMark | undefined; isKept: boolean }

/**
 * Finds the live server of a cluster by its lock file. A dead server's lock is left to PostgreSQL, which knows it for one;
 * but a lock whose number a zombie or another program has by now it would believe, so that is removed, with the socket.
 */
export const findServer = (cluster: string): FoundServer | undefined => {
  const lock = join(cluster, 'postmaster.pid')
  const text = textOfFile(lock) ?? ''
  const [pid, , , port] = text.split('\n').map(Number)
  if (!isNumberTaken(pid)) return undefined
  if (isAlive(pid) && isServerOf(pid, cluster)) {
    const program = programOf(pid, cluster)
    return { pid, port: port ?? 0, program, isKept: program !== undefined && isMarkAlive(program) }
  }
  if ((textOfFile(lock) ?? '') === text) {
    const left = readdirSync(cluster).filter((name) => name === 'postmaster.pid' || name.startsWith('.s.PGSQL.'))
    for (const name of left) rmSync(join(cluster, name), { force: true })
  }
  return undefined
}

/**
 * Where the server's socket lies besides its port: in the cluster, which only the database's user enters, and faster than
 * the loopback. Undefined where there are no sockets, or the path is longer than one may be.
 */
export const socketFolder = (cluster: string): string | undefined =>
  process.platform === 'win32' || Buffer.byteLength(cluster) > longestSocketFolder ? undefined : cluster

const longestSocketFolder = 85

/** Process numbers are used again: where the system tells, the number must be that of a server on this cluster. */
const isServerOf = (pid: number, cluster: string): boolean => wordsOf(pid)?.includes(cluster) ?? true

const programOf = (pid: number, cluster: string): ProcessMark | undefined => {
  const words = wordsOf(pid) ?? readFileSync(join(cluster, 'postmaster.opts'), 'utf8').split('"')
  return words.find((word) => word.startsWith(`${programSetting}=`))?.slice(programSetting.length + 1)
}

/** Whether the server takes sessions. Throws where waiting will not help: it does not know our password. */
export const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch (error) {
    if (/^28/.test((error as { code?: string }).code ?? '')) {
      throw new Error(`the database was made with another password: ${(error as Error).message}`, { cause: error })
    }
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** Makes our database in the cluster, should it not be there; of two that start together, one does. */
export const createDatabase = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (rowCount === 0) await client.query(`create database ${databaseName}`)
  } catch (error) {
    if (!/^(42P04|23505)$/.test((error as { code?: string }).code ?? '')) throw error
  } finally {
    await client.end()
  }
}
