import type { Log } from '../log.ts'
import { postgresBinaries } from './binaries.ts'
import { createDatabase, databaseName, makeCluster, owner, socketFolder } from './cluster.ts'
import { type DatabaseHome, findHome } from './home.ts'
import { type Keeper, keepServer } from './keeper.ts'
import { ownerPassword } from './secrets.ts'

/** A running database: its owner's URL, and how to let go of it. `attached`: another program started it and stops it. */
export type RunningPostgres = Omit<Keeper, 'port'> & { ownerUrl: string; home: DatabaseHome }

export type LaunchOptions = { dataDir: string; log: Log; settings?: Record<string, string>; elsewhere?: string }

/**
 * Starts the embedded PostgreSQL on a data folder, or attaches to the one that another program of ours runs there, and
 * keeps it running: should it die, or that program end, it is started again on the same port. What a `kill -9` left is
 * mended: an orphaned server is stopped, a stale lock removed, a half-made cluster made anew.
 */
export const startPostgres = async ({
  dataDir,
  log,
  settings = {},
  elsewhere,
}: LaunchOptions): Promise<RunningPostgres> => {
  const home = findHome(dataDir, postgresBinaries(), { log, elsewhere })
  const password = ownerPassword(dataDir)
  const cluster = makeCluster(home, password)
  const host = encodeURIComponent(socketFolder(cluster) ?? '127.0.0.1')
  const url = (port: number, database: string) => `postgres://${owner}:${password}@${host}:${port}/${database}`
  const keeper = await keepServer({ dataDir, home, cluster, log, settings, url: (port) => url(port, 'postgres') })
  try {
    await createDatabase(url(keeper.port, 'postgres'))
  } catch (error) {
    await keeper.stop()
    throw error
  }
  const { port, ...held } = keeper
  return { ...held, ownerUrl: url(port, databaseName), home }
}
