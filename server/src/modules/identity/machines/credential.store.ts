import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { utc } from '../../../platform/postgres/times.ts'
import { hashSecret, randomSecret } from './secret.ts'

/** An API key is sent with each call; a client's secret, or an assertion that it signs, only for an access token. */
export type CredentialKind = 'key' | 'client'

export type NewCredential = {
  id: string
  kind: CredentialKind
  partyID: string
  label: string
  secretHash: Buffer | null
  publicKeys: object | null
  scopes: readonly string[] | null
  expiresAt: string | null
  createdBy: string
}

/**
 * A credential in force; `formerHash` while the secret before the last renewal still opens. `isThere` false: nobody's, with
 * a hash that no secret has.
 */
export type CredentialRow = {
  isThere: boolean
  id: string
  partyID: string
  scopes: string[] | null
  secretHash: Buffer | null
  formerHash: Buffer | null
  publicKeys: object | null
  usedLately: boolean
}

/** A credential as shown to its party: never its secret, which nobody knows any more. `scopes` null: it was given none. */
export type CredentialView = {
  id: string
  label: string
  scopes: string[] | null
  createdAt: string
  expiresAt: string | null
  /** Until when the secret before the last renewal still opens. */
  formerUntil: string | null
  lastUsedAt: string | null
  revokedAt: string | null
}

const inForce = 'revoked_at is null and (expires_at is null or expires_at > now())'

export async function insertCredential(tx: Tx, row: NewCredential): Promise<void> {
  await tx.query(
    `insert into identity.machine_credential
       (credential_id, kind, party_id, label, secret_hash, public_keys, scopes, expires_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      row.id,
      row.kind,
      row.partyID,
      row.label,
      row.secretHash,
      row.publicKeys === null ? null : JSON.stringify(row.publicKeys),
      row.scopes,
      row.expiresAt,
      row.createdBy,
    ],
  )
}

/** The hash of a secret that nobody was ever told. */
const nobodysHash = hashSecret(randomSecret())

/**
 * Always one row of one size, whether or not there is such a credential: nobody learns by the time it takes which ids there
 * are. `usedLately` spares a write on nearly every call.
 */
export async function findCredential(reader: Reader, kind: CredentialKind, id: string): Promise<CredentialRow> {
  const [row] = await reader.query<CredentialRow>(
    `select c.credential_id is not null as "isThere", asked.id, coalesce(c.party_id, asked.id) as "partyID", c.scopes,
       case when c.credential_id is null then $3 else c.secret_hash end as "secretHash", c.public_keys as "publicKeys",
       case when c.former_until > now() then c.former_hash end as "formerHash",
       coalesce(c.last_used_at > now() - interval '5 minutes', false) as "usedLately"
     from (select $1::uuid as id) asked left join lateral (
       select * from identity.machine_credential where credential_id = asked.id and kind = $2 and ${inForce}) c on true`,
    [id, kind, nobodysHash],
  )
  if (row === undefined) throw new Error('a row that is always there is missing')
  return row
}

/** Whose credential it is and what it may, where it has neither been revoked nor run out. */
export async function findStanding(
  reader: Reader,
  id: string,
): Promise<Pick<CredentialRow, 'partyID' | 'scopes'> | undefined> {
  const [row] = await reader.query<Pick<CredentialRow, 'partyID' | 'scopes'>>(
    `select party_id as "partyID", scopes from identity.machine_credential where credential_id = $1 and ${inForce}`,
    [id],
  )
  return row
}

export async function touchCredential(reader: Reader, id: string): Promise<void> {
  await reader.query('update identity.machine_credential set last_used_at = now() where credential_id = $1', [id])
}

export async function selectCredentials(
  reader: Reader,
  kind: CredentialKind,
  partyID: string,
): Promise<CredentialView[]> {
  return await reader.query<CredentialView>(
    `select credential_id as id, label, scopes, ${utc('created_at')} as "createdAt", ${utc('expires_at')} as "expiresAt",
       case when former_until > now() then ${utc('former_until')} end as "formerUntil",
       ${utc('last_used_at')} as "lastUsedAt", ${utc('revoked_at')} as "revokedAt"
     from identity.machine_credential where party_id = $1 and kind = $2 order by created_at, credential_id`,
    [partyID, kind],
  )
}

/**
 * Puts a new secret in the place of the one in force, which opens for `overlap` seconds more; one that was former already
 * opens nothing from now on. Answers until when, with its scopes, or undefined where there is no such credential with a secret.
 */
export async function updateSecret(
  tx: Tx,
  key: { kind: CredentialKind; partyID: string; id: string },
  secretHash: Buffer,
  overlap: number,
): Promise<{ formerUntil: string | null; scopes: string[] | null } | undefined> {
  const [row] = await tx.query<{ formerUntil: string | null; scopes: string[] | null }>(
    `update identity.machine_credential
     set secret_hash = $4,
       former_hash = case when $5::int > 0 then secret_hash end,
       former_until = case when $5::int > 0 then now() + make_interval(secs => $5::int) end
     where credential_id = $1 and party_id = $2 and kind = $3 and secret_hash is not null and ${inForce}
     returning ${utc('former_until')} as "formerUntil", scopes`,
    [key.id, key.partyID, key.kind, secretHash, overlap],
  )
  return row
}

/** Says whether there was such a credential in force; the tokens that it was given go with it. */
export async function updateRevoked(
  tx: Tx,
  { kind, partyID, id }: { kind: CredentialKind; partyID: string; id: string },
): Promise<boolean> {
  const rows = await tx.query(
    `update identity.machine_credential set revoked_at = now()
     where credential_id = $1 and party_id = $2 and kind = $3 and revoked_at is null returning credential_id`,
    [id, partyID, kind],
  )
  if (rows.length > 0) await tx.query('delete from identity.access_token where credential_id = $1', [id])
  return rows.length > 0
}

export async function deleteCredentialsOf(tx: Tx, partyIDs: readonly string[]): Promise<void> {
  await tx.query('delete from identity.access_token where party_id = any($1::uuid[])', [partyIDs])
  await tx.query('delete from identity.machine_credential where party_id = any($1::uuid[])', [partyIDs])
}
