import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { PasswordDeps } from '../password/change-password.ts'
import { findPassword, holdPassword, upsertPassword } from '../password/password.store.ts'
import { checkPassword, hashPassword, isPassword } from '../password/password.ts'
import { deleteFactors, factorsOf } from '../second-factor/second-factor.store.ts'
import { hashOf } from '../secret-token.ts'
import { type OpenedSession, openHalf, openSession, personActor } from '../sessions/open-session.ts'
import { updateSessionsEnded } from '../sessions/session.store.ts'
import { type AttemptKey, passAttempt, takeAttempt } from '../sign-in/attempt.ts'
import { deleteKnownDevices, upsertKnownDevice } from '../sign-in/device.store.ts'
import type { Factor, Visitor } from '../sign-in/sign-in.ts'
import { type Account, deleteLinked, findAccountByName, getAccount, insertAccount } from './account.store.ts'
import { findInvitation, type Invitation, takeInvitation, updateRecoveriesRevoked } from './invitation.store.ts'
import { keepAdministrator, leave } from './manage-people.ts'
import { selectMemberships, upsertMembership } from './membership.store.ts'

/** `session`: whoever is new, or begins anew, is signed in, but for a second factor that stays; who had an account signs in as ever. */
export type Accepted = { session: OpenedSession | undefined; secondFactor: Factor[] }

/** The invitation behind a link, where it is open; every other link is answered alike. */
export async function getInvitation(db: Db, token: string): Promise<Invitation> {
  const invitation = await findInvitation(db, hashOf(token))
  if (invitation === undefined) throw problem('account.invitation-unknown')
  return invitation
}

/** Uses a link: a new account, an organisation more for an account that is there, or a new beginning for one. */
export async function acceptInvitation(
  { db, breached }: PasswordDeps,
  visitor: Visitor,
  token: string,
  { password }: { password: string },
): Promise<Accepted> {
  const invitation = await getInvitation(db, token)
  const account = await accountOf(db, invitation)
  if (account !== undefined && invitation.purpose === 'invitation') {
    const changedAt = await checkIsTheirs(db, visitor, account, password)
    return db.transaction((tx) => join(tx, visitor, token, { accountID: account.id, changedAt }))
  }
  await checkPassword(breached, password, [invitation.signInName, invitation.name])
  const hash = await hashPassword(password)
  return db.transaction(async (tx) => {
    const { partyID, purpose } = await take(tx, token)
    const accountID = account?.id ?? newID()
    if (purpose === 'invitation') await create(tx, accountID, invitation)
    else await updateRecoveriesRevoked(tx, accountID)
    await upsertPassword(tx, accountID, hash)
    const secondFactor = purpose === 'new-password' ? await factorsOf(tx, accountID) : []
    if (secondFactor.length > 0) await endAllSessions(tx, accountID)
    else if (purpose !== 'invitation') await beginAnew(tx, visitor, accountID, partyID)
    const session = await letIn(tx, visitor, accountID, secondFactor)
    await recordDeed(
      tx,
      { ...personActor(partyID, accountID, session.id), origin: visitor.from.origin },
      { action: purpose === 'invitation' ? 'identity.accept-invitation' : 'identity.recover', subject: accountID },
    )
    return { session, secondFactor }
  })
}

/** Whoever begins anew is one certain person, by whatever name it signs in. */
const accountOf = (db: Db, { accountID, signInName }: Invitation): Promise<Account | undefined> =>
  accountID === null ? findAccountByName(db, signInName) : getAccount(db, accountID)

/** The link stands for the password, and for nothing more: a second factor that stays is asked for as ever. */
async function letIn(tx: Tx, visitor: Visitor, accountID: string, secondFactor: Factor[]): Promise<OpenedSession> {
  const request = { accountID, method: 'password' as const, from: visitor.from, replaces: visitor.token }
  if (secondFactor.length > 0) return openHalf(tx, request)
  await upsertKnownDevice(tx, accountID, hashOf(visitor.device))
  return openSession(tx, request)
}

/** Of two that use a link at once, one finds it. */
async function take(tx: Tx, token: string): Promise<Invitation> {
  const invitation = await takeInvitation(tx, hashOf(token))
  if (invitation === undefined) throw problem('account.invitation-unknown')
  return invitation
}

/** Guessing at a password is slowed down here as at the door. Answers since when the password is that one. */
async function checkIsTheirs(
  db: Db,
  { from }: Visitor,
  { id, signInName }: { id: string; signInName: string },
  password: string,
): Promise<string> {
  const keys: AttemptKey[] = [
    { kind: 'pair', parts: [signInName, from.network] },
    { kind: 'network', parts: [from.network] },
  ]
  const attempt = await takeAttempt(db, keys)
  const kept = await findPassword(db, id)
  const right = await isPassword(kept?.hash, password)
  if (!right || kept === undefined) throw problem('account.sign-in-wrong')
  await passAttempt(db, attempt)
  return kept.changedAt
}

/** The person itself, in the name of an organisation, without being signed in. */
const atTheDoor = ({ from }: Visitor, partyID: string, accountID: string): Actor => ({
  ...personActor(partyID, accountID, accountID),
  credentialID: null,
  origin: from.origin,
})

async function join(
  tx: Tx,
  visitor: Visitor,
  token: string,
  { accountID, changedAt }: { accountID: string; changedAt: string },
): Promise<Accepted> {
  const { partyID, duties } = await take(tx, token)
  if ((await holdPassword(tx, accountID)) !== changedAt) throw problem('account.sign-in-wrong')
  if (!duties.includes('administrator')) await keepAdministrator(tx, { partyID, accountID })
  await upsertMembership(tx, partyID, accountID, duties)
  const actor = atTheDoor(visitor, partyID, accountID)
  await recordDeed(tx, actor, { action: 'identity.accept-invitation', subject: accountID })
  return { session: undefined, secondFactor: [] }
}

async function create(tx: Tx, accountID: string, { signInName, name, partyID, duties }: Invitation): Promise<void> {
  // Two links for one name, used at once: the second finds an account that was not there when it was asked for.
  if (!(await insertAccount(tx, { id: accountID, signInName, name }, partyID))) throw problem('account.sign-in-wrong')
  await upsertMembership(tx, partyID, accountID, duties)
}

/**
 * Nothing of before proves anything: second factors, links to providers, sessions and known browsers go, in this order, so that
 * whoever was coming in by one of the former has its session ended too. The other organisations of the person must invite it
 * again, or the administrator of one, who makes such links, could enter another.
 */
async function beginAnew(tx: Tx, visitor: Visitor, accountID: string, partyID: string): Promise<void> {
  await deleteFactors(tx, accountID)
  await deleteLinked(tx, accountID)
  await endAllSessions(tx, accountID)
  for (const other of await selectMemberships(tx, accountID)) {
    if (other.partyID === partyID) continue
    await leave(tx, atTheDoor(visitor, other.partyID, accountID), { partyID: other.partyID, accountID }, 'recovery')
  }
}

async function endAllSessions(tx: Tx, accountID: string): Promise<void> {
  await updateSessionsEnded(tx, accountID)
  await deleteKnownDevices(tx, accountID)
}
