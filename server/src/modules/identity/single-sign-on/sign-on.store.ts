import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { utc } from '../../../platform/postgres/times.ts'

/** A sign-in at a provider that is under way. */
export type SignOn = { provider: string; state: string; nonce: string; codeVerifier: string; next: string }

/** Somebody whom a provider named, with the organisation for which it signs in there, where the provider says so. */
export type NamedIdentity = {
  provider: string
  issuer: string
  subject: string
  display: string
  partyID: string | null
  next: string
}

/** How long somebody may take at the provider, and for the consent, s. */
export const longestSignOn = 600

export async function insertSignOn(tx: Tx, cookieHash: Buffer, signOn: SignOn): Promise<void> {
  await tx.query('delete from identity.sign_on where expires_at <= now() or cookie_hash = $1', [cookieHash])
  await tx.query(
    `insert into identity.sign_on (cookie_hash, provider, state, nonce, code_verifier, next, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7::int))`,
    [cookieHash, signOn.provider, signOn.state, signOn.nonce, signOn.codeVerifier, signOn.next, longestSignOn],
  )
}

/** Takes it: whoever comes second finds none. */
export async function takeSignOn(reader: Reader, cookieHash: Buffer, provider: string): Promise<SignOn | undefined> {
  const [row] = await reader.query<SignOn>(
    `delete from identity.sign_on where cookie_hash = $1 and provider = $2 and expires_at > now()
     returning provider, state, nonce, code_verifier as "codeVerifier", next`,
    [cookieHash, provider],
  )
  return row
}

export async function insertUnlinked(tx: Tx, cookieHash: Buffer, identity: NamedIdentity): Promise<void> {
  await tx.query('delete from identity.unlinked_identity where expires_at <= now() or cookie_hash = $1', [cookieHash])
  await tx.query(
    `insert into identity.unlinked_identity
       (cookie_hash, provider, issuer, subject, display, party_id, next, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8::int))`,
    [
      cookieHash,
      identity.provider,
      identity.issuer,
      identity.subject,
      identity.display,
      identity.partyID,
      identity.next,
      longestSignOn,
    ],
  )
}

const columns = 'provider, issuer, subject, display, party_id as "partyID", next'

export async function findUnlinked(
  reader: Reader,
  cookieHash: Buffer,
  provider: string,
): Promise<NamedIdentity | undefined> {
  const [row] = await reader.query<NamedIdentity>(
    `select ${columns} from identity.unlinked_identity where cookie_hash = $1 and provider = $2 and expires_at > now()`,
    [cookieHash, provider],
  )
  return row
}

export async function takeUnlinked(tx: Tx, cookieHash: Buffer, provider: string): Promise<NamedIdentity | undefined> {
  const [row] = await tx.query<NamedIdentity>(
    `delete from identity.unlinked_identity where cookie_hash = $1 and provider = $2 and expires_at > now()
     returning ${columns}`,
    [cookieHash, provider],
  )
  return row
}

/** Who a person is at which issuers. */
export const selectLinked = (reader: Reader, accountID: string): Promise<{ issuer: string; linkedAt: string }[]> =>
  reader.query(
    `select issuer, ${utc('min(linked_at)')} as "linkedAt"
     from identity.linked_identity where account_id = $1 group by issuer order by issuer`,
    [accountID],
  )

/** Says whether there was such a link. */
export async function deleteLinked(tx: Tx, accountID: string, issuer: string): Promise<boolean> {
  const rows = await tx.query(
    'delete from identity.linked_identity where account_id = $1 and issuer = $2 returning subject',
    [accountID, issuer],
  )
  return rows.length > 0
}
