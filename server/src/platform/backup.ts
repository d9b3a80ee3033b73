import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { extract, pack } from 'tar-stream'
import { migrate } from './postgres/migrate.ts'

/** Where everything is: the database as its owner, and the data folder. */
export type BackupPlace = { ownerUrl: string; dataDir: string }

/** What an archive says of itself; `sha256` and `rows` of a table are those of its COPY text. */
type Manifest = {
  format: 1
  createdAt: string
  migrations: { name: string; sha256: string }[]
  partitions: { schema: string; name: string; parent: string; bound: string }[]
  sequences: { name: string; value: string; called: boolean }[]
  tables: { name: string; columns: string[]; rows: number; sha256: string }[]
  files: { name: string; bytes: number; sha256: string }[]
}

const keyFiles = ['api-key']

/** Schemas of the product itself; the job queue starts empty: what it would have done is done again or is derived. */
const schemas = `('platform', 'identity', 'files', 'registry', 'trace', 'events', 'resolver', 'portal')`

/**
 * Writes one archive of everything (tables, files, keys), as at one instant, while the server runs. The archive appears
 * under its name when it is whole; tables and files go through as streams, so memory does not grow with them.
 */
export const writeBackup = async (place: BackupPlace, file: string): Promise<Manifest> => {
  const unfinished = `${file}.unfinished`
  const client = new pg.Client({ connectionString: place.ownerUrl })
  await client.connect()
  const staging = `${file}.parts`
  try {
    await mkdir(staging, { recursive: true })
    await client.query('begin isolation level repeatable read read only')
    const manifest = await describeDatabase(client)
    for (const table of manifest.tables) Object.assign(table, await dumpTable(client, table, staging))
    manifest.files = await describeFiles(place.dataDir)
    await writeArchive(place.dataDir, staging, manifest, unfinished)
    await rename(unfinished, file)
    return manifest
  } finally {
    await client.end()
    await rm(staging, { recursive: true, force: true })
    await rm(unfinished, { force: true })
  }
}

const describeDatabase = async (client: pg.Client): Promise<Manifest> => {
  const rows = async <R>(text: string): Promise<R[]> => (await client.query(text)).rows as R[]
  const references = await rows<{ child: string; parent: string }>(
    `select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint where contype = 'f'`,
  )
  const tables = await rows<Table>(tablesQuery)
  return {
    format: 1,
    createdAt: new Date().toISOString(),
    migrations: await rows('select name, sha256 from platform.migration order by name'),
    partitions: await rows(
      `select n.nspname as schema, c.relname as name, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
        where n.nspname in ${schemas} and c.relispartition and c.relkind = 'r' order by c.relname`,
    ),
    sequences: await rows(
      `select format('%I.%I', schemaname, sequencename) as name, coalesce(last_value, start_value)::text as value,
              last_value is not null as called
         from pg_sequences where schemaname in ${schemas} order by 1`,
    ),
    tables: parentsFirst(tables, references),
    files: [],
  }
}

type Table = Manifest['tables'][number]

const tablesQuery = `
  select format('%I.%I', n.nspname, c.relname) as name, 0 as rows, '' as sha256,
         array(select format('%I', a.attname) from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname in ${schemas} and c.relkind in ('r', 'p') and not c.relispartition
     and (n.nspname, c.relname) <> ('platform', 'migration')
   order by 1`

/** A row's parent is loaded before it, so references hold all the way. */
const parentsFirst = (tables: Table[], references: { child: string; parent: string }[]): Table[] => {
  const placed = new Set<string>()
  const order: Table[] = []
  const place = (table: Table): void => {
    if (placed.has(table.name)) return
    placed.add(table.name)
    for (const { child, parent } of references) {
      const before = child === table.name ? tables.find(({ name }) => name === parent) : undefined
      if (before !== undefined) place(before)
    }
    order.push(table)
  }
  for (const table of tables) place(table)
  return order
}

/** A tar entry states its size first, so each table goes through a file of its own beside the archive. */
const dumpTable = async (client: pg.Client, { name, columns }: Table, staging: string) => {
  const digest = createHash('sha256')
  let rows = 0
  const source = client.query(copyTo(`copy (select ${columns.join(', ')} from ${name}) to stdout`))
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      digest.update(chunk)
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1
      yield chunk
    }
  }
  await pipeline(source, counted, createWriteStream(join(staging, name)))
  return { rows, sha256: digest.digest('hex') }
}

const describeFiles = async (dataDir: string): Promise<Manifest['files']> => {
  const stored = await listFiles(join(dataDir, 'files'))
  const names = [...stored.map((path) => relative(dataDir, path)), ...keyFiles]
  const described: Manifest['files'] = []
  for (const name of names) {
    const bytes = await readFile(join(dataDir, name)).catch(() => undefined)
    if (bytes === undefined) continue
    described.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  }
  return described
}

