import { lowestID } from '../../../platform/ids.ts'
import { writersDone } from '../../../platform/positions.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { refreshSharesOf } from '../shares/refresh-share.ts'
import { storedEvent } from '../stored-event.ts'
import { deriveKeyRows, deriveSights } from './rebuild.ts'
import { selectEvents, selectMentioned, selectUidsByPrefix, selectUidsOf } from './upkeep.store.ts'

const batch = 500

/**
 * After a change of the registry: the audience of every event that mentions one of the keys is derived anew. Running
 * twice does no harm. `keys` are canonical; a GTIN's key stands for its lots and serials, a company prefix for its keys.
 * Captures that may have read the registry before the change go first.
 */
export const rederiveAudience = async (db: Db, keys: readonly string[]): Promise<void> => {
  await writersDone(db)
  for (const key of await selectMentioned(db, keys.flatMap(prefixesOf)))
    await rederive(db, (after) => selectUidsByPrefix(db, key, after, batch))
}

type Merged = { parties: string[]; into: string }

/** After parties were merged into one, or parted from it: who sees what they told, and what is shared, is derived anew. */
export const rederiveParties = async (db: Db, { parties, into }: Merged): Promise<void> => {
  await writersDone(db)
  await refreshSharesOf(db, [...parties, into])
  await rederive(db, (after) => selectUidsOf(db, parties, after, batch))
}

const rederive = async (db: Db, read: (after: string) => Promise<string[]>): Promise<void> => {
  for (let after = lowestID; ; ) {
    const uids = await read(after)
    if (uids.length === 0) return
    after = await db.transaction((tx) => rederiveFirst(tx, uids))
  }
}

/** Derives as many of these events anew as are held at once; answers up to which. */
const rederiveFirst = async (tx: Tx, uids: string[]): Promise<string> => {
  const events = await selectEvents(tx, uids)
  const read = events.map((stored) => ({ stored, ...storedEvent(stored) }))
  await deriveSights(tx, read, await deriveKeyRows(tx, read))
  return events.at(-1)?.uid ?? uids.at(-1) ?? ''
}

/** A GS1 company prefix stands at another place in each kind of key; of the rest a key is its own prefix. */
const prefixesOf = (key: string): string[] => {
  const prefix = /^\/gcp\/(\d+)$/.exec(key)?.[1]
  if (prefix === undefined) return key.includes('/') || key.includes(':') ? [key] : []
  const shifted = ['/00/', '/01/', '/8006/'].flatMap((start) =>
    [...'0123456789'].map((digit) => start + digit + prefix),
  )
  const plain = [
    '/253/',
    '/255/',
    '/401/',
    '/402/',
    '/414/',
    '/417/',
    '/8003/0',
    '/8004/',
    '/8010/',
    '/8017/',
    '/8018/',
  ]
  return [...shifted, ...plain.map((start) => start + prefix)]
}
