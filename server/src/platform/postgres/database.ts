import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

export type Row = Record<string, unknown>

/** What only reads; a Db and a Tx are both one. */
export type Reader = { query<R = Row>(text: string, values?: unknown[]): Promise<R[]> }

/** One open transaction. `copy` sends rows in COPY's text format (copyText escapes one value). */
export type Tx = Reader & {
  readonly inTransaction: true
  copy(table: string, columns: readonly string[], text: string | Iterable<string>): Promise<void>
}

export type Db = Reader & {
  transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T>
  end(): Promise<void>
}

/** `role`: what the sessions run as; `named`: constant statements are prepared once a session (not behind a transaction pooler). */
export type DatabaseOptions = { role?: string; connections?: number; named?: boolean; onError?: (error: Error) => void }

// Instants stay text in UTC: a Date has no microseconds, and no year 0.
const instantTypes = [pg.types.builtins.TIMESTAMPTZ, pg.types.builtins.TIMESTAMP, pg.types.builtins.DATE]
const asText = (value: string) => value
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    instantTypes.includes(oid)
      ? asText
      : pg.types.getTypeParser(oid, format as 'text')) as unknown as typeof pg.types.getTypeParser,
}

// A plan is made once a statement and session: over a partition a month, planning costs more than reading, and a plan
// that knows no values follows the order of the index for a key with a few events as for one with a million.
const sessionSettings = '-c timezone=UTC -c client_encoding=UTF8 -c plan_cache_mode=force_generic_plan'

/** A pool of sessions on the database at `url`. A session that breaks is dropped, never the process. */
export const openDatabase = (url: string, options: DatabaseOptions = {}): Db => {
  const { role, connections = 10, named = true, onError = () => {} } = options
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    options: `${sessionSettings}${role === undefined ? '' : ` -c role=${role}`}`,
    connectionTimeoutMillis: 10_000,
  })
  // For as long as the session lives: between two uses of it, too, nobody else may be listening when it breaks.
  pool.on('connect', (client) => void client.on('error', onError))
  pool.on('error', () => {})
  return {
    query: (text, values) => run(pool, text, values, named),
    transaction: (work) => inTransaction(pool, work, named),
    end: () => pool.end(),
  }
}

const names = new Map<string, string>()

const nameOf = (text: string): string => {
  let name = names.get(text)
  if (name === undefined) {
    name = hash('sha256', text, 'hex').slice(0, 32)
    names.set(text, name)
  }
  return name
}

const largestNamed = 500

const run = async <R>(
  client: pg.Pool | pg.PoolClient,
  text: string,
  values: unknown[] | undefined,
  named: boolean,
): Promise<R[]> => {
  const prepared = named && values !== undefined && (names.has(text) || names.size < largestNamed)
  const result = await client.query(prepared ? { name: nameOf(text), text, values } : { text, values })
  return result.rows as R[]
}

const inTransaction = async <T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>, named: boolean): Promise<T> => {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(transactionOf(client, named))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

const transactionOf = (client: pg.PoolClient, named: boolean): Tx => ({
  inTransaction: true,
  query: (text, values) => run(client, text, values, named),
  copy: async (table, columns, text) => {
    const sink = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
    await pipeline(Readable.from(typeof text === 'string' ? [text] : text), sink)
  },
})

const special = /[\\\n\r\t]/
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One value in COPY's text format. */
export const copyText = (value: string | number | boolean | null | undefined): string => {
  if (value === null || value === undefined) return '\\N'
  const text = String(value)
  return special.test(text) ? text.replace(/[\\\n\r\t]/g, (char) => escapes[char] ?? char) : text
}
