import type { Actor } from '../../../../platform/actor.ts'
import { operatorPartyID } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { Duty } from '../../rights/role.ts'
import { factorsOf } from '../second-factor/second-factor.store.ts'
import { hashOf, newToken } from '../secret-token.ts'
import { toSignInName } from '../sign-in-name/sign-in-name.ts'
import { getAccount } from './account.store.ts'
import { type Invitation, insertInvitation, updateEarlierRevoked, updateInvitationRevoked } from './invitation.store.ts'
import { checkManages, getManaged, managerOf } from './manage-reach.ts'

export type Invited = { partyID: string; signInName: string; name: string; duties: readonly Duty[] }
/** `link` is answered this once; only its hash is kept. */
export type Link = { id: string; link: string; expiresAt: string }
export type InviteDeps = {
  db: Db
  publicUrl: string
  /** The names of organisations, in the language asked for; one that is not registered is left out. */
  partyNames(ids: readonly string[], language: 'vi' | 'en'): Promise<ReadonlyMap<string, string>>
}

/**
 * Invites somebody to act for an organisation. Whether the name signs in already is not told: who opens the link shows it by
 * the password, or chooses one.
 */
export async function invite(deps: InviteDeps, actor: Actor, invited: Invited): Promise<Link> {
  const { partyID, duties } = invited
  await checkManages(deps.db, actor, partyID, duties)
  if (!(await deps.partyNames([partyID], 'vi')).has(partyID))
    throw problem('account.organisation-unknown', { party: partyID })
  const signInName = toSignInName(invited.signInName)
  const { name } = invited
  return deps.db.transaction((tx) =>
    makeLink(tx, deps, actor, {
      purpose: 'invitation',
      partyID,
      signInName,
      name,
      duties: [...new Set(duties)],
      accountID: null,
    }),
  )
}

/**
 * A link by which a person of the organisation begins anew. `keepSecondFactor`: only the password is lost, and the link opens nothing
 * without the second factor; who has none begins anew.
 */
export async function offerRecovery(
  deps: InviteDeps,
  actor: Actor,
  { partyID, accountID, keepSecondFactor }: { partyID: string; accountID: string; keepSecondFactor: boolean },
): Promise<Link> {
  const { duties } = await getManaged(deps.db, actor, partyID, accountID)
  const { signInName, name } = await getAccount(deps.db, accountID)
  return deps.db.transaction(async (tx) => {
    const keeps = keepSecondFactor && (await factorsOf(tx, accountID)).length > 0
    const purpose = keeps ? 'new-password' : 'recovery'
    return makeLink(tx, deps, actor, { purpose, partyID, signInName, name, duties, accountID })
  })
}

/** The link opens nothing any more. */
export async function revokeInvitation(db: Db, actor: Actor, partyID: string, id: string): Promise<void> {
  await managerOf(db, actor, partyID)
  await db.transaction(async (tx) => {
    if (!(await updateInvitationRevoked(tx, partyID, id))) throw problem('account.invitation-unknown')
    await recordDeed(tx, actor, { action: 'identity.revoke-invitation', subject: partyID, details: { invitation: id } })
  })
}

/** Invites the first administrator of an organisation that is being registered, in the same transaction. */
export const inviteAdministrator = (
  tx: Tx,
  deps: Pick<InviteDeps, 'publicUrl'>,
  actor: Actor,
  { partyID, email, name }: { partyID: string; email: string; name: string },
): Promise<Link> =>
  makeLink(tx, deps, actor, {
    purpose: 'invitation',
    partyID,
    signInName: toSignInName(email),
    name,
    duties: ['administrator', 'approver', 'declarer'],
    accountID: null,
  })

async function makeLink(
  tx: Tx,
  { publicUrl }: Pick<InviteDeps, 'publicUrl'>,
  actor: Actor,
  content: Omit<Invitation, 'id'>,
): Promise<Link> {
  const [id, token] = [newID(), newToken()]
  const invitation = { ...content, id, name: content.name.trim().normalize('NFC') }
  await updateEarlierRevoked(tx, invitation)
  const createdBy = actor.partyID ?? operatorPartyID
  const expiresAt = await insertInvitation(tx, { ...invitation, tokenHash: hashOf(token), createdBy })
  const { partyID, purpose, duties, accountID } = content
  await recordDeed(tx, actor, {
    action: purpose === 'invitation' ? 'identity.invite' : `identity.offer-${purpose}`,
    subject: partyID,
    details: { invitation: id, duties, ...(accountID !== null && { account: accountID }) },
  })
  return { id, link: `${publicUrl}/invitation/${token}`, expiresAt }
}
