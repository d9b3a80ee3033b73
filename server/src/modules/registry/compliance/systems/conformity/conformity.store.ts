import type { Reader, Tx } from '../../../../../platform/postgres/database.ts'
import type { ConformityRow, ExaminationRow } from './conformity.ts'

/** Every declaration of conformity of these systems as known at a position, ended ones marked. */
export const selectConformities = (reader: Reader, systems: readonly string[], asOf: string) =>
  reader.query<ConformityRow>(
    `select c.conformity_id as id, c.system_id as system, c.standard, c.basis, c.certificate, c.certifier_id as certifier,
       c.declared_on::text as "declaredOn", c.valid_to::text as "validTo", c.file, c.declared_by as "declaredBy",
       exists (select from registry.conformity_end e where e.conformity_id = c.conformity_id and e.position <= $2) as ended
     from registry.conformity c where c.system_id = any($1::uuid[]) and c.position <= $2 order by c.position, c.conformity_id`,
    [systems, asOf],
  )

export const selectExaminations = (reader: Reader, systems: readonly string[], asOf: string) =>
  reader.query<ExaminationRow>(
    `select examination_id as id, system_id as system, kind, passed, examined_on::text as "examinedOn",
       valid_to::text as "validTo", evidence_text as "evidenceText", evidence_file as "evidenceFile",
       position::float8 as position, declared_by as "declaredBy"
     from registry.examination where system_id = any($1::uuid[]) and position <= $2 order by position, examination_id`,
    [systems, asOf],
  )

type Stamp = { position: number; declaredBy: string }

export async function insertConformity(
  tx: Tx,
  row: Omit<ConformityRow, 'ended' | 'declaredBy'>,
  stamp: Stamp,
): Promise<void> {
  await tx.query(
    `insert into registry.conformity (conformity_id, system_id, standard, basis, certificate, certifier_id, declared_on,
       valid_to, file, position, declared_by) values ($1, $2, $3, $4, $5, $6, $7::date, $8::date, $9, $10, $11)`,
    [
      row.id,
      row.system,
      row.standard,
      row.basis,
      row.certificate,
      row.certifier,
      row.declaredOn,
      row.validTo,
      row.file,
      stamp.position,
      stamp.declaredBy,
    ],
  )
}

export async function insertConformityEnd(tx: Tx, id: string, reason: string | null, stamp: Stamp): Promise<void> {
  await tx.query(
    'insert into registry.conformity_end (conformity_id, position, declared_by, reason) values ($1, $2, $3, $4)',
    [id, stamp.position, stamp.declaredBy, reason],
  )
}

export async function insertExamination(
  tx: Tx,
  row: Omit<ExaminationRow, 'position' | 'declaredBy'>,
  stamp: Stamp,
): Promise<void> {
  await tx.query(
    `insert into registry.examination (examination_id, system_id, kind, passed, examined_on, valid_to, evidence_text,
       evidence_file, position, declared_by) values ($1, $2, $3, $4, $5::date, $6::date, $7, $8, $9, $10)`,
    [
      row.id,
      row.system,
      row.kind,
      row.passed,
      row.examinedOn,
      row.validTo,
      row.evidenceText,
      row.evidenceFile,
      stamp.position,
      stamp.declaredBy,
    ],
  )
}
