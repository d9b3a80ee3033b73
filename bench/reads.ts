import { openDatabase } from '../server/src/platform/postgres/database.ts'
import { type Reads, readsOf } from './ground.store.ts'
import type { Recording } from './recording.ts'

/** What one request asks of the database, on average. */
export type ReadsOfRequest = { selects: number; descents: number; pages: number }

/** Puts recorded selects again in one session and counts the index descents and pages that the database says it read. */
export const measureReads = async (databaseUrl: string, recordings: readonly Recording[]): Promise<ReadsOfRequest> => {
  const session = openDatabase(databaseUrl, { connections: 1 })
  try {
    const selects = recordings.flatMap(({ groups }) => groups.flat())
    // Once before, so that reading the catalogue for the plans does not count.
    for (const { text, values } of selects) await session.query(text, values)
    const before = await readsOf(session)
    for (const { text, values } of selects) await session.query(text, values)
    const after = await readsOf(session)
    const each = (of: keyof Reads) => Number(((after[of] - before[of]) / recordings.length).toFixed(1))
    return {
      selects: Number((selects.length / recordings.length).toFixed(1)),
      descents: each('descents'),
      pages: each('pages'),
    }
  } finally {
    await session.end()
  }
}

export const readsNote = ({ selects, descents, pages }: ReadsOfRequest): string =>
  `a request: ${selects} selects, ${descents} index descents, ${pages} pages of 8 kB`
