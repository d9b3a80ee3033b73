import type { Db } from '../../../platform/postgres/database.ts'
import { remembering } from '../../../platform/remembering.ts'
import { digest, toUuid } from '../event-uid.ts'
import { insertContexts } from './capture.store.ts'

/** Sees to it that the contexts of events are there before events name them. */
export type Contexts = { ensure(texts: Iterable<string>): Promise<void> }

/** What a context is stored under: the hash of its text. */
export const contextIDOf = remembering((text) => toUuid(digest(text)))

const mostReady = 1000

/** In a transaction of its own: who captures with a context that is new, too, waits for nobody's document. */
export const createContexts = (db: Db): Contexts => {
  const ready = new Set<string>()
  return {
    ensure: async (texts) => {
      const fresh = new Map([...new Set(texts)].map((text) => [text, contextIDOf(text)] as const))
      for (const [text, id] of fresh) if (ready.has(id)) fresh.delete(text)
      if (fresh.size === 0) return
      await insertContexts(db, fresh)
      if (ready.size > mostReady) ready.clear()
      for (const id of fresh.values()) ready.add(id)
    },
  }
}
