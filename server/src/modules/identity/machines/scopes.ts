import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { isOpenToMachine, keptToPersons, rights } from '../rights/rights.ts'
import { selectGrantedRoles } from '../rights/role-grant.store.ts'

/** The permissions that a party has by its roles today: what a scope of its machines can name. */
export async function scopesOfParty(reader: Reader, partyID: string): Promise<string[]> {
  const roles = new Set((await selectGrantedRoles(reader, partyID, null)).map(({ role }) => role))
  return [...new Set(rights.filter(({ role }) => roles.has(role)).map(({ permission }) => permission))]
}

/**
 * Scopes for a new credential: permissions of the party. Where none are wished it has none of its own (null), and opens what a
 * machine may without.
 */
export async function checkScopes(
  reader: Reader,
  actor: Actor,
  partyID: string,
  wished: readonly string[] | undefined,
): Promise<string[] | null> {
  const possible = await scopesOfParty(reader, partyID)
  const stray = wished?.find((scope) => !possible.includes(scope))
  if (stray !== undefined) throw problem('machines.scope-unfit', { scope: stray })
  const scopes = wished === undefined ? null : [...new Set(wished)]
  refuseBeyond(actor, possible, scopes)
  return scopes
}

/** The same for one that has its scopes already, and is to be opened by a new secret. */
export const checkScopesOf = async (
  reader: Reader,
  actor: Actor,
  partyID: string,
  scopes: readonly string[] | null,
): Promise<void> => refuseBeyond(actor, await scopesOfParty(reader, partyID), scopes)

/**
 * A person who administers the organisation gives what the organisation may, and so does who runs the system. A machine gives
 * no more than it has itself, and nothing of what persons decide.
 */
function refuseBeyond(actor: Actor, possible: readonly string[], scopes: readonly string[] | null): void {
  if (actor.accountID !== null || actor.kind === 'operator') return
  const given = possible.filter((permission) => isOpenToMachine(permission, scopes))
  const kept = given.find((scope) => keptToPersons.includes(scope))
  if (kept !== undefined) throw problem('machines.scope-kept-to-persons', { scope: kept })
  const beyond = given.find((scope) => !actor.can(scope))
  if (beyond !== undefined) throw problem('machines.scope-beyond-yours', { scope: beyond })
}
