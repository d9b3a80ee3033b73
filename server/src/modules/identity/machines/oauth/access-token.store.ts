import type { Reader, Tx } from '../../../../platform/postgres/database.ts'

/** What a token opens: its client acts as `partyID`; where that is not the client's own party, `delegateID` is. */
export type AccessToken = {
  id: string
  credentialID: string
  partyID: string
  delegateID: string | null
  scopes: readonly string[]
  secretHash: Buffer
}

/** Puts the token in, and takes away those of its client that have expired. */
export async function insertAccessToken(tx: Tx, token: AccessToken, lifetime: number): Promise<void> {
  await tx.query('delete from identity.access_token where credential_id = $1 and expires_at <= now()', [
    token.credentialID,
  ])
  await tx.query(
    `insert into identity.access_token
       (token_id, credential_id, party_id, delegate_id, scopes, secret_hash, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7::int))`,
    [token.id, token.credentialID, token.partyID, token.delegateID, token.scopes, token.secretHash, lifetime],
  )
}

/** A token that has not expired, of a client in force. */
export async function findAccessToken(
  reader: Reader,
  id: string,
): Promise<(AccessToken & { usedLately: boolean }) | undefined> {
  const [row] = await reader.query<AccessToken & { usedLately: boolean }>(
    `select t.token_id as id, t.credential_id as "credentialID", t.party_id as "partyID", t.delegate_id as "delegateID",
       t.scopes, t.secret_hash as "secretHash", coalesce(c.last_used_at > now() - interval '5 minutes', false) as "usedLately"
     from identity.access_token t join identity.machine_credential c using (credential_id)
     where t.token_id = $1 and t.expires_at > now() and c.revoked_at is null and (c.expires_at is null or c.expires_at > now())`,
    [id],
  )
  return row
}

export async function deleteAccessToken(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from identity.access_token where token_id = $1', [id])
}

/** Notes an assertion as used; says whether it was new. Those that have expired could not be used again and are forgotten. */
export async function insertAssertion(
  reader: Reader,
  assertion: { credentialID: string; id: string; expiresAt: Date },
): Promise<boolean> {
  await reader.query('delete from identity.client_assertion where credential_id = $1 and expires_at < now()', [
    assertion.credentialID,
  ])
  const rows = await reader.query(
    `insert into identity.client_assertion (credential_id, assertion_id, expires_at) values ($1, $2, $3)
     on conflict do nothing returning assertion_id`,
    [assertion.credentialID, assertion.id, assertion.expiresAt.toISOString()],
  )
  return rows.length > 0
}
