import type { Reader, Tx } from '../../../platform/postgres/database.ts'

/** A party's query; its body is JSON text. */
export type NamedQueryRow = { partyID: string; name: string; query: string; createdAt: string }

const columns = 'party_id as "partyID", name, query, created_at as "createdAt"'

/** Says whether the name was free. */
export const insertNamedQuery = async (
  tx: Tx,
  { partyID, name, query }: Omit<NamedQueryRow, 'createdAt'>,
): Promise<boolean> => {
  const rows = await tx.query(
    `insert into events.named_query (party_id, name, query) values ($1, $2, $3)
     on conflict (party_id, name) do nothing returning name`,
    [partyID, name, query],
  )
  return rows.length > 0
}

export const countNamedQueries = async (tx: Tx, partyID: string): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    'select count(*)::float8 as count from events.named_query where party_id = $1',
    [partyID],
  )
  return row?.count ?? 0
}

export const selectNamedQuery = async (
  reader: Reader,
  partyID: string,
  name: string,
): Promise<NamedQueryRow | undefined> => {
  const rows = await reader.query<NamedQueryRow>(
    `select ${columns} from events.named_query where party_id = $1 and name = $2`,
    [partyID, name],
  )
  return rows[0]
}

/** Keeps others from deleting it, or from changing what belongs to it, until the transaction ends. */
export const lockNamedQuery = async (tx: Tx, partyID: string, name: string): Promise<boolean> => {
  const rows = await tx.query('select 1 from events.named_query where party_id = $1 and name = $2 for update', [
    partyID,
    name,
  ])
  return rows.length > 0
}

/** By name, those after one. */
export const selectNamedQueries = (
  reader: Reader,
  partyID: string,
  after: string,
  limit: number,
): Promise<NamedQueryRow[]> =>
  reader.query<NamedQueryRow>(
    `select ${columns} from events.named_query
      where party_id = $1 and name collate "C" > $2 order by name collate "C" limit $3`,
    [partyID, after, limit],
  )

export const deleteNamedQuery = async (tx: Tx, partyID: string, name: string): Promise<void> => {
  await tx.query('delete from events.named_query where party_id = $1 and name = $2', [partyID, name])
}

export const deleteNamedQueriesOf = async (tx: Tx, partyIDs: readonly string[]): Promise<void> => {
  await tx.query('delete from events.named_query where party_id = any($1::uuid[])', [partyIDs])
}
