import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'

export type Account = { id: string; signInName: string; name: string }

const columns = 'account_id as id, sign_in_name as "signInName", name'

export async function findAccountByName(reader: Reader, signInName: string): Promise<Account | undefined> {
  const [row] = await reader.query<Account>(`select ${columns} from identity.account where sign_in_name = $1`, [
    signInName,
  ])
  return row
}

export async function getAccount(reader: Reader, id: string): Promise<Account> {
  const [row] = await reader.query<Account>(`select ${columns} from identity.account where account_id = $1`, [id])
  if (row === undefined) throw problem('account.unknown', { account: id })
  return row
}

/** Says whether the name was free. */
export async function insertAccount(tx: Tx, account: Account, createdBy: string): Promise<boolean> {
  const rows = await tx.query(
    `insert into identity.account (account_id, sign_in_name, name, created_by) values ($1, $2, $3, $4)
     on conflict (sign_in_name) do nothing returning account_id`,
    [account.id, account.signInName, account.name, createdBy],
  )
  return rows.length > 0
}

/** Says whether the account still had its name. Throws the database's unique_violation where the other is taken. */
export async function updateSignInName(tx: Tx, { id, signInName }: Account, other: string): Promise<boolean> {
  const rows = await tx.query(
    'update identity.account set sign_in_name = $3 where account_id = $1 and sign_in_name = $2 returning account_id',
    [id, signInName, other],
  )
  return rows.length > 0
}

/** The account that a provider's subject (OpenID Connect: iss, sub) was linked to. The link is held until the transaction ends: nobody unlinks it meanwhile. */
export async function findLinked(tx: Tx, issuer: string, subject: string): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(
    'select account_id as id from identity.linked_identity where issuer = $1 and subject = $2 for update',
    [issuer, subject],
  )
  return row?.id
}

/** Says whether the subject was free, or this account's already. */
export async function insertLinked(tx: Tx, issuer: string, subject: string, accountID: string): Promise<boolean> {
  const rows = await tx.query(
    `insert into identity.linked_identity (issuer, subject, account_id) values ($1, $2, $3)
     on conflict (issuer, subject) do update set linked_at = now()
       where identity.linked_identity.account_id = excluded.account_id
     returning account_id`,
    [issuer, subject, accountID],
  )
  return rows.length > 0
}

/** After a recovery no provider of before vouches for the person. */
export async function deleteLinked(tx: Tx, accountID: string): Promise<void> {
  await tx.query('delete from identity.linked_identity where account_id = $1', [accountID])
}

/** Takes away who belonged to these organisations alone, with all that was theirs. */
export async function deleteAccountsOf(tx: Tx, partyIDs: readonly string[]): Promise<void> {
  await tx.query('delete from identity.invitation where party_id = any($1::uuid[])', [partyIDs])
  await tx.query('delete from identity.session where party_id = any($1::uuid[])', [partyIDs])
  const left = await tx.query<{ id: string }>(
    'delete from identity.membership where party_id = any($1::uuid[]) returning account_id as id',
    [partyIDs],
  )
  await tx.query(
    `delete from identity.account a where a.account_id = any($1::uuid[])
       and not exists (select from identity.membership m where m.account_id = a.account_id)`,
    [left.map(({ id }) => id)],
  )
}
