import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { pack } from 'tar-stream'
import { version } from '../version.ts'
import {
  type BackupPlace,
  connectForBackup,
  describePartitions,
  describeSequences,
  describeTables,
  type FileEntry,
  jobsEntry,
  keyFiles,
  type Manifest,
} from './manifest.ts'

/**
 * Writes one archive of everything (tables, waiting jobs, files, keys), as at one instant, while the server runs. It
 * appears under its name when it is whole; all goes through as streams, so memory does not grow with the data.
 */
export const writeBackup = async (place: BackupPlace, file: string): Promise<Manifest> => {
  const staging = `${file}.unfinished`
  const archive = join(staging, 'archive')
  const client = await connectForBackup(place.ownerUrl)
  try {
    await rm(staging, { recursive: true, force: true })
    await mkdir(staging, { mode: 0o700 })
    await client.query('begin isolation level repeatable read read only')
    const manifest = await describeDatabase(client)
    for (const table of manifest.tables) {
      const { name, columns } = table
      Object.assign(table, await dump(client, `select ${columns.join(', ')} from ${name}`, join(staging, name)))
    }
    manifest.tables.push({
      name: jobsEntry,
      columns: [],
      ...(await dump(client, waitingJobs, join(staging, jobsEntry))),
    })
    manifest.files = await stageFiles(place.dataDir, staging)
    await writeArchive(staging, manifest, archive)
    await rename(archive, file)
    return manifest
  } finally {
    await client.end().catch(() => {})
    await rm(staging, { recursive: true, force: true })
  }
}

const describeDatabase = async (client: pg.Client): Promise<Manifest> => ({
  format: 1,
  version,
  createdAt: new Date().toISOString(),
  migrations: (await client.query('select name, sha256 from platform.migration order by name')).rows,
  partitions: await describePartitions(client),
  sequences: await describeSequences(client),
  tables: await describeTables(client),
  files: [],
})

/** One that runs now is taken too: each reaction may run twice. */
const waitingJobs = `
  select json_build_object('task', t.identifier, 'payload', j.payload, 'run_at', j.run_at,
                           'max_attempts', j.max_attempts, 'job_key', j.key, 'priority', j.priority,
                           'queue_name', q.queue_name)::text
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
   where j.attempts < j.max_attempts order by j.id`

/** A tar entry states its size first, so each table goes through a file of its own. */
const dump = async (client: pg.Client, query: string, path: string): Promise<{ rows: number; sha256: string }> => {
  const digest = createHash('sha256')
  let rows = 0
  const source = client.query(copyTo(`copy (${query}) to stdout`))
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      digest.update(chunk)
      // COPY escapes a line feed inside a value.
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1
      yield chunk
    }
  }
  await pipeline(source, counted, createWriteStream(path, { mode: 0o600 }))
  return { rows, sha256: digest.digest('hex') }
}

/** Holds each file by a link of its own, so that none vanishes or changes until it is written. */
const stageFiles = async (dataDir: string, staging: string): Promise<FileEntry[]> => {
  const stored = await listFiles(join(dataDir, 'files'))
  const staged: FileEntry[] = []
  for (const name of [...stored.map((path) => relative(dataDir, path).split(sep).join('/')), ...keyFiles]) {
    const path = join(staging, 'data', name)
    await mkdir(dirname(path), { recursive: true })
    if (!(await hold(join(dataDir, name), path))) continue
    const digest = createHash('sha256')
    await pipeline(createReadStream(path), digest)
    staged.push({ name, bytes: (await stat(path)).size, sha256: digest.digest('hex') })
  }
  return staged
}

const hold = async (path: string, target: string): Promise<boolean> => {
  try {
    await link(path, target).catch(() => copyFile(path, target))
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return false
    throw error
  }
}

const listFiles = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.unfinished'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** The manifest first: whoever reads the archive knows then what must come. */
const writeArchive = async (staging: string, manifest: Manifest, target: string): Promise<void> => {
  const archive = pack()
  const output = createWriteStream(target, { mode: 0o600, flush: true })
  const written = pipeline(archive, createGzip({ level: 4 }), output)
  written.catch((error: Error) => archive.destroy(error))
  archive.entry({ name: 'manifest.json', mode: 0o600 }, JSON.stringify(manifest, null, 2))
  for (const { name } of manifest.tables) await addFile(archive, `tables/${name}`, join(staging, name))
  for (const { name } of manifest.files) await addFile(archive, name, join(staging, 'data', name))
  archive.finalize()
  await written
}

const addFile = async (archive: ReturnType<typeof pack>, name: string, path: string): Promise<void> => {
  const { size } = await stat(path)
  await pipeline(createReadStream(path), archive.entry({ name, size, mode: 0o600 }))
}
