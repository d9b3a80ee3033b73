import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { utc } from '../../../../platform/postgres/times.ts'
import type { Duty } from '../../rights/role.ts'

export type Membership = { partyID: string; duties: Duty[] }

/** A person of an organisation as its administrator sees it. */
export type Member = {
  id: string
  signInName: string
  name: string
  duties: Duty[]
  since: string
  secondFactor: boolean
}

/** For whom a person may act today, the oldest first. */
export const selectMemberships = (reader: Reader, accountID: string): Promise<Membership[]> =>
  reader.query<Membership>(
    `select party_id as "partyID", duties from identity.membership
     where account_id = $1 and ended_at is null order by since, party_id`,
    [accountID],
  )

export const selectMembers = (reader: Reader, partyID: string): Promise<Member[]> =>
  reader.query<Member>(
    `select a.account_id as id, a.sign_in_name as "signInName", a.name, m.duties,
       ${utc('m.since')} as since,
       exists (select from identity.totp t where t.account_id = a.account_id and t.confirmed_at is not null)
         or exists (select from identity.passkey k where k.account_id = a.account_id) as "secondFactor"
     from identity.membership m join identity.account a using (account_id)
     where m.party_id = $1 and m.ended_at is null order by a.name, a.account_id`,
    [partyID],
  )

export async function findMembership(
  reader: Reader,
  partyID: string,
  accountID: string,
): Promise<Membership | undefined> {
  const [row] = await reader.query<Membership>(
    `select party_id as "partyID", duties from identity.membership
     where account_id = $1 and party_id = $2 and ended_at is null`,
    [accountID, partyID],
  )
  return row
}

/** Whether somebody else of the organisation administers it; the rows are held, so that two do not leave at once. */
export async function hasOtherAdministrator(tx: Tx, partyID: string, accountID: string): Promise<boolean> {
  const rows = await tx.query<{ id: string }>(
    `select account_id as id from identity.membership
     where party_id = $1 and ended_at is null and 'administrator' = any(duties) order by account_id for update`,
    [partyID],
  )
  return rows.some(({ id }) => id !== accountID)
}

export async function upsertMembership(
  tx: Tx,
  partyID: string,
  accountID: string,
  duties: readonly Duty[],
): Promise<void> {
  await tx.query(
    `insert into identity.membership (party_id, account_id, duties) values ($1, $2, $3)
     on conflict (account_id, party_id) do update set duties = excluded.duties, ended_at = null,
       since = case when identity.membership.ended_at is null then identity.membership.since else now() end`,
    [partyID, accountID, duties],
  )
}

export async function updateDuties(tx: Tx, partyID: string, accountID: string, duties: readonly Duty[]): Promise<void> {
  await tx.query('update identity.membership set duties = $3 where party_id = $1 and account_id = $2', [
    partyID,
    accountID,
    duties,
  ])
}

export async function updateMembershipEnded(tx: Tx, partyID: string, accountID: string): Promise<void> {
  await tx.query(
    'update identity.membership set ended_at = now() where party_id = $1 and account_id = $2 and ended_at is null',
    [partyID, accountID],
  )
}
