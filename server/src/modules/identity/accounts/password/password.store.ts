import type { Reader, Tx } from '../../../../platform/postgres/database.ts'

/** A password as it is kept. `changedAt` tells it from the one after it: another hash may be the same password's. */
type KeptPassword = { hash: string; changedAt: string }

export async function findPassword(reader: Reader, accountID: string): Promise<KeptPassword | undefined> {
  const [row] = await reader.query<KeptPassword>(
    'select hash, changed_at as "changedAt" from identity.password where account_id = $1',
    [accountID],
  )
  return row
}

/**
 * Holds an account's password until the transaction ends, and says since when it is that one. Who opens a session by it holds it
 * first, and who sets another, or takes the name away, does so before sessions end: so none that the former opened is overlooked.
 */
export async function holdPassword(tx: Tx, accountID: string): Promise<string | undefined> {
  const [row] = await tx.query<{ changedAt: string }>(
    'select changed_at as "changedAt" from identity.password where account_id = $1 for update',
    [accountID],
  )
  return row?.changedAt
}

export async function upsertPassword(tx: Tx, accountID: string, hash: string): Promise<void> {
  await tx.query(
    `insert into identity.password (account_id, hash) values ($1, $2)
     on conflict (account_id) do update set hash = excluded.hash, changed_at = now()`,
    [accountID, hash],
  )
}

/** The same password under another hash. */
export async function updateHash(tx: Tx, accountID: string, hash: string): Promise<void> {
  await tx.query('update identity.password set hash = $2 where account_id = $1', [accountID, hash])
}
