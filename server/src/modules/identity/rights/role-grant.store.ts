import type { Copy } from '../../../platform/postgres/copy-in.ts'
import { newRows, putText, putUuid, startRow } from '../../../platform/postgres/copy-rows.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { today, utc } from '../../../platform/postgres/times.ts'
import type { Role } from './role.ts'

export type GrantedRole = { role: Role; groups: string[]; units: string[] }

/** A role that an organisation, or one person of it, has from day to day. */
export type RoleGrant = GrantedRole & {
  id: string
  accountID: string | null
  validFrom: string | null
  validTo: string | null
  grantedAt: string
  basis: string | null
  endedAt: string | null
}

const inForce = `ended_at is null and valid_from <= ${today} and valid_to >= ${today}`

/** Roles in force today of an organisation, and of one person in it. */
export const selectGrantedRoles = (reader: Reader, partyID: string, accountID: string | null): Promise<GrantedRole[]> =>
  reader.query<GrantedRole>(
    `select role, groups, units from identity.role_grant
     where party_id = $1 and (account_id is null or account_id = $2) and ${inForce}`,
    [partyID, accountID],
  )

/** Every role, in force or to come, of these organisations and of the persons in them. */
export const selectRolesWithin = async (reader: Reader, partyIDs: readonly string[]): Promise<Role[]> => {
  const rows = await reader.query<{ role: Role }>(
    `select distinct role from identity.role_grant
     where party_id = any($1::uuid[]) and ended_at is null and valid_to >= ${today} order by role`,
    [partyIDs],
  )
  return rows.map(({ role }) => role)
}

export const selectGrants = (reader: Reader, partyID: string): Promise<RoleGrant[]> =>
  reader.query<RoleGrant>(
    `select grant_id as id, account_id as "accountID", role, groups, units, ${day('valid_from')} as "validFrom",
       ${day('valid_to')} as "validTo", ${utc('granted_at')} as "grantedAt", basis, ${utc('ended_at')} as "endedAt"
     from identity.role_grant where party_id = $1 order by granted_at, grant_id`,
    [partyID],
  )

export type NewGrant = {
  id: string
  partyID: string
  accountID: string | null
  role: Role
  groups: readonly string[]
  units: readonly string[]
  validFrom: string | undefined
  validTo: string | undefined
  grantedBy: string
  basis: string | undefined
}

export const insertGrants = async (tx: Tx, grants: readonly NewGrant[]): Promise<void> => {
  if (grants.length === 0) return
  await tx.query(
    `insert into identity.role_grant
       (grant_id, party_id, account_id, role, groups, units, valid_from, valid_to, granted_by, basis)
     select id, "partyID", "accountID", role, groups, units, coalesce("validFrom", '-infinity'),
       coalesce("validTo", 'infinity'), "grantedBy", basis
     from jsonb_to_recordset($1::jsonb) as given (id uuid, "partyID" uuid, "accountID" uuid, role text, groups text[],
       units text[], "validFrom" date, "validTo" date, "grantedBy" uuid, basis text)`,
    [JSON.stringify(grants)],
  )
}

const wholeColumns = ['grant_id', 'party_id', 'role', 'granted_by']

/** Roles of whole organisations, without bounds, from now on for good. */
export const wholeGrants = (grants: readonly Pick<NewGrant, 'id' | 'partyID' | 'role' | 'grantedBy'>[]): Copy => {
  const rows = newRows(grants.length * 80)
  for (const { id, partyID, role, grantedBy } of grants) {
    startRow(rows, wholeColumns.length)
    putUuid(rows, id)
    putUuid(rows, partyID)
    putText(rows, role)
    putUuid(rows, grantedBy)
  }
  return { table: 'identity.role_grant', columns: wholeColumns, rows }
}

/** Says whether there was such a grant that had not been ended. */
export const updateEnded = async (tx: Tx, partyID: string, id: string): Promise<boolean> => {
  const rows = await tx.query(
    `update identity.role_grant set ended_at = now()
     where grant_id = $1 and party_id = $2 and ended_at is null returning grant_id`,
    [id, partyID],
  )
  return rows.length > 0
}

/** Ends a whole organisation's grants of a role. */
export const updateRoleEnded = async (tx: Tx, partyID: string, role: Role): Promise<void> => {
  await tx.query(
    `update identity.role_grant set ended_at = now()
     where party_id = $1 and account_id is null and role = $2 and ended_at is null`,
    [partyID, role],
  )
}

/** Ends the roles of one person in an organisation, and says which; those of the organisation stay. */
export const updateRolesOfPersonEnded = async (tx: Tx, partyID: string, accountID: string): Promise<string[]> => {
  const rows = await tx.query<{ id: string }>(
    `update identity.role_grant set ended_at = now()
     where party_id = $1 and account_id = $2 and ended_at is null returning grant_id as id`,
    [partyID, accountID],
  )
  return rows.map(({ id }) => id)
}

export const deleteGrantsOf = async (tx: Tx, partyIDs: readonly string[]): Promise<void> => {
  await tx.query('delete from identity.role_grant where party_id = any($1::uuid[])', [partyIDs])
}

function day(column: string): string {
  return `case when isfinite(${column}) then ${column}::text end`
}
