import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { rights } from '../rights/rights.ts'
import { selectGrantedRoles } from '../rights/role-grant.store.ts'

/** The permissions that a party has by its roles today: what a scope of its machines can name. */
export async function scopesOfParty(reader: Reader, partyID: string): Promise<string[]> {
  const roles = new Set((await selectGrantedRoles(reader, partyID, null)).map(({ role }) => role))
  return [...new Set(rights.filter(({ role }) => roles.has(role)).map(({ permission }) => permission))]
}

/**
 * Scopes for a new credential: permissions of the party. A machine that makes another gives no more than it has itself;
 * a person who administers the organisation may give what the organisation may.
 */
export async function checkScopes(
  reader: Reader,
  actor: Actor,
  partyID: string,
  wished: readonly string[] | undefined,
): Promise<string[] | null> {
  const possible = await scopesOfParty(reader, partyID)
  const given = [...new Set(wished ?? possible)]
  const stray = given.find((scope) => !possible.includes(scope))
  if (stray !== undefined) throw problem('machines.scope-unfit', { scope: stray })
  const beyond = actor.accountID === null ? given.find((scope) => !actor.can(scope)) : undefined
  if (beyond !== undefined) throw problem('machines.scope-beyond-yours', { scope: beyond })
  return wished === undefined ? null : given
}
