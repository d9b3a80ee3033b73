import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { operatorActor } from '../src/modules/identity/index.ts'
import { loadProvince } from '../src/modules/registry/index.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/postgres/database.ts'
import { startPostgres } from '../src/platform/postgres/launcher.ts'
import { migrate } from '../src/platform/postgres/migrate.ts'

/** A database server for one run of tests, with a template that is migrated once. */
export type TestServer = { url: string; stop(): Promise<void> }

const template = 'template_migrated'

/** Starts a server in a folder of its own. Durability is off: the tests that need it start their own. */
export const startTestServer = async (): Promise<TestServer> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nguon-test-'))
  chmodSync(dataDir, 0o711)
  const running = await startPostgres({
    dataDir,
    log: pino({ level: 'silent' }),
    settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' },
  })
  await asOwner(running.ownerUrl, `create database ${template}`)
  await migrate(urlOf(running.ownerUrl, template))
  await loadProvinces(urlOf(running.ownerUrl, template))
  return {
    url: running.ownerUrl,
    stop: async () => {
      await running.stop()
      rmSync(dataDir, { recursive: true, force: true })
      rmSync(running.home.folder, { recursive: true, force: true })
    },
  }
}

/** The administrative units that every start of the program finds loaded. */
const loadProvinces = async (url: string): Promise<void> => {
  const db = openDatabase(url, { role: 'nguon_server', connections: 1 })
  for (const file of loadConfig({}).provinceFiles) await loadProvince(db, operatorActor, file)
  await db.end()
}

/** Where global-setup.ts tells the test files of its server. */
export const serverVariable = 'NGUON_TEST_DATABASE'

let own: Promise<TestServer> | undefined

/** The run's server, or one of this file's own where a file is run by itself. */
const serverUrl = async (): Promise<string> => {
  const given = process.env[serverVariable]
  if (given !== undefined) return given
  own ??= startTestServer()
  return (await own).url
}

export type TestDatabase = { url: string; drop(): Promise<void> }

let made = 0
let open = 0

/** A fresh, migrated database: a copy of the template, some tens of milliseconds away. `empty`: without a migration. */
export const createTestDatabase = async ({ empty = false }: { empty?: boolean } = {}): Promise<TestDatabase> => {
  const server = await serverUrl()
  made += 1
  open += 1
  const name = `test_${process.pid}_${made}`
  const source = empty ? 'template0' : template
  await asOwner(server, `create database ${name} template ${source} strategy file_copy`)
  return {
    url: urlOf(server, name),
    drop: async () => {
      await asOwner(server, `drop database ${name} with (force)`)
      open -= 1
      if (process.env[serverVariable] !== undefined || open > 0) return
      await (await own)?.stop()
      own = undefined
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
