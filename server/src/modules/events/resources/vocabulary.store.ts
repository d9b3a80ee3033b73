import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import type { Word } from './word.ts'

/**
 * Notes words for parties. What is there already is only read, so that captures meet over new words alone, and then in
 * one order; whoever comes second waits for the first one's commit, which is near: words are noted at the end.
 */
export const insertWords = async (tx: Tx, parties: readonly string[], words: readonly Word[]): Promise<void> => {
  await tx.query(
    `insert into events.vocabulary (party_id, kind, value, spelling)
     select party, kind, value, spelling
       from unnest($1::uuid[]) as p (party), unnest($2::smallint[], $3::text[], $4::text[]) as w (kind, value, spelling)
      where not exists (select from events.vocabulary v
                         where v.party_id = party and v.kind = w.kind and v.value = w.value collate "C")
      order by party, kind, value collate "C"
     on conflict do nothing`,
    [
      [...new Set(parties)].sort(),
      words.map(({ kind }) => kind),
      words.map(({ value }) => value),
      words.map(({ spelling }) => spelling),
    ],
  )
}

/** A page of a party's words of a kind, after one; of everybody's where the party is null. */
export const selectWords = (
  reader: Reader,
  asked: { party: string | null; kind: number; after: string; limit: number },
): Promise<{ value: string; spelling: string }[]> =>
  reader.query(
    asked.party === null
      ? `select distinct on (value) value, spelling from events.vocabulary
          where kind = $1 and value > $2 collate "C" order by value, party_id limit $3`
      : `select value, spelling from events.vocabulary
          where kind = $1 and value > $2 collate "C" and party_id = $4 order by value limit $3`,
    [asked.kind, asked.after, asked.limit, ...(asked.party === null ? [] : [asked.party])],
  )

/** Whether a party has the word; anybody, where the party is null. */
export const selectHasWord = async (
  reader: Reader,
  asked: { party: string | null; kind: number; value: string },
): Promise<boolean> => {
  const [row] = await reader.query<{ known: boolean }>(
    `select exists (select from events.vocabulary
       where kind = $1 and value = $2 collate "C" ${asked.party === null ? '' : 'and party_id = $3'}) as known`,
    [asked.kind, asked.value, ...(asked.party === null ? [] : [asked.party])],
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
