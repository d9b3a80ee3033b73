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

export async function insertConformities(
  tx: Tx,
  rows: readonly Omit<ConformityRow, 'ended' | 'declaredBy'>[],
  stamp: Stamp,
): Promise<void> {
  await tx.query(
    `insert into registry.conformity (conformity_id, system_id, standard, basis, certificate, certifier_id, declared_on,
       valid_to, file, position, declared_by)
     select id, system, standard, basis, certificate, certifier, "declaredOn", "validTo", file, $2, $3
     from jsonb_to_recordset($1::jsonb) as given (id uuid, system uuid, standard text, basis text, certificate text,
       certifier uuid, "declaredOn" date, "validTo" date, file text)`,
    [JSON.stringify(rows), stamp.position, stamp.declaredBy],
  )
}

export async function insertConformityEnd(tx: Tx, id: string, reason: string | null, stamp: Stamp): Promise<void> {
  await tx.query(
    'insert into registry.conformity_end (conformity_id, position, declared_by, reason) values ($1, $2, $3, $4)',
    [id, stamp.position, stamp.declaredBy, reason],
  )
}

export async function insertExaminations(
  tx: Tx,
  rows: readonly Omit<ExaminationRow, 'position' | 'declaredBy'>[],
  stamp: Stamp,
): Promise<void> {
  await tx.query(
    `insert into registry.examination (examination_id, system_id, kind, passed, examined_on, valid_to, evidence_text,
       evidence_file, position, declared_by)
     select id, system, kind, passed, "examinedOn", "validTo", "evidenceText", "evidenceFile", $2, $3
     from jsonb_to_recordset($1::jsonb) as given (id uuid, system uuid, kind text, passed boolean, "examinedOn" date,
       "validTo" date, "evidenceText" text, "evidenceFile" text)`,
    [JSON.stringify(rows), stamp.position, stamp.declaredBy],
  )
}
