import type { Reader } from '../../platform/postgres/database.ts'

/** So many bytes of bodies are held at once: an event may have as many by itself. */
const bytesAtOnce = 16 * 1024 * 1024

/**
 * Of rows with a body the first in an order, which is told by their names: as many as are not too much to hold, and one at least. Whoever
 * needs them all asks again for those behind.
 */
export const selectWithinBytes = async <Row extends { body: string | null }>(
  reader: Reader,
  rows: string,
  order: string,
  values: unknown[],
): Promise<Row[]> => {
  const read = await reader.query<Row & { before: unknown }>(
    `select * from (
       select r.*, sum(octet_length(r.body)) over (order by ${order} rows between unbounded preceding and 1 preceding) as before
         from (${rows}) r) sized
      where coalesce(before, 0) < ${bytesAtOnce} order by ${order}`,
    values,
  )
  return read.map(({ before, ...row }) => row as unknown as Row)
}

/** Whether there may be more behind such rows because their bodies are so long. */
export const isFull = (rows: readonly { body: string | null }[]): boolean =>
  rows.reduce((bytes, { body }) => bytes + Buffer.byteLength(body ?? ''), 0) >= bytesAtOnce
