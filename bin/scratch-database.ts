import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { startPostgres } from '../server/src/platform/postgres/launcher.ts'
import { migrate } from '../server/src/platform/postgres/migrate.ts'

/** A database server for one command, in a temporary folder: nothing of it outlives the command. */
export type ScratchServer = {
  /** The migrated template; connect to it only while nothing is copied from it. */
  templateUrl: string
  /** A fresh, migrated database, some tens of milliseconds away. */
  copy(): Promise<ScratchDatabase>
  stop(): Promise<void>
}

export type ScratchDatabase = { url: string; drop(): Promise<void> }

const template = 'template_migrated'
const log = pino({ level: 'silent' })

/** Durability is off: what is written here is thrown away. */
const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '100' }

export const startScratchServer = async (): Promise<ScratchServer> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nguon-scratch-'))
  // Where we are root the database runs as another user, who must be able to enter.
  chmodSync(dataDir, 0o711)
  const running = await startPostgres({ dataDir, log, settings })
  const stopAll = async () => {
    await running.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  // Two may ask for it, the command's end and a signal: both wait for the same stop.
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= stopAll()
    return stopping
  }
  try {
    return { ...(await withTemplate(running.ownerUrl)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const withTemplate = async (server: string): Promise<Omit<ScratchServer, 'stop'>> => {
  const templateUrl = urlOf(server, template)
  await asOwner(server, `create database ${template}`)
  await migrate(templateUrl)
  let made = 0
  return {
    templateUrl,
    copy: async () => {
      made += 1
      const name = `scratch_${made}`
      await asOwner(server, `create database ${name} template ${template} strategy file_copy`)
      return { url: urlOf(server, name), drop: () => asOwner(server, `drop database ${name} with (force)`) }
    },
  }
}

const urlOf = (server: string, database: string): string => server.replace(/[^/]+$/, database)

const asOwner = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
