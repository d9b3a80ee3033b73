import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { operatorActor } from '../modules/identity/index.ts'
import { loadProvince } from '../modules/registry/index.ts'
import type { Config } from '../platform/config.ts'
import { createLog, type Log } from '../platform/log.ts'
import { madeOnce } from '../platform/made-once.ts'
import { checkLine } from '../platform/postgres/check-line.ts'
import { checkVersion } from '../platform/postgres/check-version.ts'
import { type Db, openDatabase } from '../platform/postgres/database.ts'
import { startPostgres } from '../platform/postgres/launcher.ts'
import { migrate } from '../platform/postgres/migrate.ts'
import { onStop } from './stop.ts'

/** What every role stands on: a migrated database, opened as a role that owns nothing. */
export type Ground = {
  log: Log
  db: Db
  ownerUrl: string
  operatorKey: string
  /** Where the embedded database runs, if it does. */
  databaseFolder: string | undefined
  /** Another program of ours runs the embedded database. */
  attached: boolean
  /** Says that close() will follow: a program that starts now waits for it instead of using this database. */
  retire(): void
  close(): Promise<void>
}

export const serverRole = 'nguon_server'

/** `patience`: how long a statement may take, ms; for ever where a role has nobody waiting for it. */
export type GroundOptions = { migrated?: boolean; patience?: number }

/** Starts or finds the database, and migrates it unless told not to. */
export const openGround = async (config: Config, options: GroundOptions = {}): Promise<Ground> => {
  const { migrated = true, patience } = options
  const log = createLog(config.logLevel)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o711 })
  const running = config.databaseUrl === undefined ? await startPostgres({ dataDir: config.dataDir, log }) : undefined
  const ownerUrl = running?.ownerUrl ?? config.databaseUrl ?? ''
  const stop = async () => running?.stop()
  try {
    if (config.databaseUrl !== undefined) await checkLine(config.databaseUrl, log)
    await checkVersion(ownerUrl)
    if (migrated) await migrate(ownerUrl, { report: (name) => log.info({ migration: name }, 'applied') })
  } catch (error) {
    await stop()
    throw error
  }
  const db = openDatabase(ownerUrl, {
    role: serverRole,
    patience,
    connections: config.databaseConnections,
    named: config.preparedStatements,
    onError: (error) => log.warn({ err: { message: error.message } }, 'a database session broke'),
  })
  const close = async () => {
    await db.end()
    await stop()
  }
  try {
    if (migrated) await loadProvinces(config, db, log)
  } catch (error) {
    await close()
    throw error
  }
  return {
    log,
    db,
    ownerUrl,
    operatorKey: operatorKey(config),
    databaseFolder: running?.home.folder,
    attached: running?.attached ?? false,
    retire: () => running?.retire(),
    close,
  }
}

/** The administrative units of every start; a file that is known already is read and left. */
const loadProvinces = async ({ provinceFiles }: Config, db: Db, log: Log): Promise<void> => {
  for (const file of provinceFiles)
    if (await loadProvince(db, operatorActor, file)) log.info({ file }, 'administrative units loaded')
}

/** For a role that ends by itself: opens the ground, and closes it at the end, however that comes. */
export const useGround = async (
  config: Config,
  run: (ground: Ground) => Promise<void>,
  options: GroundOptions = {},
): Promise<void> => {
  const opening = openGround(config, options)
  const close = async () => (await opening.catch(() => undefined))?.close()
  const stopper = onStop(close, 130)
  try {
    await run(await opening)
  } catch (error) {
    if (stopper.begun()) await new Promise(() => {})
    throw error
  } finally {
    stopper.release()
    await close()
  }
}

/** The operator's key: the environment's, else one made once and kept in the data folder. */
export const operatorKey = ({ apiKey, dataDir }: Config): string =>
  apiKey ?? madeOnce(join(dataDir, 'api-key'), () => randomBytes(24).toString('base64url'))
