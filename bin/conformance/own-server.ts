import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../server/src/app.ts'
import { loadConfig } from '../../server/src/platform/config.ts'
import { createLog } from '../../server/src/platform/log.ts'
import { openDatabase } from '../../server/src/platform/postgres/database.ts'
import { createSecretBox } from '../../server/src/platform/secret-box.ts'
import { serverRole } from '../../server/src/roles/open.ts'
import type { ScratchServer } from '../scratch-database.ts'

/** What a server answered; status 0 where it gave no answer. */
export type Answer = { status: number; headers: Headers; text: string }

/** Calls one server with the operator's key. */
export type Caller = (method: string, path: string, headers?: Record<string, string>, body?: Buffer) => Promise<Answer>

/** Runs something against one more server, on one more empty store. */
export type Another = <T>(use: (call: Caller) => Promise<T>) => Promise<T>

const operatorKey = 'operator-key-of-the-conformance-run'
const patience = 120_000

/** Runs `use` against a real server of its own, on an empty store and a port of its own. */
export const withOwnServer = async <T>(scratch: ScratchServer, use: (call: Caller) => Promise<T>): Promise<T> => {
  const database = await scratch.copy()
  const config = loadConfig({ API_KEY: operatorKey, LOG_LEVEL: 'silent', SAMPLE_DATA: 'off' })
  const log = createLog(config.logLevel)
  const db = openDatabase(database.url, { role: serverRole, connections: 4 })
  try {
    const http = await createApp(config, { db, log, operatorKey, box: createSecretBox([randomBytes(32)]) })
    try {
      await http.listen({ port: 0, host: '127.0.0.1' })
      return await use(callerOf((http.server.address() as AddressInfo).port))
    } finally {
      await http.close()
    }
  } finally {
    await db.end()
    await database.drop()
  }
}

const callerOf =
  (port: number): Caller =>
  async (method, path, headers = {}, body) => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(patience),
        headers: { authorization: `Bearer ${operatorKey}`, 'accept-language': 'en', ...headers },
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      })
      return { status: response.status, headers: response.headers, text: await response.text() }
    } catch (error) {
      return { status: 0, headers: new Headers(), text: String((error as Error).cause ?? error) }
    }
  }
