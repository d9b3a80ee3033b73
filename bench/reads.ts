import { connect, type Reads, readsOf } from './ground.store.ts'
import type { Recording } from './recording.ts'

/** What one request asks of the database, on average. */
export type ReadsOfRequest = { selects: number; descents: number; pages: number }

/** Puts recorded selects again in one session and counts the index descents and pages that the database says it read. */
export const measureReads = async (databaseUrl: string, recordings: readonly Recording[]): Promise<ReadsOfRequest> => {
  const client = await connect(databaseUrl)
  try {
    const selects = recordings.flatMap(({ groups }) => groups.flat())
    for (const { text, values } of selects.slice(0, 50)) await client.query(text, values as unknown[])
    const before = await readsOf(client)
    for (const { text, values } of selects) await client.query(text, values as unknown[])
    const after = await readsOf(client)
    const each = (of: keyof Reads) => Number(((after[of] - before[of]) / recordings.length).toFixed(1))
    return { selects: Number((selects.length / recordings.length).toFixed(1)), descents: each('descents'), pages: each('pages') }
  } finally {
    await client.end()
  }
}

export const readsNote = ({ selects, descents, pages }: ReadsOfRequest): string =>
  `a request: ${selects} selects, ${descents} index descents, ${pages} pages of 8 kB`
