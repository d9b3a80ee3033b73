import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { loadConfig } from '../server/src/platform/config.ts'
import { startPostgres } from '../server/src/platform/postgres/launcher.ts'
import { migrate } from '../server/src/platform/postgres/migrate.ts'
import { bytesNeeded, refuseWithoutRoom } from './disk.ts'
import { type Corpus, documentCount } from './documents.ts'
import type { Slice } from './fill.ts'
import { createDatabase, databaseExists, databaseProcess, dropDatabase, settle, urlOfDatabase } from './ground.store.ts'
import type { GrowthPoint } from './growth.ts'
import type { Options } from './options.ts'
import { type ServerProcess, startServer } from './processes.ts'

/** What a kept folder remembers: whose events it holds, and what was measured when they came in. */
export type Kept = Corpus & {
  documentsDone: number
  /** All events of the load were found again. */
  allFound: boolean
  /** Documents beyond the load that were made up so far. */
  further: number
  /** API keys of the traders, once they are registered. */
  keys: string[]
  slices: Slice[]
  growth: GrowthPoint[]
  /** The store of the figure visibility: its parties' ids. */
  parties?: string[]
}

/** `environment`: goes over the settings of every server of this ground. */
export type Served = { script?: string[]; databaseUrl?: string; environment?: Record<string, string> }

/** The measured system: a database server with full durability, and programs on it. */
export type Ground = {
  corpus: Corpus
  folder: string
  databaseUrl: string
  databasePid: number
  kept: Kept
  keep(change: Partial<Kept>): void
  /** Whether the store stays when the run ends. */
  isKept: boolean
  /** The number of the first of so many further documents, which nobody else gets. */
  takeFurther(documents: number): number
  /** The product's own server, or another script of ours with the same environment; on the measured store, unless told. */
  serve(what?: Served): Promise<ServerProcess>
  /** The database as a running system has it some minutes after its rows came. */
  settle(): Promise<void>
  /** Keeps the measured store, as long as nobody uses it, as what `databaseOfWorld` makes databases from. */
  keepWorld(): Promise<void>
  /** A database beside the measured one in which the traders are registered, and nothing is captured. */
  databaseOfWorld(name: string): Promise<string>
  dropDatabase(name: string): Promise<void>
  close(): Promise<void>
}

/** With --profile, what each statement takes can be read from pg_stat_statements, once that extension is made. */
const tracing = { shared_preload_libraries: 'pg_stat_statements' }

export const operatorKey = 'bench-operator-key'
const mainDatabase = 'bench'
const worldDatabase = 'bench_world'

/** Opens the measured system; `onKeep` hears what is measured as the load goes on. */
export const openGround = async (options: Options, onKeep: (kept: Kept) => void): Promise<Ground> => {
  const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'nguon-bench-'))
  mkdirSync(folder, { recursive: true })
  if (options.keep === undefined) chmodSync(folder, 0o711)
  const corpus = { events: options.events, seed: options.seed }
  const kept = readKept(folder, corpus)
  const { bavail, bsize } = statfsSync(folder)
  refuseWithoutRoom(folder, bytesNeeded(corpus.events, kept.documentsDone), bavail * bsize)
  const dataDir = join(folder, 'data')
  const running = await startPostgres({
    dataDir,
    log: pino({ level: 'silent' }),
    settings: options.profile === undefined ? {} : tracing,
  })
  const databaseUrl = urlOfDatabase(running.ownerUrl, mainDatabase)
  if (!(await databaseExists(running.ownerUrl, mainDatabase))) await createDatabase(running.ownerUrl, mainDatabase)
  await migrate(databaseUrl)
  const { serve, stopAll } = createServers(folder, dataDir, databaseUrl, options.profile)
  return {
    corpus,
    folder,
    databaseUrl,
    databasePid: Number(
      readFileSync(join(await databaseProcess(databaseUrl), 'postmaster.pid'), 'utf8').split('\n')[0],
    ),
    ...createMemory(folder, corpus, kept, onKeep),
    isKept: options.keep !== undefined,
    serve,
    ...createDatabases(running.ownerUrl, databaseUrl),
    close: async () => {
      await stopAll()
      await running.stop()
      if (options.keep !== undefined) return
      rmSync(folder, { recursive: true, force: true })
      if (running.home.moved) rmSync(running.home.folder, { recursive: true, force: true })
    },
  }
}

