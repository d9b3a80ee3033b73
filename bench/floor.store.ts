import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { type OwnerSession, onServer } from './ground.store.ts'

/**
 * Everything that a capture writes for its events and itself, in the order in which it writes, and what tells its rows from
 * those that were there before ($1: the first capture's number).
 */
const ownRows = {
  'events.identity': 'capture_number >= $1',
  'events.event': 'capture_number >= $1',
  'events.event_key': 'capture_number >= $1',
  'events.sight': 'capture_number >= $1',
  'events.sight_place': 'part >= $1',
  'events.hand_over': 'capture_number >= $1',
  'events.key': 'true',
  'trace.assertion': 'capture_number >= $1',
  'platform.audit': 'subject in (select capture_id::text from events.capture_job where number >= $1)',
  'events.capture_job': 'number >= $1',
  'events.audience': 'capture_number >= $1',
  'platform.position': 'number >= $1',
}
export type CapturedTable = keyof typeof ownRows
export const capturedTables = Object.keys(ownRows) as CapturedTable[]

/** Captures, deeds and lists of this database are numbered, and captures placed, beyond all those of the measured one. */
export const numberFrom = (url: string, number: number): Promise<void> =>
  onServer(url, async (client) => {
    await client.query(`alter sequence events.capture_number restart with ${number}`)
    await client.query(`alter table platform.audit alter column number restart with ${number}`)
    await client.query(`alter table events.sight_place alter column part restart with ${number}`)
    await client.query('update platform.head set position = $1', [number])
  })

/** How many rows were inserted into each table of this database since it was made; partitions count as their table. */
export const insertedRows = (url: string): Promise<Map<string, number>> =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ name: string; count: number }>(
      `select coalesce(p.oid, c.oid)::regclass::text as name, sum(s.n_tup_ins)::float8 as count
         from pg_stat_user_tables s join pg_class c on c.oid = s.relid
         left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
        group by 1 having sum(s.n_tup_ins) > 0`,
    )
    return new Map(rows.map(({ name, count }) => [name.replaceAll('"', ''), count]))
  })

const keysAtOnce = 10_000

/** Those keys of one database that the other has too. */
export const sharedKeys = (url: string, otherUrl: string): Promise<string[]> =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ key: string }>('select key from events.key')
    const shared: string[] = []
    await onServer(otherUrl, async (other) => {
      for (let at = 0; at < rows.length; at += keysAtOnce) {
        const asked = rows.slice(at, at + keysAtOnce).map(({ key }) => key)
        const found = await other.query<{ key: string }>('select key from events.key where key = any($1::uuid[])', [
          asked,
        ])
        shared.push(...found.rows.map(({ key }) => key))
      }
    })
    return shared
  })

/**
 * Writes the rows of captures numbered from here on to the files in turn, in COPY's text format, but for some keys; how many
 * there were.
 */
export const dumpTable = async (
  client: OwnerSession,
  table: CapturedTable,
  { number, without }: { number: number; without: readonly string[] },
  files: readonly string[],
): Promise<number> => {
  const rows = ownRows[table].replace('$1', String(number))
  const where = table === 'events.key' ? `key <> all('{${without.join(',')}}')` : rows
  const sinks = files.map((file) => createWriteStream(file))
  const source = client.query(copyTo(`copy (select * from ${table} where ${where}) to stdout`))
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

/** Takes away the rows of captures numbered from here on, and the keys of these files. */
export const removeCaptures = (url: string, number: number, keyFiles: readonly string[]): Promise<void> =>
  onServer(url, async (client) => {
    await client.query('create temp table loaded_key (like events.key)')
    for (const file of keyFiles) await loadTable(client, 'loaded_key', file)
    await client.query('delete from events.key k using loaded_key l where k.key = l.key')
    // In this order: the audit's rows are known by their jobs.
    for (const table of capturedTables.filter((name) => name !== 'events.key'))
      await client.query(`delete from ${table} where ${ownRows[table]}`, [number])
  })
