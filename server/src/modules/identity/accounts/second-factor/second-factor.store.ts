import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { utc } from '../../../../platform/postgres/times.ts'
import type { Encrypted } from '../../../../platform/secret-box.ts'

export type Passkey = { id: string; accountID: string; publicKey: Buffer; counter: number; transports: string[] }
export type PasskeyView = { id: string; label: string; createdAt: string; lastUsedAt: string | null }
/** Without a key: as it came, before secrets were encrypted. */
export type KeptSecret = { bytes: Buffer; keyID: Buffer | null }
export type Factors = { totp: boolean; passkeys: PasskeyView[]; recoveryCodes: number }

/** With what the person can give the second proof; codes on paper only stand in for another. */
export async function factorsOf(reader: Reader, accountID: string): Promise<('totp' | 'passkey' | 'recovery-code')[]> {
  const { totp, passkeys, recoveryCodes } = await selectFactors(reader, accountID)
  if (!totp && passkeys.length === 0) return []
  const named = { totp, passkey: passkeys.length > 0, 'recovery-code': recoveryCodes > 0 }
  return (['totp', 'passkey', 'recovery-code'] as const).filter((factor) => named[factor])
}

export async function selectFactors(reader: Reader, accountID: string): Promise<Factors> {
  const passkeys = await reader.query<PasskeyView>(
    `select passkey_id as id, label, ${utc('created_at')} as "createdAt", ${utc('last_used_at')} as "lastUsedAt"
     from identity.passkey where account_id = $1 order by created_at, passkey_id`,
    [accountID],
  )
  const [row] = await reader.query<{ totp: boolean; codes: number }>(
    `select exists (select from identity.totp where account_id = $1 and confirmed_at is not null) as totp,
       (select count(*)::int from identity.recovery_code where account_id = $1 and used_at is null) as codes`,
    [accountID],
  )
  return { totp: row?.totp ?? false, passkeys, recoveryCodes: row?.codes ?? 0 }
}

/** A secret that waits to be confirmed by a first code; one that is confirmed stays until it is removed. */
export async function upsertTotp(tx: Tx, accountID: string, { bytes, keyID }: Encrypted): Promise<void> {
  await tx.query(
    `insert into identity.totp (account_id, secret, key_id) values ($1, $2, $3)
     on conflict (account_id) do update set secret = excluded.secret, key_id = excluded.key_id, last_step = 0
       where identity.totp.confirmed_at is null`,
    [accountID, bytes, keyID],
  )
}

export async function findTotp(
  reader: Reader,
  accountID: string,
): Promise<(KeptSecret & { confirmed: boolean }) | undefined> {
  const [row] = await reader.query<KeptSecret & { confirmed: boolean }>(
    `select secret as bytes, key_id as "keyID", confirmed_at is not null as confirmed from identity.totp
     where account_id = $1`,
    [accountID],
  )
  return row
}

/** Secrets that another key keeps than this, or none, each held until the transaction ends. */
export const selectTotpNotUnder = (tx: Tx, keyID: Buffer): Promise<(KeptSecret & { accountID: string })[]> =>
  tx.query<KeptSecret & { accountID: string }>(
    `select account_id as "accountID", secret as bytes, key_id as "keyID" from identity.totp
     where key_id is distinct from $1 order by account_id for update`,
    [keyID],
  )

/** The same secret under another key. */
export async function updateTotpSecret(tx: Tx, accountID: string, { bytes, keyID }: Encrypted): Promise<void> {
  await tx.query('update identity.totp set secret = $2, key_id = $3 where account_id = $1', [accountID, bytes, keyID])
}

/** Uses a step of time up. False where it, or a later one, was used before: of two who send one code, one is let in. */
export async function takeTotpStep(tx: Tx, accountID: string, step: number): Promise<boolean> {
  const rows = await tx.query(
    'update identity.totp set last_step = $2 where account_id = $1 and last_step < $2 returning account_id',
    [accountID, step],
  )
  return rows.length > 0
}

export async function updateTotpConfirmed(tx: Tx, accountID: string): Promise<void> {
  await tx.query('update identity.totp set confirmed_at = now() where account_id = $1', [accountID])
}

/** Says whether there was one. */
export async function deleteTotp(tx: Tx, accountID: string): Promise<boolean> {
  const rows = await tx.query('delete from identity.totp where account_id = $1 returning account_id', [accountID])
  return rows.length > 0
}

/** New codes in place of all before. */
export async function replaceRecoveryCodes(tx: Tx, accountID: string, hashes: readonly Buffer[]): Promise<void> {
  await tx.query('delete from identity.recovery_code where account_id = $1', [accountID])
  await tx.query(
    'insert into identity.recovery_code (account_id, code_hash) select $1, hash from unnest($2::bytea[]) as hash',
    [accountID, hashes],
  )
}

export async function takeRecoveryHash(tx: Tx, accountID: string, hash: Buffer): Promise<boolean> {
  const rows = await tx.query(
    `update identity.recovery_code set used_at = now()
     where account_id = $1 and code_hash = $2 and used_at is null returning account_id`,
    [accountID, hash],
  )
  return rows.length > 0
}

export async function insertPasskey(tx: Tx, passkey: Passkey & { label: string }): Promise<boolean> {
  const rows = await tx.query(
    `insert into identity.passkey (passkey_id, account_id, public_key, counter, transports, label)
     values ($1, $2, $3, $4, $5, $6) on conflict (passkey_id) do nothing returning passkey_id`,
    [passkey.id, passkey.accountID, passkey.publicKey, passkey.counter, passkey.transports, passkey.label],
  )
  return rows.length > 0
}

/** The passkey, held until the transaction ends: its counter is compared and moved. */
export async function findPasskey(tx: Tx, id: string): Promise<Passkey | undefined> {
  const [row] = await tx.query<Passkey>(
    `select passkey_id as id, account_id as "accountID", public_key as "publicKey", counter::float8 as counter, transports
     from identity.passkey where passkey_id = $1 for update`,
    [id],
  )
  return row
}

export async function updatePasskeyUsed(tx: Tx, id: string, counter: number): Promise<void> {
  await tx.query('update identity.passkey set counter = $2, last_used_at = now() where passkey_id = $1', [id, counter])
}

export async function deletePasskey(tx: Tx, accountID: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    'delete from identity.passkey where account_id = $1 and passkey_id = $2 returning passkey_id',
    [accountID, id],
  )
  return rows.length > 0
}

/** After a recovery nothing of before proves anything. */
export async function deleteFactors(tx: Tx, accountID: string): Promise<void> {
  await tx.query('delete from identity.totp where account_id = $1', [accountID])
  await tx.query('delete from identity.passkey where account_id = $1', [accountID])
  await tx.query('delete from identity.recovery_code where account_id = $1', [accountID])
}

export async function insertChallenge(
  reader: Reader,
  challenge: string,
  purpose: string,
  accountID: string | null,
): Promise<void> {
  await reader.query(
    `insert into identity.challenge (challenge, purpose, account_id, expires_at)
     values ($1, $2, $3, now() + interval '5 minutes')`,
    [challenge, purpose, accountID],
  )
}

/** Uses a challenge up; false where it was never given for this, was used, or is over. */
export async function takeChallenge(
  reader: Reader,
  challenge: string,
  purpose: string,
  accountID: string | null,
): Promise<boolean> {
  const rows = await reader.query(
    `delete from identity.challenge where challenge = $1 and purpose = $2
       and account_id is not distinct from $3::uuid and expires_at > now() returning challenge`,
    [challenge, purpose, accountID],
  )
  return rows.length > 0
}
