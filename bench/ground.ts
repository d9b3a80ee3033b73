import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { loadConfig } from '../server/src/platform/config.ts'
import { startPostgres } from '../server/src/platform/postgres/launcher.ts'
import { migrate } from '../server/src/platform/postgres/migrate.ts'
import type { Corpus } from './documents.ts'
import { createDatabase, databaseExists, databaseProcess, dropDatabase, urlOfDatabase } from './ground.store.ts'
import type { Options } from './options.ts'
import { type ServerProcess, startServer } from './processes.ts'

/** What a kept folder remembers: whose events it holds, and what was measured when they came in. */
export type Kept = Corpus & { documentsDone: number; measured: Record<string, unknown> }

/** The measured system: a database server with full durability, and programs on it. */
export type Ground = {
  corpus: Corpus
  folder: string
  databaseUrl: string
  databasePid: number
  kept: Kept
  keep(change: Partial<Kept>): void
  /** The product's own server, or another script of ours with the same environment. */
  serve(script?: string[]): Promise<ServerProcess>
  /** A new, migrated and empty database beside the measured one. */
  freshDatabase(name: string): Promise<string>
  dropDatabase(name: string): Promise<void>
  close(): Promise<void>
}

/** With --profile, what each statement takes can be read from pg_stat_statements, once that extension is made. */
const tracing = { shared_preload_libraries: 'pg_stat_statements' }

export const operatorKey = 'bench-operator-key'
const mainDatabase = 'bench'

export const openGround = async (options: Options): Promise<Ground> => {
  const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'nguon-bench-'))
  mkdirSync(folder, { recursive: true })
  if (options.keep === undefined) chmodSync(folder, 0o711)
  const corpus = { events: options.events, seed: options.seed }
  const kept = readKept(folder, corpus)
  refuseWithoutDisk(folder, corpus, kept)
  const dataDir = join(folder, 'data')
  const running = await startPostgres({
    dataDir,
    log: pino({ level: 'silent' }),
    settings: options.profile === undefined ? {} : tracing,
  })
  const databaseUrl = urlOfDatabase(running.ownerUrl, mainDatabase)
  if (!(await databaseExists(running.ownerUrl, mainDatabase))) await createDatabase(running.ownerUrl, mainDatabase)
  await migrate(databaseUrl)
  const servers: ServerProcess[] = []
  return {
    corpus,
    folder,
    databaseUrl,
    databasePid: Number(
      readFileSync(join(await databaseProcess(databaseUrl), 'postmaster.pid'), 'utf8').split('\n')[0],
    ),
    kept,
    keep: (change) => {
      Object.assign(kept, change)
      writeFileSync(join(folder, 'bench.json'), JSON.stringify(kept, undefined, 1))
    },
    serve: async (script = ['server/src/main.ts', 'serve']) => {
      const server = await startServer({
        script,
        environment: serverEnvironment(dataDir, databaseUrl),
        logFile: join(folder, 'logs', `${script.at(-1)?.replaceAll(/\W+/g, '-')}.log`),
        profile: options.profile,
      })
      servers.push(server)
      return server
    },
    freshDatabase: async (name) => {
      await dropDatabase(running.ownerUrl, name)
      await createDatabase(running.ownerUrl, name)
      const url = urlOfDatabase(running.ownerUrl, name)
      await migrate(url)
      return url
    },
    dropDatabase: (name) => dropDatabase(running.ownerUrl, name),
    close: async () => {
      await Promise.all(servers.map((server) => server.stop()))
      await running.stop()
      if (options.keep !== undefined) return
      rmSync(folder, { recursive: true, force: true })
      if (running.home.moved) rmSync(running.home.folder, { recursive: true, force: true })
    },
  }
}

/** Limits of requests are counted as always, but set where the load stays below them. */
export const serverEnvironment = (dataDir: string, databaseUrl: string): Record<string, string> => ({
  DATA_DIR: dataDir,
  DATABASE_URL: databaseUrl,
  API_KEY: operatorKey,
  SAMPLE_DATA: 'off',
  REQUESTS_PER_MINUTE: '100000000',
})

/** The configuration under which a server of this ground runs, for programs that are built in this process. */
export const groundConfig = (ground: Ground) =>
  loadConfig({
    ...serverEnvironment(join(ground.folder, 'data'), ground.databaseUrl),
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://127.0.0.1',
  })

const readKept = (folder: string, corpus: Corpus): Kept => {
  const file = join(folder, 'bench.json')
  if (!existsSync(file)) return { ...corpus, documentsDone: 0, measured: {} }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept
  if (kept.events !== corpus.events || kept.seed !== corpus.seed) {
    throw new Error(
      `${folder} holds a run of --events ${kept.events} --seed ${kept.seed}: name another folder, or run that again`,
    )
  }
  return kept
}

/** Bytes an event takes at the most: in the measured database, in the floor's, in the files between them, and as WAL. */
const bytesOfEvent = 14_000
const bytesAtLeast = 3e9

const refuseWithoutDisk = (folder: string, { events }: Corpus, { documentsDone }: Kept): void => {
  const needed = bytesAtLeast + bytesOfEvent * Math.max(0, events - documentsDone * 250)
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free >= needed) return
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)
  throw new Error(
    `${events} events need about ${gigabytes(needed)} GB in ${folder}, and ${gigabytes(free)} GB are free`,
  )
}
