import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { utc } from '../../../../platform/postgres/times.ts'
import type { Duty } from '../../rights/role.ts'

export type NewSession = {
  id: string
  tokenHash: Buffer
  accountID: string
  partyID: string
  stage: 'second-factor' | 'open'
  method: string
  provedAt: Date | null
  network: string
  device: string
  seconds: number
}

/** A session in force, with what its person does in the organisation for which it acts. */
export type OpenSession = {
  id: string
  accountID: string
  partyID: string
  duties: Duty[]
  method: string
  seenLately: boolean
}

/** A session as its person, or the organisation's administrator, sees it. */
export type SessionView = {
  id: string
  partyID: string
  method: string
  network: string
  device: string
  createdAt: string
  lastSeenAt: string
}

const inForce = `s.ended_at is null and s.expires_at > now() and s.last_seen_at > now() - interval '30 minutes'`

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx.query(
    `insert into identity.session
       (session_id, token_hash, account_id, party_id, stage, method, network, device, expires_at, proved_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9), $10)`,
    [
      session.id,
      session.tokenHash,
      session.accountID,
      session.partyID,
      session.stage,
      session.method,
      session.network,
      session.device,
      session.seconds,
      session.provedAt,
    ],
  )
}

/** The session of a token ends, whosever it is: another takes its place in the browser. */
export async function updateReplaced(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.query('update identity.session set ended_at = now() where token_hash = $1 and ended_at is null', [tokenHash])
}

/** Of an account's open sessions those beyond so many end, the longest silent first. */
export async function updateSurplusEnded(tx: Tx, accountID: string, most: number): Promise<void> {
  await tx.query(
    `update identity.session set ended_at = now() where session_id in (
       select s.session_id from identity.session s where s.account_id = $1 and s.stage = 'open' and ${inForce}
       order by s.last_seen_at desc, s.created_at desc, s.session_id desc offset $2)`,
    [accountID, most],
  )
}

/** The session of a token, where its person is still a member of the organisation: asked at each request. */
export async function findOpenSession(reader: Reader, tokenHash: Buffer): Promise<OpenSession | undefined> {
  const [row] = await reader.query<OpenSession>(
    `select s.session_id as id, s.account_id as "accountID", s.party_id as "partyID", m.duties, s.method,
       s.last_seen_at > now() - interval '1 minute' as "seenLately"
     from identity.session s join identity.membership m using (account_id, party_id)
     where s.token_hash = $1 and s.stage = 'open' and ${inForce} and m.ended_at is null`,
    [tokenHash],
  )
  return row
}

/** A session that still waits for the second proof. */
export async function findHalfOpen(
  reader: Reader,
  tokenHash: Buffer,
): Promise<{ id: string; accountID: string } | undefined> {
  const [row] = await reader.query<{ id: string; accountID: string }>(
    `select s.session_id as id, s.account_id as "accountID" from identity.session s
     where s.token_hash = $1 and s.stage = 'second-factor' and ${inForce}`,
    [tokenHash],
  )
  return row
}

export async function touchSession(reader: Reader, id: string): Promise<void> {
  await reader.query('update identity.session set last_seen_at = now() where session_id = $1', [id])
}

export const selectSessions = (reader: Reader, accountID: string): Promise<SessionView[]> =>
  reader.query<SessionView>(
    `select s.session_id as id, s.party_id as "partyID", s.method, s.network, s.device,
       ${utc('s.created_at')} as "createdAt", ${utc('s.last_seen_at')} as "lastSeenAt"
     from identity.session s where s.account_id = $1 and s.stage = 'open' and ${inForce}
     order by s.created_at desc, s.session_id`,
    [accountID],
  )

/** Whether the person proved who it is a short while ago. */
export async function isFresh(reader: Reader, id: string): Promise<boolean> {
  const rows = await reader.query(
    `select session_id from identity.session where session_id = $1 and proved_at > now() - interval '15 minutes'`,
    [id],
  )
  return rows.length > 0
}

export async function updateParty(tx: Tx, id: string, partyID: string): Promise<void> {
  await tx.query('update identity.session set party_id = $2 where session_id = $1', [id, partyID])
}

/** Ends sessions of a person: one, those for one organisation, all, or all but one. Answers how many. */
export async function updateSessionsEnded(
  tx: Tx,
  accountID: string,
  which: { only?: string; partyID?: string; except?: string | null } = {},
): Promise<number> {
  const rows = await tx.query(
    `update identity.session set ended_at = now()
     where account_id = $1 and ended_at is null and ($2::uuid is null or session_id = $2)
       and ($3::uuid is null or party_id = $3) and ($4::uuid is null or session_id <> $4)
     returning session_id`,
    [accountID, which.only ?? null, which.partyID ?? null, which.except ?? null],
  )
  return rows.length
}

/** What nobody needs any more goes: sessions a month after their end, challenges, links and waits when they are over. */
export async function deleteStale(reader: Reader): Promise<void> {
  await reader.query(`delete from identity.session where coalesce(ended_at, expires_at) < now() - interval '30 days'`)
  await reader.query('delete from identity.challenge where expires_at < now()')
  await reader.query(`delete from identity.invitation where expires_at < now() - interval '30 days'`)
  await reader.query(`delete from identity.attempt where last_at < now() - interval '1 day' and blocked_until < now()`)
  await reader.query(`delete from identity.known_device where seen_at < now() - interval '1 year'`)
}