const listFiles = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const writeArchive = async (dataDir: string, staging: string, manifest: Manifest, target: string): Promise<void> => {
  const archive = pack()
  const written = pipeline(archive, createGzip({ level: 4 }), createWriteStream(target, { mode: 0o600, flush: true }))
  archive.entry({ name: 'manifest.json' }, JSON.stringify(manifest, null, 2))
  for (const { name } of manifest.tables) await addFile(archive, `tables/${name}`, join(staging, name))
  for (const { name } of manifest.files) await addFile(archive, name, join(dataDir, name))
  archive.finalize()
  await written
}

const addFile = async (archive: ReturnType<typeof pack>, name: string, path: string): Promise<void> => {
  const { size } = await stat(path)
  await pipeline(createReadStream(path), archive.entry({ name, size, mode: 0o600 }))
}

/**
 * Puts an archive into an empty database and data folder. Tables come in one transaction, files before its commit: what is
 * interrupted leaves a database that is still empty. Throws where something is there already, or a checksum differs.
 */
export const restoreBackup = async (place: BackupPlace, file: string): Promise<Manifest> => {
  await migrate(place.ownerUrl)
  const client = new pg.Client({ connectionString: place.ownerUrl })
  await client.connect()
  try {
    await refuseUnlessEmpty(client)
    await client.query('begin')
    await client.query('set constraints all deferred')
    const manifest = await loadArchive(client, place.dataDir, file)
    await client.query('commit')
    return manifest
  } finally {
    await client.end()
  }
}

const refuseUnlessEmpty = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ position: string }>('select position from platform.head')
  if (Number(rows[0]?.position) !== 0)
    throw new Error('there are data already; restore only into an empty folder or database')
}

const loadArchive = async (client: pg.Client, dataDir: string, file: string): Promise<Manifest> => {
  let manifest: Manifest | undefined
  const reader = extract()
  const fed = pipeline(createReadStream(file), createGunzip(), reader)
  for await (const entry of reader) {
    const { name } = entry.header
    const content = entry as unknown as Readable
    if (name === 'manifest.json') {
      manifest = JSON.parse(await textOf(content)) as Manifest
      await prepare(client, manifest)
    } else if (manifest === undefined) throw new Error('this is no backup: its manifest does not come first')
    else if (name.startsWith('tables/'))
      await loadTable(client, tableNamed(manifest, name.slice('tables/'.length)), content)
    else await loadFile(dataDir, fileNamed(manifest, name), content)
  }
  await fed
  if (manifest === undefined) throw new Error('this is no backup: it holds no manifest')
  for (const { name, value, called } of manifest.sequences) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [name, value, called])
  }
  return manifest
}

const textOf = async (entry: Readable): Promise<string> => Buffer.concat(await entry.toArray()).toString('utf8')

const tableNamed = (manifest: Manifest, name: string): Table => {
  const table = manifest.tables.find((each) => each.name === name)
  if (table === undefined) throw new Error(`the archive holds a table that its manifest does not name: ${name}`)
  return table
}

const fileNamed = (manifest: Manifest, name: string) => {
  const file = manifest.files.find((each) => each.name === name)
  if (file === undefined || name.includes('..'))
    throw new Error(`the archive holds a file that its manifest does not name: ${name}`)
  return file
}

/** Same migrations, the months that the data need, and no row that the migrations made: the archive has those too. */
const prepare = async (client: pg.Client, manifest: Manifest): Promise<void> => {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from platform.migration order by name',
  )
  if (manifest.format !== 1 || JSON.stringify(rows) !== JSON.stringify(manifest.migrations)) {
    throw new Error('this backup is of another version: restore it with that version, then update')
  }
  for (const { schema, name, parent, bound } of manifest.partitions) {
    await client.query(
      `create table if not exists ${schema}.${pg.escapeIdentifier(name)} partition of ${schema}.${pg.escapeIdentifier(parent)} ${bound}`,
    )
  }
  await client.query(`truncate ${manifest.tables.map(({ name }) => name).join(', ')} cascade`)
}

const loadTable = async (client: pg.Client, table: Table, entry: Readable): Promise<void> => {
  const digest = createHash('sha256')
  const sink = client.query(copyFrom(`copy ${table.name} (${table.columns.join(', ')}) from stdin`))
  const hashed = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      digest.update(chunk)
      yield chunk
    }
  }
  await pipeline(entry, hashed, sink)
  if (digest.digest('hex') !== table.sha256 || sink.rowCount !== table.rows) {
    throw new Error(`the archive is damaged: ${table.name}`)
  }
}

const loadFile = async (dataDir: string, file: Manifest['files'][number], entry: Readable): Promise<void> => {
  const bytes = Buffer.concat(await entry.toArray())
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256)
    throw new Error(`the archive is damaged: ${file.name}`)
  const path = join(dataDir, file.name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.unfinished`, bytes, { mode: 0o600, flush: true })
  await rename(`${path}.unfinished`, path)
}
