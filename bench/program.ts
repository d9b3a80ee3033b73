import { randomBytes } from 'node:crypto'
import { createApp } from '../server/src/app.ts'
import { createLog } from '../server/src/platform/log.ts'
import { type Db, openDatabase } from '../server/src/platform/postgres/database.ts'
import { createSecretBox } from '../server/src/platform/secret-box.ts'
import { serverRole } from '../server/src/roles/open.ts'
import { type Ground, groundConfig, operatorKey } from './ground.ts'

export type Program = { http: Awaited<ReturnType<typeof createApp>>; close(): Promise<void> }

/** The product's own program, built in this process on the measured database; `watched` sees its statements. */
export const openProgram = async (ground: Ground, watched: (db: Db) => Db): Promise<Program> => {
  const config = groundConfig(ground)
  const db = openDatabase(ground.databaseUrl, { role: serverRole, connections: 4 })
  const box = createSecretBox([randomBytes(32)])
  const http = await createApp(config, { db: watched(db), log: createLog('silent'), operatorKey, box })
  return {
    http,
    close: async () => {
      await http.close()
      await db.end()
    },
  }
}
