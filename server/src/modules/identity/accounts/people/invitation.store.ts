import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { utc } from '../../../../platform/postgres/times.ts'
import type { Duty } from '../../rights/role.ts'

export type Invitation = {
  id: string
  /** `recovery`: all anew; `new-password`: for who still has the second factor. */
  purpose: 'invitation' | 'recovery' | 'new-password'
  partyID: string
  signInName: string
  name: string
  duties: Duty[]
  accountID: string | null
}

/** An invitation that waits to be used, as the administrator sees it: its link nobody can show again. */
export type OpenInvitation = {
  id: string
  purpose: string
  signInName: string
  name: string
  duties: Duty[]
  expiresAt: string
}

export async function insertInvitation(
  tx: Tx,
  invitation: Invitation & { tokenHash: Buffer; createdBy: string },
): Promise<string> {
  const [row] = await tx.query<{ expiresAt: string }>(
    `insert into identity.invitation
       (invitation_id, token_hash, purpose, party_id, sign_in_name, name, duties, account_id, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + interval '24 hours')
     returning ${utc('expires_at')} as "expiresAt"`,
    [
      invitation.id,
      invitation.tokenHash,
      invitation.purpose,
      invitation.partyID,
      invitation.signInName,
      invitation.name,
      invitation.duties,
      invitation.accountID,
      invitation.createdBy,
    ],
  )
  return row?.expiresAt ?? ''
}

const columns = `invitation_id as id, purpose, party_id as "partyID", sign_in_name as "signInName", name, duties,
  account_id as "accountID"`
const open = 'used_at is null and revoked_at is null and expires_at > now()'

export async function findInvitation(reader: Reader, tokenHash: Buffer): Promise<Invitation | undefined> {
  const [row] = await reader.query<Invitation>(
    `select ${columns} from identity.invitation where token_hash = $1 and ${open}`,
    [tokenHash],
  )
  return row
}

/** Uses a link up: of two that open it at once, one finds it. */
export async function takeInvitation(tx: Tx, tokenHash: Buffer): Promise<Invitation | undefined> {
  const [row] = await tx.query<Invitation>(
    `update identity.invitation set used_at = now() where token_hash = $1 and ${open} returning ${columns}`,
    [tokenHash],
  )
  return row
}

export const selectOpenInvitations = (reader: Reader, partyID: string): Promise<OpenInvitation[]> =>
  reader.query<OpenInvitation>(
    `select invitation_id as id, purpose, sign_in_name as "signInName", name, duties,
       ${utc('expires_at')} as "expiresAt"
     from identity.invitation where party_id = $1 and ${open} order by created_at, invitation_id`,
    [partyID],
  )

/** Says whether there was such an invitation, open still. */
export async function updateInvitationRevoked(tx: Tx, partyID: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    `update identity.invitation set revoked_at = now()
     where invitation_id = $1 and party_id = $2 and ${open} returning invitation_id`,
    [id, partyID],
  )
  return rows.length > 0
}

/** Purposes of links by which a person begins anew, wholly or in part. */
const recoveries = ['recovery', 'new-password'] as const

/** Earlier links for the same open nothing any more: of two by which a person begins anew the later holds, whichever kind it is. */
export async function updateEarlierRevoked(tx: Tx, { partyID, signInName, purpose }: Invitation): Promise<void> {
  const purposes = recoveries.some((each) => each === purpose) ? recoveries : [purpose]
  await tx.query(
    `update identity.invitation set revoked_at = now()
     where party_id = $1 and sign_in_name = $2 and purpose = any($3::text[]) and ${open}`,
    [partyID, signInName, purposes],
  )
}

/** Links by which a person would begin anew, whichever organisation made them, open nothing any more. */
export async function updateRecoveriesRevoked(tx: Tx, accountID: string): Promise<void> {
  await tx.query(`update identity.invitation set revoked_at = now() where account_id = $1 and ${open}`, [accountID])
}

/** What an organisation offered a person opens nothing any more: all of it, or of one purpose. */
export async function updateOffersRevoked(
  tx: Tx,
  { partyID, accountID }: { partyID: string; accountID: string },
  purpose?: Invitation['purpose'],
): Promise<void> {
  await tx.query(
    `update identity.invitation set revoked_at = now()
     where party_id = $1 and sign_in_name = (select sign_in_name from identity.account where account_id = $2)
       and ($3::text is null or purpose = $3) and ${open}`,
    [partyID, accountID, purpose ?? null],
  )
}

/** No link for this name opens anything any more, whoever made it. */
export async function updateNamedRevoked(tx: Tx, signInName: string): Promise<void> {
  await tx.query(`update identity.invitation set revoked_at = now() where sign_in_name = $1 and ${open}`, [signInName])
}
