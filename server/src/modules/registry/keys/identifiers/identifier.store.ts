import type { Copy } from '../../../../platform/postgres/copy-in.ts'
import { newRows, putBig, putText, putUuid, startRow } from '../../../../platform/postgres/copy-rows.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { storable } from '../../../../platform/storable.ts'
import { standsFor } from '../../parties/merging/standing.store.ts'
import type { Moment } from '../../versions/moment.ts'
import { inForce, momentValues } from '../../versions/moment.ts'

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
export const isPartyID = (subject: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(subject)

/** The latest version of each identifier; those withdrawn left out. The columns asked for stand in `where`. */
const current = (where: string): string =>
  `select subject, scheme, value, issuer, state, "declaredBy" from (
     select distinct on (value, scheme, bearer) bearer as subject, scheme, value, issuer, state,
       declared_by as "declaredBy", position
     from (select *, ${bearer} as bearer from registry.identifier) known where ${where} and ${inForce()}
     order by value, scheme, bearer, position desc) latest
   where state <> 'withdrawn' order by state = 'verified' desc, position, scheme, value, subject`

/** A party bears what those merged into it bore. */
const bearer = `case when subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  then ${standsFor('subject::uuid')}::text else subject end`

const ofSubjects = `subject in (select unnest($1::text[]) union all
  select t.party_id::text from registry.party_standing t where t.stands_for::text = any($1)) and (subject = any($1) or bearer = any($1))`

export const selectIdentifiers = (reader: Reader, subjects: readonly string[], moment: Moment) =>
  reader.query<IdentifierRow>(current(ofSubjects), [subjects, ...momentValues(moment)])

/** Who or what bears these values, verified bearers first. */
export const selectBearers = (reader: Reader, values: readonly string[], moment: Moment) =>
  reader.query<IdentifierRow>(current('value = any($1)'), [values, ...momentValues(moment)])

const columns = ['subject', 'scheme', 'value', 'position', 'issuer', 'state', 'declared_by', 'basis']

export async function insertIdentifiers(tx: Tx, rows: readonly IdentifierRow[], position: number): Promise<void> {
  if (rows.length > 0) await tx.copy(copyOfIdentifiers(rows, position))
}

export function copyOfIdentifiers(rows: readonly IdentifierRow[], position: number): Copy {
  const copied = newRows(rows.length * 180)
  for (const { subject, scheme, value, issuer, state, declaredBy, basis } of rows) {
    startRow(copied, columns.length)
    putText(copied, subject)
    putText(copied, scheme)
    putText(copied, storable(value))
    putBig(copied, position)
    putText(copied, issuer && storable(issuer))
    putText(copied, state)
    putUuid(copied, declaredBy)
    putText(copied, basis && storable(basis))
  }
  return { table: 'registry.identifier', columns, rows: copied }
}
