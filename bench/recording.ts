import { randomBytes } from 'node:crypto'
import { createApp } from '../server/src/app.ts'
import { createLog } from '../server/src/platform/log.ts'
import { type Db, openDatabase, type Reader } from '../server/src/platform/postgres/database.ts'
import { createSecretBox } from '../server/src/platform/secret-box.ts'
import { serverRole } from '../server/src/roles/open.ts'
import { type Ground, groundConfig, operatorKey } from './ground.ts'

/** One select as it was put: its text and its values. */
export type Select = { text: string; values: unknown[] | undefined }

/** The selects of one request: those of a group were on their way together. */
export type Recording = { path: string; groups: Select[][] }

export type Recorder = {
  record(path: string): Promise<Recording & { status: number; body: string; location: string | undefined }>
  close(): Promise<void>
}

/** The product's own program, built in this process on the measured database, that notes every select of a request. */
export const openRecorder = async (ground: Ground, headers: Record<string, string>): Promise<Recorder> => {
  const config = groundConfig(ground)
  const db = openDatabase(ground.databaseUrl, { role: serverRole, connections: 4 })
  let groups: Select[][] = []
  let onTheirWay = 0
  const query: Reader['query'] = async (text, values) => {
    if (onTheirWay === 0) groups.push([])
    groups.at(-1)?.push({ text, values })
    onTheirWay += 1
    try {
      return await db.query(text, values)
    } finally {
      onTheirWay -= 1
    }
  }
  const noted: Db = { ...db, query }
  const http = await createApp(config, {
    db: noted,
    log: createLog('silent'),
    operatorKey,
    box: createSecretBox([randomBytes(32)]),
  })
  return {
    record: async (path) => {
      groups = []
      const answer = await http.inject({ method: 'GET', url: path, headers })
      const { location } = answer.headers
      return {
        path,
        groups: groups.filter(isReading),
        status: answer.statusCode,
        body: answer.body,
        location: location === undefined ? undefined : String(location),
      }
    },
    close: async () => {
      await http.close()
      await db.end()
    },
  }
}

/** Scans are logged now and then by a write of their own, and an authority's looks by another: neither is a select. */
const isReading = (group: Select[]): boolean => group.every(({ text }) => !/\binsert into\b/i.test(text))
