import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { extract } from 'tar-stream'
import { migrate, readMigrations } from '../postgres/migrate.ts'
import { type FileStage, openFileStage } from './file-stage.ts'
import {
  type BackupPlace,
  connectForBackup,
  describeTables,
  jobsEntry,
  type Manifest,
  type TableEntry,
} from './manifest.ts'

/**
 * Puts an archive into an empty database and data folder: in the tables of the version that it was taken from, then
 * brought up to this one. Tables come in one transaction, files are put in place just before its commit: what is
 * interrupted can be begun again. Throws where something is there already, or anything is missing, damaged or too new.
 */
export const restoreBackup = async (place: BackupPlace, file: string): Promise<Manifest> => {
  const stage = await openFileStage(place.dataDir)
  let client: pg.Client | undefined
  try {
    const load = async (manifest: Manifest): Promise<pg.Client> => {
      await matchMigrations(manifest)
      await refuseUnlessEmpty(place, stage)
      await migrate(place.ownerUrl, { only: manifest.migrations.map(({ name }) => name) })
      client = await connectForBackup(place.ownerUrl)
      await prepare(client, manifest)
      return client
    }
    const manifest = await readArchive(file, stage, load)
    await stage.putInPlace()
    await client?.query('commit')
    await stage.done()
    await client?.query('analyze')
    await migrate(place.ownerUrl)
    return manifest
  } finally {
    await client?.end().catch(() => {})
    await stage.discard()
  }
}

/** An archive of an older version is fine; one of a newer version, or of changed migrations, is not. */
const matchMigrations = async (manifest: Manifest): Promise<void> => {
  if (manifest.format !== 1) throw new Error('this backup is of a newer version of the program')
  const own = new Map((await readMigrations()).map(({ name, sha256 }) => [name, sha256]))
  for (const { name, sha256 } of manifest.migrations) {
    if (!own.has(name)) throw new Error(`this backup is of a newer version: this program has no migration ${name}`)
    if (own.get(name) !== sha256) throw new Error(`this backup was made with another migration ${name}`)
  }
}

const refuseUnlessEmpty = async ({ ownerUrl, dataDir }: BackupPlace, stage: FileStage): Promise<void> => {
  if (await holdsData(ownerUrl)) throw new Error('the database holds data; restore only into an empty one')
  await stage.undoFormer()
  const files = await readdir(join(dataDir, 'files'), { recursive: true }).catch(() => [])
  if (files.length > 0)
    throw new Error(`${join(dataDir, 'files')} is not empty; restore only into an empty data folder`)
}

/** Every write of the system takes a position or leaves a deed in the audit: a database without both is empty. */
const holdsData = async (ownerUrl: string): Promise<boolean> => {
  const client = await connectForBackup(ownerUrl)
  try {
    const { rows } = await client.query<{ made: boolean }>(`select to_regclass('platform.audit') is not null as made`)
    if (rows[0]?.made !== true) return false
    const written = '(select from platform.audit limit 1) union all (select from platform.head where position > 0)'
    return (await client.query(written)).rowCount !== 0
  } finally {
    await client.end()
  }
}

