import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Log } from '../log.ts'
import { textOfFile } from '../text-of-file.ts'
import { passwordFile } from './secrets.ts'

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
export const findHome = (
  dataDir: string,
  native: string,
  { log, elsewhere = '/var/lib/nguon' }: { log: Log; elsewhere?: string | undefined },
): DatabaseHome => {
  const user = databaseUser()
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  const moved = user !== undefined && !mayEnter(user, dataDir)
  const folder = moved ? homeElsewhere(dataDir, elsewhere, log) : join(dataDir, 'postgres')
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  if (user !== undefined) {
    chmodSync(folder, 0o700)
    chownSync(folder, user.uid, user.gid)
  }
  const reachable = user === undefined || mayEnter(user, join(native, 'bin'))
  return { folder, user, moved, native: reachable ? native : copyOf(native, folder, user) }
}

/** In the data folder: which home is its. Beside a home: whose it is. */
const homeNote = 'database-folder'
const whoseNote = (home: string): string => `${home}.data-folder`

/** A data folder that was moved takes its database along; one that was made anew does not inherit a former one's. */
const homeElsewhere = (dataDir: string, elsewhere: string, log: Log): string => {
  const path = realpathSync(dataDir)
  const name = `${basename(dirname(path))}-${basename(path)}-${hash('sha256', path, 'hex').slice(0, 8)}`
  const folder = join(elsewhere, name)
  const former = readNote(join(dataDir, homeNote))
  if (existsSync(folder) && !existsSync(passwordFile(dataDir))) {
    const aside = `${folder}.left-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`
    renameSync(folder, aside)
    log.warn({ folder: aside }, 'the data folder is new; the database of a former one of this name was put aside')
  } else if (former !== undefined && former !== folder && !existsSync(folder) && isLeft(former)) {
    renameSync(former, folder)
    rmSync(whoseNote(former), { force: true })
  }
  mkdirSync(elsewhere, { recursive: true, mode: 0o711 })
  writeFileSync(whoseNote(folder), path)
  writeFileSync(join(dataDir, homeNote), folder)
  log.warn({ folder }, 'the database may not enter the data folder; it lives here')
  return folder
}

/** A home whose data folder is no longer where it was: moved, not copied. */
const isLeft = (home: string): boolean => {
  const dataDir = readNote(whoseNote(home))
  return existsSync(home) && dataDir !== undefined && readNote(join(dataDir, homeNote)) !== home
}

const readNote = (file: string): string | undefined => textOfFile(file)?.trim()

const mayEnter = (user: NonNullable<DatabaseUser>, folder: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0

/** The binaries where the database's user can reach them; of two that copy together, one's stands. */
const copyOf = (native: string, folder: string, user: DatabaseUser): string => {
  const version = hash('sha256', readFileSync(join(native, 'bin/postgres')), 'hex').slice(0, 12)
  const copy = join(folder, `native-${version}`)
  if (existsSync(copy)) return copy
  const unfinished = join(folder, `unfinished-${process.pid}.native`)
  rmSync(unfinished, { recursive: true, force: true })
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  if (user !== undefined) spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, unfinished])
  if (existsSync(copy)) rmSync(unfinished, { recursive: true })
  else renameSync(unfinished, copy)
  return copy
}
