import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
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

export const createDatabase = (serverUrl: string, database: string): Promise<void> =>
  onServer(serverUrl, async (client) => {
    await client.query(`create database ${database}`)
  })

export const dropDatabase = (serverUrl: string, database: string): Promise<void> =>
  onServer(serverUrl, async (client) => {
    await client.query(`drop database if exists ${database} with (force)`)
  })

/** Everything that a capture writes, in the order in which it writes. */
export const capturedTables = [
  'events.context',
  'events.identity',
  'events.event',
  'events.event_key',
  'events.key',
  'trace.assertion',
  'trace.cancellation',
  'platform.audit',
  'events.capture_job',
  'platform.position',
] as const

/** Months that have partitions, as first days. */
export const partitionMonths = async (client: OwnerSession): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'events.event'::regclass and c.relname ~ '_[0-9]{6}$' order by 1`,
  )
  return rows.map(({ name }) => `${name.slice(-6, -2)}-${name.slice(-2)}-01`)
}

export const makeMonth = async (client: OwnerSession, month: string): Promise<void> => {
  await client.query('select events.ensure_month($1::date)', [month])
}

/** Writes a table's rows to the files in turn, in COPY's text format; how many there were. */
export const dumpTable = async (client: OwnerSession, table: string, files: readonly string[]): Promise<number> => {
  const sinks = files.map((file) => createWriteStream(file))
  const source = client.query(copyTo(`copy (select * from ${table}) to stdout`))
  let row = 0
  let rest = ''
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    const parts = sinks.map(() => '')
    for (const line of lines) {
      parts[row % sinks.length] += `${line}\n`
      row += 1
    }
    for (const [index, sink] of sinks.entries()) {
      if (parts[index] !== '' && !sink.write(parts[index] as string, 'latin1')) await once(sink, 'drain')
    }
  }
  await Promise.all(sinks.map((sink) => new Promise((resolve) => sink.end(resolve))))
  return row
}

export const loadTable = async (client: OwnerSession, table: string, file: string): Promise<void> => {
  await pipeline(
    createReadStream(file, { highWaterMark: 1024 * 1024 }),
    client.query(copyFrom(`copy ${table} from stdin`)),
  )
}

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
