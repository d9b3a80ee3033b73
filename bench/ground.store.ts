import pg from 'pg'
import type { Reader } from '../server/src/platform/postgres/database.ts'

/** One session as the owner, for what the server itself may not do. */
export type OwnerSession = pg.Client

export const connect = async (url: string): Promise<OwnerSession> => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return client
}

export const onServer = async <T>(url: string, work: (client: OwnerSession) => Promise<T>): Promise<T> => {
  const client = await connect(url)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export const urlOfDatabase = (serverUrl: string, database: string): string => serverUrl.replace(/[^/]+$/, database)

export const databaseExists = (serverUrl: string, database: string): Promise<boolean> =>
  onServer(serverUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
    return rowCount === 1
  })

/** Makes a database, with all that is in `template`, which nobody may be using, where one is named. */
export const createDatabase = (serverUrl: string, database: string, template = 'template1'): Promise<void> =>
  onServer(serverUrl, async (client) => {
    await client.query(`create database ${database} template ${template}`)
  })

export const dropDatabase = (serverUrl: string, database: string): Promise<void> =>
  onServer(serverUrl, async (client) => {
    await client.query(`drop database if exists ${database} with (force)`)
  })

/** Writes dirty pages out, so that one measurement does not pay for another's. */
export const checkpoint = (url: string): Promise<void> =>
  onServer(url, async (client) => {
    await client.query('checkpoint')
  })

export const walBytes = (url: string): Promise<number> =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ bytes: number }>(
      `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as bytes`,
    )
    return rows[0]?.bytes ?? 0
  })

export const databaseBytes = (url: string): Promise<number> =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ bytes: number }>(
      'select pg_database_size(current_database())::float8 as bytes',
    )
    return rows[0]?.bytes ?? 0
  })

/** As a running system has it some minutes after its rows came. */
export const settle = (url: string): Promise<void> =>
  onServer(url, async (client) => {
    await client.query('vacuum (analyze)')
    await client.query('checkpoint')
  })

export const databaseProcess = (url: string): Promise<string> =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
    return rows[0]?.folder ?? ''
  })

export const serverSettings = (url: string): Promise<Record<string, string>> =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ name: string; setting: string }>(
      `select name, current_setting(name) as setting from pg_settings
        where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size', 'wal_compression')`,
    )
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
  })

/** Index descents and 8-kB pages that this session has asked for so far, in all. */
export type Reads = { descents: number; pages: number }

export const readsOf = async (session: Reader): Promise<Reads> => {
  await session.query('select pg_stat_force_next_flush()')
  const rows = await session.query<Reads>(
    `select (select coalesce(sum(idx_scan), 0)::float8 from pg_stat_user_indexes) as descents,
            (select (blks_hit + blks_read)::float8 from pg_stat_database where datname = current_database()) as pages`,
  )
  return rows[0] ?? { descents: 0, pages: 0 }
}
