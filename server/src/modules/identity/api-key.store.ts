import type { Reader, Tx } from '../../platform/postgres/database.ts'

export type ApiKeyRow = { id: string; partyID: string; secretHash: Buffer; usedLately: boolean }

/** A key as shown to its party: never its secret, which nobody knows any more. */
export type ApiKeyView = {
  id: string
  label: string
  createdAt: string
  lastUsedAt: string | null
  revokedAt: string | null
}

export async function insertApiKey(
  tx: Tx,
  row: { id: string; partyID: string; label: string; secretHash: Buffer; createdBy: string },
): Promise<void> {
  await tx.query(
    'insert into identity.api_key (key_id, party_id, label, secret_hash, created_by) values ($1, $2, $3, $4, $5)',
    [row.id, row.partyID, row.label, row.secretHash, row.createdBy],
  )
}

/** A key in force. `usedLately` spares a write on nearly every call. */
export async function findApiKey(reader: Reader, id: string): Promise<ApiKeyRow | undefined> {
  const [row] = await reader.query<ApiKeyRow>(
    `select key_id as id, party_id as "partyID", secret_hash as "secretHash",
       coalesce(last_used_at > now() - interval '5 minutes', false) as "usedLately"
     from identity.api_key where key_id = $1 and revoked_at is null`,
    [id],
  )
  return row
}

export async function touchApiKey(reader: Reader, id: string): Promise<void> {
  await reader.query('update identity.api_key set last_used_at = now() where key_id = $1', [id])
}

export async function selectApiKeys(reader: Reader, partyID: string): Promise<ApiKeyView[]> {
  return await reader.query<ApiKeyView>(
    `select key_id as id, label, ${utc('created_at')} as "createdAt", ${utc('last_used_at')} as "lastUsedAt",
       ${utc('revoked_at')} as "revokedAt"
     from identity.api_key where party_id = $1 order by created_at, key_id`,
    [partyID],
  )
}

/** Says whether there was such a key in force. */
export async function updateRevoked(tx: Tx, partyID: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    `update identity.api_key set revoked_at = now()
     where key_id = $1 and party_id = $2 and revoked_at is null returning key_id`,
    [id, partyID],
  )
  return rows.length > 0
}

export async function deleteApiKeysOf(tx: Tx, partyIDs: readonly string[]): Promise<void> {
  await tx.query('delete from identity.api_key where party_id = any($1::uuid[])', [partyIDs])
}

const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
