import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runMigrations as migrateJobs } from 'graphile-worker'
import pg from 'pg'

const ownFolder = join(import.meta.dirname, '../../../migrations')

export type MigrateOptions = {
  report?: (name: string) => void
  /** Only these, by name: a backup is put into the tables that it was taken from. */
  only?: readonly string[]
  folder?: string
}

/** One migration file. `sha256` tells whether an applied file was changed, which is an error. */
export type Migration = { name: string; text: string; sha256: string }

/**
 * Brings the database up to the last migration, as its owner: each file in a transaction of its own, in the order of
 * names, forward only. Two that start at once wait for each other; killed in the middle, the next start goes on.
 */
export const migrate = async (ownerUrl: string, options: MigrateOptions = {}): Promise<string[]> => {
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    const migrations = await readMigrations(options.folder)
    await client.query(`select pg_advisory_lock(hashtext('nguon.migrate'))`)
    await prepare(client, ownerUrl)
    const missing = await findMissing(client, migrations)
    const wanted = missing.filter(({ name }) => options.only?.includes(name) ?? true)
    for (const migration of wanted) {
      await apply(client, migration)
      options.report?.(migration.name)
    }
    return wanted.map(({ name }) => name)
  } finally {
    await client.end().catch(() => {})
  }
}

export const readMigrations = async (folder = ownFolder): Promise<Migration[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      // A checkout may end lines in its own way.
      const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
      return { name, text, sha256: hash('sha256', text, 'hex') }
    }),
  )
}

/** The record of migrations, and the job queue's own tables, which its library migrates. */
const prepare = async (client: pg.Client, ownerUrl: string): Promise<void> => {
  try {
    await client.query('create schema if not exists platform')
    await client.query(
      `create table if not exists platform.migration (
         name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
    )
    await migrateJobs({ connectionString: ownerUrl })
  } catch (error) {
    throw explained('the database could not be prepared', error as pg.DatabaseError)
  }
}

/** What is not applied yet. An applied file that was changed, or that we do not have, is an error that names it. */
const findMissing = async (client: pg.Client, migrations: Migration[]): Promise<Migration[]> => {
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from platform.migration')
  for (const applied of rows) {
    const file = migrations.find(({ name }) => name === applied.name)
    if (file === undefined) {
      throw new Error(
        `the database has the migration ${applied.name}, which this program has not: it is of a newer version`,
      )
    }
    if (file.sha256 !== applied.sha256) {
      throw new Error(`the applied migration ${applied.name} was changed: put it back, and write a new one`)
    }
  }
  const known = new Set(rows.map(({ name }) => name))
  return migrations.filter(({ name }) => !known.has(name))
}

const apply = async (client: pg.Client, { name, text, sha256 }: Migration): Promise<void> => {
  try {
    await client.query('begin')
    await client.query(text)
    await client.query('insert into platform.migration (name, sha256) values ($1, $2)', [name, sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw explained(`the migration ${name} failed`, error as pg.DatabaseError)
  }
}

const notPermitted = '42501'

const explained = (what: string, error: pg.DatabaseError): Error => {
  const hint = error.code === notPermitted ? '; the user of DATABASE_URL must own the database and have CREATEROLE' : ''
  return new Error(`${what}: ${error.message}${hint}`, { cause: error })
}
