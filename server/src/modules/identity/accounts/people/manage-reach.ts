import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { Duty } from '../../rights/role.ts'
import { findMembership, type Membership } from './membership.store.ts'

export const managing = 'identity.manage-accounts'

/**
 * An organisation's administrator looks after its people. Who approves organisations looks after their administrators alone:
 * invites the first, and helps one who has lost everything. Whoever may not is refused alike, whether there is such an
 * organisation or not.
 */
export function checkManages(actor: Actor, partyID: string, duties?: readonly Duty[]): void {
  const reach = actor.reach(managing).map(({ kind }) => kind)
  const isOwn = actor.partyID === partyID && actor.delegateID === null
  if (actor.kind === 'operator' || (isOwn && reach.includes('own'))) return
  const approves = reach.includes('province') || reach.includes('system')
  if (!approves || duties?.includes('administrator') === false) throw problem('account.not-yours')
}

/** A person of the organisation whom the caller looks after. */
export async function getManaged(
  reader: Reader,
  actor: Actor,
  partyID: string,
  accountID: string,
): Promise<Membership> {
  checkManages(actor, partyID)
  const membership = await findMembership(reader, partyID, accountID)
  if (membership === undefined) throw problem('account.unknown', { account: accountID })
  checkManages(actor, partyID, membership.duties)
  return membership
}
