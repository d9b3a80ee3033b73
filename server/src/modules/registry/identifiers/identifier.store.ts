import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import type { Moment } from '../moment.ts'
import { inForce, momentValues } from '../moment.ts'

export type IdentifierRow = {
  subject: string
  scheme: string
  value: string
  issuer: string | null
  state: 'asserted' | 'verified' | 'withdrawn'
  declaredBy: string
  basis?: string | undefined
}

/** Subjects are parties' ids or canonical keys; no key looks like an id. */
export const isPartyID = (subject: string): boolean => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(subject)

/** The latest version of each identifier; those withdrawn left out. The columns asked for stand in `where`. */
const current = (where: string): string =>
  `select subject, scheme, value, issuer, state, "declaredBy" from (
     select distinct on (value, scheme, subject) subject, scheme, value, issuer, state, declared_by as "declaredBy", position
     from registry.identifier where ${where} and ${inForce()}
     order by value, scheme, subject, position desc) latest
   where state <> 'withdrawn' order by state = 'verified' desc, position, scheme, value, subject`

export const selectIdentifiers = (reader: Reader, subjects: readonly string[], moment: Moment) =>
  reader.query<IdentifierRow>(current('subject = any($1)'), [subjects, ...momentValues(moment)])

/** Who or what bears these values, verified bearers first. */
export const selectBearers = (reader: Reader, values: readonly string[], moment: Moment) =>
  reader.query<IdentifierRow>(current('value = any($1)'), [values, ...momentValues(moment)])

export async function insertIdentifiers(tx: Tx, rows: readonly IdentifierRow[], position: number): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into registry.identifier (subject, scheme, value, position, issuer, state, declared_by, basis)
     select subject, scheme, value, $2, issuer, state, "declaredBy", basis
     from jsonb_to_recordset($1::jsonb) as given
       (subject text, scheme text, value text, issuer text, state text, "declaredBy" uuid, basis text)`,
    [JSON.stringify(rows), position],
  )
}
