import type { Db } from '../../../platform/postgres/database.ts'
import { deriveKeyRows } from './rebuild.ts'
import { storedFacts } from './stored-facts.ts'
import { selectEvents, selectUidsByPrefix } from './upkeep.store.ts'

const batch = 500

/**
 * After a change of the registry: the audience of every event that mentions one of the keys is derived anew. Running
 * twice does no harm. `keys` are canonical; a GTIN's key stands for its lots and serials, a company prefix for its keys.
 */
export const rederiveAudience = async (db: Db, keys: readonly string[]): Promise<void> => {
  for (const key of keys) {
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const uids = await selectUidsByPrefix(db, key, after, batch)
      const last = uids.at(-1)
      if (last === undefined) break
      await db.transaction(async (tx) => {
        const events = await selectEvents(tx, uids)
        await deriveKeyRows(
          tx,
          events.map((stored) => ({ stored, facts: storedFacts(stored) })),
        )
      })
      after = last
    }
  }
}
