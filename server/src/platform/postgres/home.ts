import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Whom the database runs as; undefined: as ourselves. PostgreSQL refuses to run as root. */
export type DatabaseUser = { uid: number; gid: number } | undefined

/** Where the database lives. `moved`: not in the data folder, because its user may not enter that. */
export type DatabaseHome = { folder: string; native: string; user: DatabaseUser; moved: boolean }

export const databaseUser = (): DatabaseUser => {
  if (process.getuid?.() !== 0) return undefined
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  )
  const user = users.get('postgres') ?? users.get('nobody')
  if (user === undefined)
    throw new Error('running as root needs a user "postgres" or "nobody" for the database to run as')
  return user
}

/**
 * Finds the database a home: below the data folder, or, where its user may not enter that (root, and a parent closed to
 * others), in a folder made from the data folder's name and path, so that two checkouts never share one.
 */
export const findHome = (dataDir: string, native: string, elsewhere = '/var/lib/nguon'): DatabaseHome => {
  const user = databaseUser()
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  const own = join(dataDir, 'postgres')
  const moved = user !== undefined && !mayEnter(user, dataDir)
  const folder = moved
    ? join(
        elsewhere,
        `${basename(dirname(dataDir))}-${basename(dataDir)}-${hash('sha256', dataDir, 'hex').slice(0, 8)}`,
      )
    : own
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  if (user !== undefined) {
    chmodSync(folder, 0o700)
    chownSync(folder, user.uid, user.gid)
  }
  const reachable = user === undefined || mayEnter(user, join(native, 'bin'))
  return { folder, user, moved, native: reachable ? native : copyOf(native, folder, user) }
}

const mayEnter = (user: NonNullable<DatabaseUser>, folder: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0

/** The binaries where the database's user can reach them; a copy that was cut short is made again. */
const copyOf = (native: string, folder: string, user: DatabaseUser): string => {
  const version = hash('sha256', readFileSync(join(native, 'bin/postgres')), 'hex').slice(0, 12)
  const copy = join(folder, `native-${version}`)
  if (existsSync(copy)) return copy
  const unfinished = `${copy}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  if (user !== undefined) spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, unfinished])
  renameSync(unfinished, copy)
  return copy
}