/** In one transaction from here on: no row that the migrations made, and the partitions that the rows need. */
const prepare = async (client: pg.Client, manifest: Manifest): Promise<void> => {
  const present = new Map((await describeTables(client)).map(({ name, columns }) => [name, columns.join()]))
  for (const { name, columns } of manifest.tables) {
    const isKnown = name === jobsEntry || present.get(name) === columns.join()
    if (!isKnown) throw new Error(`this backup holds a table that its migrations do not make: ${name}`)
  }
  await client.query('begin')
  await client.query(`truncate ${[...present.keys()].join(', ')}`)
  for (const { schema, name, parent, bound } of manifest.partitions) {
    if (!shapeOfBound.test(bound)) throw new Error(`this backup holds a partition without sense: ${bound}`)
    const [child, whole] = [name, parent].map((table) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`)
    await client.query(`create table if not exists ${child} partition of ${whole} ${bound}`)
  }
  await client.query('create temp table restored_job (job text) on commit drop')
}

const shapeOfBound = /^(DEFAULT|FOR VALUES FROM \(('[^']*'|MINVALUE)\) TO \(('[^']*'|MAXVALUE)\))$/

type Load = (manifest: Manifest) => Promise<pg.Client>

const readArchive = async (file: string, stage: FileStage, load: Load): Promise<Manifest> => {
  const reader = extract()
  const fed = pipeline(createReadStream(file), createGunzip(), reader)
  fed.catch(() => {})
  const read = readEntries(reader, stage, load).catch((error: unknown) => {
    reader.destroy(error as Error)
    throw error
  })
  const [entries, bytes] = await Promise.allSettled([read, fed])
  if (entries.status === 'fulfilled' && bytes.status === 'fulfilled') return entries.value
  const error: Error = entries.status === 'rejected' ? entries.reason : bytes.status === 'rejected' && bytes.reason
  throw isDamage(error) ? new Error('the archive is damaged or incomplete', { cause: error }) : error
}

/** What the readers of gzip and tar say of bytes that are not theirs. */
const isDamage = ({ code = '', message }: Error & { code?: string }): boolean =>
  /^(Z_|ERR_STREAM_PREMATURE_CLOSE)/.test(code) ||
  /^(invalid tar header|unexpected end|premature close|.*closed prematurely)/i.test(message)

const readEntries = async (reader: ReturnType<typeof extract>, stage: FileStage, load: Load): Promise<Manifest> => {
  const entries = reader[Symbol.asyncIterator]() as AsyncIterator<ArchiveEntry>
  const manifest = await readManifest(await entries.next())
  const expected = new Map<string, (client: pg.Client, content: Readable) => Promise<void>>()
  for (const table of manifest.tables) {
    expected.set(`tables/${table.name}`, (client, content) => loadTable(client, table, content))
  }
  for (const file of manifest.files) expected.set(file.name, (_client, content) => stage.take(file, content))
  const client = await load(manifest)
  for (let next = await entries.next(); next.done !== true; next = await entries.next()) {
    const { name } = next.value.header
    const take = expected.get(name)
    if (take === undefined) throw new Error(`the archive holds what its manifest does not name: ${name}`)
    await take(client, Readable.from(next.value))
    expected.delete(name)
  }
  for (const name of expected.keys()) throw new Error(`the archive is incomplete: ${name} is missing`)
  await finish(client, manifest)
  return manifest
}

type ArchiveEntry = AsyncIterable<Buffer> & { header: { name: string } }

const readManifest = async (first: IteratorResult<ArchiveEntry>): Promise<Manifest> => {
  if (first.done === true || first.value.header.name !== 'manifest.json') {
    throw new Error('this is no backup: its manifest does not come first')
  }
  return JSON.parse(Buffer.concat(await Readable.from(first.value).toArray()).toString('utf8')) as Manifest
}

const loadTable = async (client: pg.Client, table: TableEntry, content: Readable): Promise<void> => {
  const target = table.name === jobsEntry ? 'restored_job (job)' : `${table.name} (${table.columns.join(', ')})`
  const digest = createHash('sha256')
  const sink = client.query(copyFrom(`copy ${target} from stdin`))
  const hashed = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      digest.update(chunk)
      yield chunk
    }
  }
  await pipeline(content, hashed, sink)
  if (digest.digest('hex') !== table.sha256 || sink.rowCount !== table.rows) {
    throw new Error(`the archive is damaged: ${table.name}`)
  }
}

/** What is no table: where sequences stood, and the jobs that waited. */
const finish = async (client: pg.Client, { sequences }: Manifest): Promise<void> => {
  for (const { name, value, called } of sequences) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [name, value, called])
  }
  await client.query(
    `select graphile_worker.add_job(j->>'task', j->'payload', j->>'queue_name', run_at => (j->>'run_at')::timestamptz,
              max_attempts => (j->>'max_attempts')::integer, job_key => j->>'job_key', priority => (j->>'priority')::integer)
       from (select job::json as j from restored_job) waiting`,
  )
}
