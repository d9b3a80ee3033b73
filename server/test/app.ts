import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allProblems, createApp } from '../src/app.ts'
import { createDeliverer } from '../src/modules/events/index.ts'
import { createFileStore } from '../src/modules/files/index.ts'
import { rights } from '../src/modules/identity/index.ts'
import { type Config, loadConfig } from '../src/platform/config.ts'
import { startWorker } from '../src/platform/jobs.ts'
import { createLog } from '../src/platform/log.ts'
import { type Db, openDatabase } from '../src/platform/postgres/database.ts'
import { openSecretBox } from '../src/platform/secret-box.ts'
import { createReactions } from '../src/reactions.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export const operatorKey = 'operator-key-of-the-tests'

/** Calls with one key. `json` is the parsed body where it is JSON. */
export type Client = {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(path: string): Promise<Answer>
}
export type Answer = { status: number; headers: Headers; text: string; json: unknown }

/**
 * A registered party, and a client with a key of its own. `chief`: a client with a key that names each right which the party
 * has when it is first used, those too that a machine has by name alone.
 */
export type TestParty = Client & { id: string; key: string; chief: Client }

export type TestApp = {
  url: string
  config: Config
  db: Db
  /** What it wrote into its log so far, a line each: nothing but where LOG_LEVEL asks for something. */
  logged: readonly string[]
  /** Its database as the owner. */
  ownerUrl: string
  operator: Client
  anonymous: Client
  /** Registers a party by the operator's key; `more` is merged into what is posted. */
  party(name: string, more?: Record<string, unknown>): Promise<TestParty>
  /** Runs announced jobs until the queue is empty. */
  work(): Promise<void>
  /** Tells subscribers until nothing is due; `later`: as if so many ms had passed. */
  deliver(later?: number): Promise<void>
  close(): Promise<void>
}

/** Where a server finds what is there already, such as a restored backup. */
export type TestPlace = { database: TestDatabase; dataDir: string }

const freshPlace = async (): Promise<TestPlace> => ({
  database: await createTestDatabase(),
  dataDir: mkdtempSync(join(tmpdir(), 'nguon-data-')),
})

/** The real server on a real port and a database of its own; `more` goes over what the settings make of the configuration. */
export const testApp = async (
  settings: Record<string, string> = {},
  more: Partial<Config> = {},
  place?: TestPlace,
): Promise<TestApp> => {
  const { database, dataDir } = place ?? (await freshPlace())
  const config: Config = {
    ...loadConfig({
      DATA_DIR: dataDir,
      PUBLIC_URL: 'http://localhost:8080',
      API_KEY: operatorKey,
      LOG_LEVEL: 'silent',
      ...settings,
    }),
    ...more,
  }
  const logged: string[] = []
  const log = createLog(config.logLevel, { write: (line) => void logged.push(line) })
  const db = openDatabase(database.url, { role: 'nguon_server', connections: 6 })
  const http = await createApp(config, { db, log, operatorKey, box: openSecretBox(config) })
  await http.listen({ port: settings.PORT === undefined ? 0 : config.port, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`
  const operator = clientOf(url, operatorKey)
  return {
    url,
    config,
    db,
    logged,
    ownerUrl: database.url,
    operator,
    anonymous: clientOf(url),
    party: (name, more = {}) => registerParty(url, operator, name, more),
    work: async () => {
      const reactions = createReactions({ ...config, db, files: createFileStore({ dataDir }) })
      const worker = await startWorker(database.url, reactions, log)
      while (await pendingJobs(db, database.url)) await new Promise((resolve) => setTimeout(resolve, 20))
      await worker.stop()
    },
    deliver: async (later = 0) => {
      const { callbacks } = config
      const deliverer = createDeliverer({ db, log, problems: allProblems, callbacks, now: () => Date.now() + later })
      await deliverer.drain()
    },
    close: async () => {
      await http.close()
      await db.end()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A port that nobody holds: for a server that must know its own address before it listens. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const pendingJobs = async (_db: Db, ownerUrl: string): Promise<boolean> => {
  const owner = openDatabase(ownerUrl, { connections: 1 })
  const [row] = await owner.query<{ left: number }>('select count(*)::float8 as left from graphile_worker.jobs')
  await owner.end()
  return (row?.left ?? 0) > 0
}

const registerParty = async (
  url: string,
  operator: Client,
  name: string,
  more: Record<string, unknown>,
): Promise<TestParty> => {
  const made = await operator.post('/api/parties', { kind: 'enterprise', names: { vi: name, en: name }, ...more })
  const id = (made.json as { id?: string })?.id
  if (id === undefined) throw new Error(`party ${name}: ${made.status} ${made.text}`)
  const issued = await operator.post(`/api/parties/${id}/keys`, { label: 'test' })
  const key = (issued.json as { key?: string })?.key
  if (key === undefined) throw new Error(`key of ${name}: ${issued.status} ${issued.text}`)
  const chief = clientOnceAsked(async () => clientOf(url, await chiefKeyOf(operator, id)))
  return { ...clientOf(url, key), id, key, chief }
}

/** A new key of a party that names each right which its roles give it now. */
export const chiefKeyOf = async (operator: Client, partyID: string): Promise<string> => {
  const { items } = (await operator.get(`/api/parties/${partyID}/roles`)).json as {
    items: { role: string; endedAt: string | null }[]
  }
  const held = new Set(items.filter(({ endedAt }) => endedAt === null).map(({ role }) => role))
  const scopes = [...new Set(rights.filter(({ role }) => held.has(role)).map(({ permission }) => permission))]
  const issued = await operator.post(`/api/parties/${partyID}/keys`, { label: 'chief', scopes })
  const key = (issued.json as { key?: string })?.key
  if (key === undefined) throw new Error(`chief's key of ${partyID}: ${issued.status} ${issued.text}`)
  return key
}

const clientOnceAsked = (make: () => Promise<Client>): Client => {
  let made: Promise<Client> | undefined
  const client = () => {
    made ??= make()
    return made
  }
  return {
    get: async (...call) => (await client()).get(...call),
    post: async (...call) => (await client()).post(...call),
    put: async (...call) => (await client()).put(...call),
    delete: async (...call) => (await client()).delete(...call),
  }
}

export const clientOf = (url: string, key?: string): Client => {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== '' ? JSON.parse(text) : undefined,
    }
  }
  return {
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    delete: (path) => call('DELETE', path),
  }
}
