import { hash } from 'node:crypto'
import type { Socket } from 'node:net'
import pg from 'pg'
import { type Copy, copyIn } from './copy-in.ts'

export type Row = Record<string, unknown>

/** What only reads; a Db and a Tx are both one. */
export type Reader = { query<R = Row>(text: string, values?: unknown[]): Promise<R[]> }

/** Many UUIDs as one value of a statement: they need no quoting, which the driver would do one by one. */
export const uuidArray = (uuids: readonly string[]): string => `{${uuids.join()}}`

/** One open transaction. `copy` appends rows to one table after the other. */
export type Tx = Reader & {
  readonly inTransaction: true
  copy(...copies: readonly Copy[]): Promise<void>
}

export type Db = Reader & {
  transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T>
  end(): Promise<void>
}

/**
 * `role`: what the sessions run as. `named`: constant statements are prepared once a session (not behind a transaction
 * pooler). `patience`: how long the server may take to answer, ms; without it, for ever.
 */
export type DatabaseOptions = {
  role?: string
  connections?: number
  named?: boolean
  patience?: number | undefined
  onError?: (error: Error) => void
}

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
const sessionSettings = { timezone: 'UTC', client_encoding: 'UTF8', plan_cache_mode: 'force_generic_plan' }

/** A pool of sessions on the database at `url`. A session that breaks is dropped, never the process. */
export const openDatabase = (url: string, options: DatabaseOptions = {}): Db => {
  const { role, connections = 10, named = true, patience, onError = () => {} } = options
  const settings = { ...sessionSettings, role, statement_timeout: patience }
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    options: Object.entries(settings)
      .flatMap(([name, value]) => (value === undefined ? [] : [`-c ${name}=${value}`]))
      .join(' '),
    connectionTimeoutMillis: Math.min(10_000, patience ?? 10_000),
  })
  // For as long as the session lives: between two uses of it, too, nobody else may be listening when it breaks.
  pool.on('connect', (client) => void client.on('error', onError))
  pool.on('error', () => {})
  const within = createPatience(patience)
  return {
    query: (text, values) => inSession(pool, (client) => within(client, run(client, text, values, named))),
    transaction: (work) => inSession(pool, (client) => inTransaction(client, work, { named, within })),
    end: () => pool.end(),
  }
}

/** The server gives a statement up first, and says so; what it says nothing to for so long more is given up by us. */
const grace = 1000

/** Waits for a session's answer; a session that gives none in time is ended, and whatever waits on it fails at once. */
type Patience = <T>(client: pg.PoolClient, answer: Promise<T>) => Promise<T>

const createPatience =
  (patience: number | undefined): Patience =>
  async (client, answer) => {
    if (patience === undefined) return answer
    const { connection } = client as pg.PoolClient & { connection: { stream: Socket } }
    const giveUp = () => connection.stream.destroy(new Error('connection terminated: no answer in time'))
    const timer = setTimeout(giveUp, patience + grace)
    try {
      return await answer
    } finally {
      clearTimeout(timer)
    }
  }

/** Takes a session for some work. The pool itself drops one that broke meanwhile. */
const inSession = async <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  try {
    return await work(client)
  } finally {
    client.release()
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
  client: pg.PoolClient,
  text: string,
  values: unknown[] | undefined,
  named: boolean,
): Promise<R[]> => {
  const prepared = named && values !== undefined && (names.has(text) || names.size < largestNamed)
  const result = await client.query(prepared ? { name: nameOf(text), text, values } : { text, values })
  return result.rows as R[]
}

type Manner = { named: boolean; within: Patience }

const inTransaction = async <T>(client: pg.PoolClient, work: (tx: Tx) => Promise<T>, manner: Manner): Promise<T> => {
  const { within } = manner
  await within(client, client.query('begin'))
  try {
    const result = await work(transactionOf(client, manner))
    await within(client, client.query('commit'))
    return result
  } catch (error) {
    // Where that fails the session is broken, and the server rolls back by itself.
    await within(client, client.query('rollback')).catch(() => {})
    throw error
  }
}

const transactionOf = (client: pg.PoolClient, { named, within }: Manner): Tx => ({
  inTransaction: true,
  query: (text, values) => within(client, run(client, text, values, named)),
  copy: (...copies) => within(client, copyIn(client, copies)),
})
