import type { Reader, Tx } from '../../../../platform/postgres/database.ts'

/** Whether the account, named by how it signs in, was signed in from this browser within a year. */
export async function isKnownDevice(reader: Reader, signInName: string, deviceHash: Buffer): Promise<boolean> {
  const rows = await reader.query(
    `select d.account_id from identity.known_device d join identity.account a using (account_id)
     where a.sign_in_name = $1 and d.device_hash = $2 and d.seen_at > now() - interval '1 year'`,
    [signInName, deviceHash],
  )
  return rows.length > 0
}

export async function upsertKnownDevice(tx: Tx, accountID: string, deviceHash: Buffer): Promise<void> {
  await tx.query(
    `insert into identity.known_device (account_id, device_hash) values ($1, $2)
     on conflict (account_id, device_hash) do update set seen_at = now()`,
    [accountID, deviceHash],
  )
}

/** After a recovery no browser is known: one of them may be the thief's. */
export async function deleteKnownDevices(tx: Tx, accountID: string): Promise<void> {
  await tx.query('delete from identity.known_device where account_id = $1', [accountID])
}
