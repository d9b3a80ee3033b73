import { rederiveAudience } from './modules/events/index.ts'
import type { Reactions } from './platform/jobs.ts'
import type { Db } from './platform/postgres/database.ts'

/** What happens after something was announced. Each reaction may run twice. */
export const createReactions = ({ db }: { db: Db }): Reactions => ({
  'registry.changed': {
    'events.rederive-audience': (payload) => rederiveAudience(db, (payload as { keys: string[] }).keys),
  },
})
