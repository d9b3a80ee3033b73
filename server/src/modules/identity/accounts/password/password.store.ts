import type { Reader, Tx } from '../../../../platform/postgres/database.ts'

export async function findPasswordHash(reader: Reader, accountID: string): Promise<string | undefined> {
  const [row] = await reader.query<{ hash: string }>('select hash from identity.password where account_id = $1', [
    accountID,
  ])
  return row?.hash
}

export async function upsertPassword(tx: Tx, accountID: string, hash: string): Promise<void> {
  await tx.query(
    `insert into identity.password (account_id, hash) values ($1, $2)
     on conflict (account_id) do update set hash = excluded.hash, changed_at = now()`,
    [accountID, hash],
  )
}

/** The same password under another hash; where it was changed meanwhile, the change stands. */
export async function updateHash(tx: Tx, accountID: string, hashes: { former: string; hash: string }): Promise<void> {
  await tx.query('update identity.password set hash = $2 where account_id = $1 and hash = $3', [
    accountID,
    hashes.hash,
    hashes.former,
  ])
}
