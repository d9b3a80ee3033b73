import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { systemRoles } from '../../rights/rights.ts'
import type { Duty } from '../../rights/role.ts'
import { selectRolesWithin } from '../../rights/role-grant.store.ts'
import { findMembership, type Membership } from './membership.store.ts'

export const managing = 'identity.manage-accounts'

/** Whether the caller looks after a person of an organisation who has these duties. */
export type Manages = (duties: readonly Duty[]) => boolean

/**
 * An organisation's administrator looks after its people. Who approves organisations looks after their administrators alone:
 * invites the first, and helps one who has lost everything; but nobody's who run the system, or it could become one of
 * them. Whoever may not is refused alike, whether there is such an organisation or not.
 */
export async function managerOf(reader: Reader, actor: Actor, partyID: string): Promise<Manages> {
  const reach = actor.reach(managing).map(({ kind }) => kind)
  const isOwn = actor.partyID === partyID && actor.delegateID === null
  if (actor.kind === 'operator' || (isOwn && reach.includes('own'))) return () => true
  const approves = reach.includes('system') || (reach.includes('province') && !(await runsSystem(reader, partyID)))
  if (!approves) throw problem('account.not-yours')
  return (duties) => duties.includes('administrator')
}

const runsSystem = async (reader: Reader, partyID: string): Promise<boolean> =>
  (await selectRolesWithin(reader, [partyID])).some((role) => systemRoles.has(role))

/** Refuses who does not look after a person with these duties. */
export async function checkManages(
  reader: Reader,
  actor: Actor,
  partyID: string,
  duties: readonly Duty[],
): Promise<void> {
  const manages = await managerOf(reader, actor, partyID)
  if (!manages(duties)) throw problem('account.not-yours')
}

/** A person of the organisation whom the caller looks after. */
export async function getManaged(
  reader: Reader,
  actor: Actor,
  partyID: string,
  accountID: string,
): Promise<Membership> {
  const manages = await managerOf(reader, actor, partyID)
  const membership = await findMembership(reader, partyID, accountID)
  if (membership === undefined) throw problem('account.unknown', { account: accountID })
  if (!manages(membership.duties)) throw problem('account.not-yours')
  return membership
}
