import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { checkFresh } from '../accounts/own/person.ts'
import { findLinked } from '../accounts/people/account.store.ts'
import { findMembership } from '../accounts/people/membership.store.ts'
import { hashOf } from '../accounts/secret-token.ts'
import { linkIdentity, type OpenedSession, openSession } from '../accounts/sessions/open-session.ts'
import type { Visitor } from '../accounts/sign-in/sign-in.ts'
import { deleteLinked, insertUnlinked, type NamedIdentity, takeUnlinked } from './sign-on.store.ts'
import type { SignedOn } from './sign-on.ts'

/**
 * Opens a session for whoever is linked to what the provider named; else keeps it until that person has signed in by other
 * means and consents. No name or e-mail address that a provider states is ever taken for a proof of who an account's owner is.
 */
export async function enter(
  db: Db,
  { identity, provedAt }: SignedOn,
  { cookie, visitor }: { cookie: string; visitor: Visitor },
): Promise<OpenedSession | undefined> {
  return db.transaction(async (tx) => {
    const accountID = await findLinked(tx, identity.issuer, identity.subject)
    if (accountID === undefined) {
      await insertUnlinked(tx, hashOf(cookie), identity)
      return undefined
    }
    await checkOrganisation(tx, identity, accountID)
    const request = { accountID, method: 'single-sign-on' as const, from: visitor.from, replaces: visitor.token }
    return openSession(tx, { ...request, provedAt, partyID: identity.partyID ?? undefined })
  })
}

/** The person who is signed in says: that is me. */
export async function linkNamed(
  db: Db,
  actor: Actor,
  cookie: string | undefined,
  provider: string,
): Promise<NamedIdentity> {
  const { accountID } = await checkFresh(db, actor)
  return db.transaction(async (tx) => {
    const identity = cookie === undefined ? undefined : await takeUnlinked(tx, hashOf(cookie), provider)
    if (identity === undefined) throw problem('sign-on.nothing-to-link')
    await checkOrganisation(tx, identity, accountID)
    await linkIdentity(tx, actor, identity)
    return identity
  })
}

/** What the provider says opens this account no more. */
export async function unlink(db: Db, actor: Actor, issuer: string): Promise<void> {
  const { accountID } = await checkFresh(db, actor)
  await db.transaction(async (tx) => {
    if (!(await deleteLinked(tx, accountID, issuer))) throw problem('sign-on.link-unknown')
    await recordDeed(tx, actor, { action: 'identity.unlink-identity', subject: accountID, details: { issuer } })
  })
}

/** Who signs in there for an organisation acts here for the same one, or not at all. */
async function checkOrganisation(reader: Reader | Tx, { partyID }: NamedIdentity, accountID: string): Promise<void> {
  if (partyID !== null && (await findMembership(reader, partyID, accountID)) === undefined)
    throw problem('sign-on.organisation-other')
}
