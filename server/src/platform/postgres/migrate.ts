import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runMigrations as migrateJobs } from 'graphile-worker'
import pg from 'pg'

const folder = join(import.meta.dirname, '../../../migrations')

export type AppliedMigrations = { applied: string[]; already: number }

/** One migration file. `sha256` tells whether an applied file was changed, which is an error. */
type Migration = { name: string; text: string; sha256: string }

/**
 * Brings the database up to the last migration, as its owner: each file in a transaction of its own, in the order of
 * names, forward only. Two that start at once wait for each other; killed in the middle, the next start goes on.
 */
export const migrate = async (
  ownerUrl: string,
  report: (name: string) => void = () => {},
): Promise<AppliedMigrations> => {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('nguon.migrate'))`)
    await client.query('create schema if not exists platform')
    await client.query(
      'create table if not exists platform.migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    )
    await migrateJobs({ connectionString: ownerUrl })
    return await applyMissing(client, await readMigrations(), report)
  } finally {
    await client.end()
  }
}

const readMigrations = async (): Promise<Migration[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8')
      return { name, text, sha256: hash('sha256', text, 'hex') }
    }),
  )
}

const applyMissing = async (
  client: pg.Client,
  migrations: Migration[],
  report: (name: string) => void,
): Promise<AppliedMigrations> => {
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from platform.migration')
  const known = new Map(rows.map((row) => [row.name, row.sha256]))
  const applied: string[] = []
  for (const migration of migrations) {
    const sha256 = known.get(migration.name)
    if (sha256 !== undefined) {
      if (sha256 !== migration.sha256)
        throw new Error(`the applied migration ${migration.name} was changed: write a new one`)
      continue
    }
    await applyOne(client, migration)
    applied.push(migration.name)
    report(migration.name)
  }
  return { applied, already: known.size }
}

const applyOne = async (client: pg.Client, { name, text, sha256 }: Migration): Promise<void> => {
  await client.query('begin')
  try {
    await client.query(text)
    await client.query('insert into platform.migration (name, sha256) values ($1, $2)', [name, sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`the migration ${name} failed: ${(error as Error).message}`, { cause: error })
  }
}