const createMemory = (
  folder: string,
  corpus: Corpus,
  kept: Kept,
  onKeep: (kept: Kept) => void,
): Pick<Ground, 'kept' | 'keep' | 'takeFurther'> => {
  const keep = (change: Partial<Kept>) => {
    Object.assign(kept, change)
    writeFileSync(join(folder, 'bench.json'), JSON.stringify(kept, undefined, 1))
    onKeep(kept)
  }
  return {
    kept,
    keep,
    takeFurther: (documents) => {
      const first = documentCount(corpus) + kept.further
      keep({ further: kept.further + documents })
      return first
    },
  }
}

const createServers = (folder: string, dataDir: string, databaseUrl: string, profile: string | undefined) => {
  const servers: ServerProcess[] = []
  const serve: Ground['serve'] = async ({
    script = ['server/src/main.ts', 'serve'],
    databaseUrl: url = databaseUrl,
    environment = {},
  } = {}) => {
    const server = await startServer({
      script,
      environment: { ...serverEnvironment(dataDir, url), ...environment },
      logFile: join(folder, 'logs', `${script.at(-1)?.replaceAll(/\W+/g, '-')}.log`),
      profile,
    })
    servers.push(server)
    return server
  }
  return { serve, stopAll: () => Promise.all(servers.map((server) => server.stop())) }
}

const createDatabases = (
  ownerUrl: string,
  databaseUrl: string,
): Pick<Ground, 'settle' | 'keepWorld' | 'databaseOfWorld' | 'dropDatabase'> => {
  let settled = false
  return {
    settle: async () => {
      if (settled) return
      await settle(databaseUrl)
      settled = true
    },
    keepWorld: async () => {
      await dropDatabase(ownerUrl, worldDatabase)
      await createDatabase(ownerUrl, worldDatabase, mainDatabase)
    },
    databaseOfWorld: async (name) => {
      await dropDatabase(ownerUrl, name)
      await createDatabase(ownerUrl, name, worldDatabase)
      const url = urlOfDatabase(ownerUrl, name)
      await migrate(url)
      return url
    },
    dropDatabase: (name) => dropDatabase(ownerUrl, name),
  }
}

/** Limits of requests are counted as always, but set where the load stays below them. */
export const serverEnvironment = (dataDir: string, databaseUrl: string): Record<string, string> => ({
  DATA_DIR: dataDir,
  DATABASE_URL: databaseUrl,
  API_KEY: operatorKey,
  SAMPLE_DATA: 'off',
  REQUESTS_PER_MINUTE: '100000000',
  CALLBACK_NETWORKS: '127.0.0.1',
})

/** The configuration under which a server of this ground runs, for programs that are built in this process. */
export const groundConfig = (ground: Ground) =>
  loadConfig({
    ...serverEnvironment(join(ground.folder, 'data'), ground.databaseUrl),
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://127.0.0.1',
  })

const nothingKept = { documentsDone: 0, allFound: false, further: 0, keys: [], slices: [], growth: [] }

const readKept = (folder: string, corpus: Corpus): Kept => {
  const file = join(folder, 'bench.json')
  if (!existsSync(file)) return { ...corpus, ...nothingKept }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept
  if (kept.events !== corpus.events || kept.seed !== corpus.seed) {
    throw new Error(
      `${folder} holds a run of --events ${kept.events} --seed ${kept.seed}: name another folder, or run that again`,
    )
  }
  return kept
}
