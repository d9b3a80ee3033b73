import type { Tx } from '../../platform/postgres/database.ts'

/** What of one party's became another's, by ids. `both`: people who acted for the other already. */
export type Moved = {
  from: string
  into: string
  credentials: string[]
  roles: string[]
  people: string[]
  both: string[]
  invitations: string[]
}

type Only = Omit<Moved, 'from' | 'into'> | null
type Ends = { from: string; into: string }

/** Gives what one party has to another: all of it, or only what is listed. */
export async function updateParty(tx: Tx, { from, into }: Ends, only: Only): Promise<Moved> {
  // Who acted for the other once, and acts for this one now, goes along: that it had ended there the deeds remember.
  await tx.query(
    `delete from identity.membership o where o.party_id = $2 and o.ended_at is not null and exists (
       select from identity.membership m
       where m.account_id = o.account_id and m.party_id = $1 and m.ended_at is null
         and ($3::uuid[] is null or m.account_id = any($3)))`,
    [from, into, only?.people ?? null],
  )
  const move = async (statement: string, listed: string[] | undefined): Promise<string[]> =>
    (await tx.query<{ id: string }>(statement, [from, into, listed ?? null])).map(({ id }) => id)
  return {
    from,
    into,
    credentials: await move(
      `update identity.machine_credential set party_id = $2
       where party_id = $1 and ($3::uuid[] is null or credential_id = any($3)) returning credential_id as id`,
      only?.credentials,
    ),
    roles: await move(
      `update identity.role_grant set party_id = $2
       where party_id = $1 and ended_at is null and ($3::uuid[] is null or grant_id = any($3)) returning grant_id as id`,
      only?.roles,
    ),
    people: await move(
      `update identity.membership m set party_id = $2
       where party_id = $1 and ended_at is null and ($3::uuid[] is null or account_id = any($3)) and not exists (
         select from identity.membership o where o.account_id = m.account_id and o.party_id = $2)
       returning account_id as id`,
      only?.people,
    ),
    both: [],
    invitations: await move(
      `update identity.invitation set party_id = $2
       where party_id = $1 and used_at is null and revoked_at is null and ($3::uuid[] is null or invitation_id = any($3))
       returning invitation_id as id`,
      only?.invitations,
    ),
  }
}

/** Who is left at a party, because they act for the other already, acts for it no more. */
export async function endPeople(tx: Tx, party: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `update identity.membership set ended_at = now() where party_id = $1 and ended_at is null returning account_id as id`,
    [party],
  )
  return rows.map(({ id }) => id)
}

/** Who acted for both acts for the first again, unless the other has let them go meanwhile. */
export async function resumePeople(tx: Tx, { from, into }: Ends, people: readonly string[]): Promise<void> {
  await tx.query(
    `update identity.membership m set ended_at = null
     where m.party_id = $2 and m.account_id = any($3::uuid[]) and exists (
       select from identity.membership o
       where o.account_id = m.account_id and o.party_id = $1 and o.ended_at is null)`,
    [from, into, people],
  )
}

/** Who is signed in for one party goes on for the other; of these people, or of all. */
export async function updateSessions(tx: Tx, { from, into }: Ends, people: readonly string[] | null): Promise<void> {
  await tx.query(
    `update identity.session set party_id = $2
     where party_id = $1 and ended_at is null and ($3::uuid[] is null or account_id = any($3))`,
    [from, into, people],
  )
}

/** Tokens that speak for a party, or by which it speaks for another. */
export async function deleteTokensFor(tx: Tx, party: string): Promise<void> {
  await tx.query('delete from identity.access_token where party_id = $1 or delegate_id = $1', [party])
}
