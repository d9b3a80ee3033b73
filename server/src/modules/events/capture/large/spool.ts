import { newID } from '../../../../platform/ids.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { deleteSpool, insertPart } from './spool.store.ts'

/** Takes a large document's bytes while they arrive, under the ID of the job that it may become. */
export type Spool = {
  captureID: string
  parts(): number
  write(chunk: Uint8Array): Promise<void>
  close(): Promise<void>
  /** Forgets what was written. What a kill leaves is swept later. */
  discard(): Promise<void>
}

const partBytes = 1024 * 1024

/** Each part in a transaction of its own: a slow upload holds no session. */
export const openSpool = (db: Db): Spool => {
  const captureID = newID()
  let held: Uint8Array[] = []
  let size = 0
  let parts = 0
  const flush = async () => {
    if (size === 0) return
    const body = Buffer.concat(held, size)
    held = []
    size = 0
    await insertPart(db, captureID, parts, body)
    parts += 1
  }
  return {
    captureID,
    parts: () => parts,
    write: async (chunk) => {
      held.push(chunk)
      size += chunk.length
      if (size >= partBytes) await flush()
    },
    close: flush,
    discard: () => deleteSpool(db, captureID).catch(() => {}),
  }
}
