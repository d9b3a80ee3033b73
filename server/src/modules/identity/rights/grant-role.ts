import { type Actor, operatorPartyID } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { newID } from '../../../platform/ids.ts'
import type { Copy } from '../../../platform/postgres/copy-in.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { systemRoles } from './rights.ts'
import { boundedRoles, type Role } from './role.ts'
import {
  deleteGrantsOf,
  insertGrants,
  type RoleGrant,
  selectGrants,
  selectRolesWithin,
  updateEnded,
  updateRoleEnded,
  wholeGrants,
} from './role-grant.store.ts'

/** A role for an organisation, or for one person of it (`accountID`); days are of Viet Nam, `validTo` the last. */
export type GrantInput = {
  role: Role
  accountID?: string
  groups?: readonly string[]
  units?: readonly string[]
  validFrom?: string
  validTo?: string
  basis?: string
}

/** Gives a role; its rights hold from the next request on. */
export async function grantRole(tx: Tx, actor: Actor, partyID: string, input: GrantInput): Promise<string> {
  checkBounds(input)
  checkMayDecide(actor, input.role)
  const id = await put(tx, actor, partyID, input)
  const { role, accountID, groups, units } = input
  await recordDeed(tx, actor, {
    action: 'identity.grant-role',
    subject: partyID,
    details: { grant: id, role, accountID, groups, units },
  })
  return id
}

/** Takes a role away: from this transaction's end it gives no right. The row stays. */
export async function endGrant(tx: Tx, actor: Actor, partyID: string, id: string): Promise<void> {
  const grant = (await selectGrants(tx, partyID)).find((each) => each.id === id)
  if (grant !== undefined) checkMayDecide(actor, grant.role)
  if (!(await updateEnded(tx, partyID, id))) throw problem('identity.grant-unknown', { grant: id })
  await recordDeed(tx, actor, { action: 'identity.end-role', subject: partyID, details: { grant: id } })
}

/** Roles do not pass from one organisation to another by who may not decide on them. */
export async function checkMayJoin(tx: Tx, actor: Actor, partyIDs: readonly string[]): Promise<void> {
  for (const role of await selectRolesWithin(tx, partyIDs)) checkMayDecide(actor, role)
}

export const grantsOf = (reader: Reader, partyID: string): Promise<RoleGrant[]> => selectGrants(reader, partyID)

/** The role that an organisation has by what it is, in place of the one that it had by what it was. */
export async function setUsualRole(
  tx: Tx,
  actor: Actor,
  partyID: string,
  role: Role | undefined,
  before?: Role,
): Promise<void> {
  if (role === before) return
  if (before !== undefined) await updateRoleEnded(tx, partyID, before)
  if (role !== undefined) await put(tx, actor, partyID, { role })
}

/** The roles that new organisations have by what they are, to be copied in with them. */
export const usualGrants = (actor: Actor, parties: readonly { partyID: string; role: Role | undefined }[]): Copy =>
  wholeGrants(parties.flatMap(({ partyID, role }) => (role === undefined ? [] : [toGrant(actor, partyID, { role })])))

/** For the removal of sample parties: their roles go with them. */
export const removeGrantsOf = (tx: Tx, partyIDs: readonly string[]): Promise<void> => deleteGrantsOf(tx, partyIDs)

const put = async (tx: Tx, actor: Actor, partyID: string, input: GrantInput): Promise<string> => {
  const grant = toGrant(actor, partyID, input)
  await insertGrants(tx, [grant])
  return grant.id
}

const toGrant = (actor: Actor, partyID: string, input: GrantInput) => {
  const { role, accountID = null, groups = [], units = [], validFrom, validTo, basis } = input
  const grantedBy = actor.partyID ?? operatorPartyID
  return { id: newID(), partyID, accountID, role, groups, units, validFrom, validTo, grantedBy, basis }
}

/** Who decides for the province alone gives and takes no role above its own: it could give it to itself. */
function checkMayDecide(actor: Actor, role: Role): void {
  const overAll = actor.reach('identity.grant-role').some(({ kind }) => kind === 'system')
  if (systemRoles.has(role) && !overAll) throw problem('identity.role-beyond', { role })
}

/** A commune without its unit, or a department without its product groups, would reach nothing, or all. */
function checkBounds({ role, groups = [], units = [], validFrom, validTo }: GrantInput): void {
  const bounds = boundedRoles[role] ?? []
  const given = { groups, units }
  const stray = (['groups', 'units'] as const).filter((name) => given[name].length > 0 && !bounds.includes(name))
  if (stray.length > 0) throw problem('identity.role-unbounded', { role, field: stray.join(', ') })
  if (bounds.length > 0 && bounds.every((name) => given[name].length === 0))
    throw problem('identity.role-needs-bounds', { role, fields: bounds.join(', ') })
  if (validFrom !== undefined && validTo !== undefined && validFrom > validTo)
    throw problem('identity.grant-reversed', { validFrom, validTo })
}
