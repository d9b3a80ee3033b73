import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { Duty } from '../../rights/role.ts'
import { updateRolesOfPersonEnded } from '../../rights/role-grant.store.ts'
import { type SessionView, selectSessions, updateSessionsEnded } from '../sessions/session.store.ts'
import { deleteAccountsOf } from './account.store.ts'
import { type OpenInvitation, selectOpenInvitations, updateOffersRevoked } from './invitation.store.ts'
import { checkManages, getManaged, managerOf } from './manage-reach.ts'
import {
  hasOtherAdministrator,
  type Member,
  selectMembers,
  updateDuties,
  updateMembershipEnded,
} from './membership.store.ts'

/** One person in one organisation. */
export type Person = { partyID: string; accountID: string }

/** The people of an organisation, and whom it has invited. Who approves sees its administrators. */
export async function listPeople(
  reader: Reader,
  actor: Actor,
  partyID: string,
): Promise<{ items: Member[]; invitations: OpenInvitation[] }> {
  const manages = await managerOf(reader, actor, partyID)
  return {
    items: (await selectMembers(reader, partyID)).filter(({ duties }) => manages(duties)),
    invitations: (await selectOpenInvitations(reader, partyID)).filter(({ duties }) => manages(duties)),
  }
}

/** Other duties hold from the person's next request on; an invitation of before, which would bring back others, opens nothing. */
export async function changeDuties(db: Db, actor: Actor, person: Person, duties: readonly Duty[]): Promise<void> {
  const { partyID, accountID } = person
  await getManaged(db, actor, partyID, accountID)
  await checkManages(db, actor, partyID, duties)
  await db.transaction(async (tx) => {
    await updateOffersRevoked(tx, person, 'invitation')
    if (!duties.includes('administrator')) await keepAdministrator(tx, person)
    await updateDuties(tx, partyID, accountID, [...new Set(duties)])
    await recordDeed(tx, actor, {
      action: 'identity.change-duties',
      subject: partyID,
      details: { account: accountID, duties },
    })
  })
}

/** The person acts for the organisation no more, from its next request on, and comes back by no link of before. */
export async function endMembership(db: Db, actor: Actor, person: Person): Promise<void> {
  await getManaged(db, actor, person.partyID, person.accountID)
  await db.transaction(async (tx) => {
    await updateOffersRevoked(tx, person)
    await keepAdministrator(tx, person)
    await leave(tx, actor, person)
  })
}

/** A person leaves. Roles that were its own there end too, or it would have them again once it was invited anew. */
export async function leave(tx: Tx, actor: Actor, { partyID, accountID }: Person, because?: 'recovery'): Promise<void> {
  await updateMembershipEnded(tx, partyID, accountID)
  const roles = await updateRolesOfPersonEnded(tx, partyID, accountID)
  await updateSessionsEnded(tx, accountID, { partyID })
  await recordDeed(tx, actor, {
    action: 'identity.end-membership',
    subject: partyID,
    details: { account: accountID, ...(roles.length > 0 && { roles }), ...(because !== undefined && { because }) },
  })
}

/** An organisation whose last administrator went could let nobody in again. */
export async function keepAdministrator(tx: Tx, { partyID, accountID }: Person): Promise<void> {
  const members = await selectMembers(tx, partyID)
  const is = members.find(({ id }) => id === accountID)?.duties.includes('administrator') ?? false
  if (is && !(await hasOtherAdministrator(tx, partyID, accountID))) throw problem('account.last-administrator')
}

/** Where a person of the organisation is signed in for it; for others it is none of the administrator's business. */
export async function listSessionsOf(reader: Reader, actor: Actor, person: Person): Promise<SessionView[]> {
  await getManaged(reader, actor, person.partyID, person.accountID)
  return (await selectSessions(reader, person.accountID)).filter(({ partyID }) => partyID === person.partyID)
}

/** Ends one of these sessions, or all. */
export async function endSessionsOf(db: Db, actor: Actor, person: Person, only?: string): Promise<void> {
  const { partyID, accountID } = person
  await getManaged(db, actor, partyID, accountID)
  await db.transaction(async (tx) => {
    const ended = await updateSessionsEnded(tx, accountID, { partyID, ...(only !== undefined && { only }) })
    if (only !== undefined && ended === 0) throw problem('account.session-unknown', { session: only })
    await recordDeed(tx, actor, { action: 'identity.end-sessions', subject: accountID, details: { ended } })
  })
}

/** For the removal of sample parties: whoever belonged to these alone goes with them. */
export const removeAccountsOf = (tx: Tx, partyIDs: readonly string[]): Promise<void> => deleteAccountsOf(tx, partyIDs)
