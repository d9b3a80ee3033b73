import type { Reader } from '../../platform/postgres/database.ts'

/** So many bytes of stored texts are held at once: one event may have as many by itself. */
const bytesAtOnce = 16 * 1024 * 1024

/**
 * Of rows with texts, such as an event's body and its context, the first in an order, which is told by their columns: as many as are not
 * too much to hold, and one at least. Whoever needs them all asks again for those behind.
 */
export const selectWithinBytes = async <Row extends object>(
  reader: Reader,
  { rows, order, texts = ['body', '"contextText"'] }: { rows: string; order: string; texts?: readonly string[] },
  values: unknown[],
): Promise<Row[]> => {
  const bytes = texts.map((text) => `coalesce(octet_length(r.${text}), 0)`).join(' + ')
  const read = await reader.query<Row & { before: unknown }>(
    `select * from (
       select r.*, sum(${bytes}) over (order by ${order} rows between unbounded preceding and 1 preceding) as before
         from (${rows}) r) sized
      where coalesce(before, 0) < ${bytesAtOnce} order by ${order}`,
    values,
  )
  return read.map(({ before, ...row }) => row as unknown as Row)
}

/** Whether there may be more behind such rows because their texts are so long. */
export const isFull = (texts: readonly (string | null)[]): boolean =>
  texts.reduce((bytes, text) => bytes + Buffer.byteLength(text ?? ''), 0) >= bytesAtOnce
