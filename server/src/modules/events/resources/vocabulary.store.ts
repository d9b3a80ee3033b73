import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import type { Sight } from '../visibility/sight.ts'
import type { SeenWord } from './word.ts'

/**
 * Notes words for those who see them. What is there already is only read, so that captures meet over new words alone, and
 * then in one order; whoever comes second waits for the first one's commit, which is near: words are noted at the end.
 */
export const insertWords = async (tx: Tx, words: readonly SeenWord[]): Promise<void> => {
  await tx.query(
    `insert into events.vocabulary (party_id, kind, value, spelling)
     select party, kind, value, spelling
       from unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[]) as w (party, kind, value, spelling)
      where not exists (select from events.vocabulary v
                         where v.party_id = party and v.kind = w.kind and v.value = w.value collate "C")
      order by party, kind, value collate "C"
     on conflict do nothing`,
    [
      words.map(({ viewer }) => viewer),
      words.map(({ kind }) => kind),
      words.map(({ value }) => value),
      words.map(({ spelling }) => spelling),
    ],
  )
}

const seers = (sight: NonNullable<Sight>): string[] => [...new Set([...sight.parties, ...sight.viewers])]

/** A page of the words of a kind that are seen, after one. */
export const selectWords = (
  reader: Reader,
  asked: { sight: Sight; kind: number; after: string; limit: number },
): Promise<{ value: string; spelling: string }[]> =>
  reader.query(
    `select distinct on (value) value, spelling from events.vocabulary
      where kind = $1 and value > $2 collate "C" ${asked.sight === null ? '' : 'and party_id = any($4::uuid[])'}
      order by value, party_id limit $3`,
    [asked.kind, asked.after, asked.limit, ...(asked.sight === null ? [] : [seers(asked.sight)])],
  )

/** Whether the word is seen. */
export const selectHasWord = async (
  reader: Reader,
  asked: { sight: Sight; kind: number; value: string },
): Promise<boolean> => {
  const [row] = await reader.query<{ known: boolean }>(
    `select exists (select from events.vocabulary
       where kind = $1 and value = $2 collate "C" ${asked.sight === null ? '' : 'and party_id = any($3::uuid[])'}) as known`,
    [asked.kind, asked.value, ...(asked.sight === null ? [] : [seers(asked.sight)])],
  )
  return row?.known ?? false
}

/** Every noted word with whose it is, as one text each; what is noted later is not among them. */
export const selectAllWords = async (reader: Reader): Promise<{ party: string; kind: number; value: string }[]> =>
  reader.query('select party_id as party, kind, value from events.vocabulary')

export const deleteWords = async (
  tx: Tx,
  words: readonly { party: string; kind: number; value: string }[],
): Promise<void> => {
  await tx.query(
    `delete from events.vocabulary v using unnest($1::uuid[], $2::smallint[], $3::text[]) as w (party, kind, value)
      where v.party_id = w.party and v.kind = w.kind and v.value = w.value collate "C"`,
    [words.map(({ party }) => party), words.map(({ kind }) => kind), words.map(({ value }) => value)],
  )
}
