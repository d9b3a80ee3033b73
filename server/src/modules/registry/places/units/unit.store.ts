import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { momentValues } from '../../versions/moment.ts'
import type { Succession, Unit } from './unit.ts'

export type Edition = { name: string; position: number; sha256: string; source: string }

/** The editions of all provinces' files that stood at a position. */
export const selectEditions = (reader: Reader, asOf?: number): Promise<Edition[]> =>
  reader.query<Edition>(
    `select distinct on (name) name, position::float8 as position, sha256, source from registry.unit_edition
     where position <= $1 order by name, position desc`,
    [momentValues({ asOf })[0]],
  )

/** Whether a province's file of these words was ever taken in. */
export const hasEdition = async (reader: Reader, name: string, sha256: string): Promise<boolean> => {
  const rows = await reader.query('select 1 from registry.unit_edition where name = $1 and sha256 = $2 limit 1', [
    name,
    sha256,
  ])
  return rows.length > 0
}

export const selectUnits = (reader: Reader, { name, position }: Edition): Promise<Unit[]> =>
  reader.query<Unit>(
    `select code, name, kind, level, parent, nullif(valid_from, '-infinity')::text as "validFrom",
       nullif(valid_to, 'infinity')::text as "validTo", legal_basis as "legalBasis", complete, boundary
     from registry.unit where edition_name = $1 and position = $2`,
    [name, position],
  )

export const selectSuccessions = (reader: Reader, { name, position }: Edition): Promise<Succession[]> =>
  reader.query<Succession>(
    `select old_code as old, new_code as new, date::text as on, extent, legal_basis as "legalBasis"
     from registry.unit_succession where edition_name = $1 and position = $2 order by old_code, new_code`,
    [name, position],
  )

/** One edition with all its rows. */
export async function insertEdition(
  tx: Tx,
  edition: Edition,
  units: readonly Unit[],
  successions: readonly Succession[],
): Promise<void> {
  const { name, position, sha256, source } = edition
  await tx.query('insert into registry.unit_edition (name, position, sha256, source) values ($1, $2, $3, $4)', [
    name,
    position,
    sha256,
    source,
  ])
  await tx.query(
    `insert into registry.unit (edition_name, position, code, valid_from, valid_to, name, kind, level, parent, legal_basis,
       complete, boundary)
     select $1, $2, code, coalesce("validFrom", '-infinity'::date), coalesce("validTo", 'infinity'::date), name, kind, level,
       parent, "legalBasis", complete, nullif(boundary, 'null'::jsonb)
     from jsonb_to_recordset($3::jsonb) as given (code text, "validFrom" date, "validTo" date, name text, kind text,
       level text, parent text, "legalBasis" text, complete boolean, boundary jsonb)`,
    [name, position, JSON.stringify(units)],
  )
  await tx.query(
    `insert into registry.unit_succession (edition_name, position, old_code, new_code, date, extent, legal_basis)
     select $1, $2, old, new, "on", extent, "legalBasis"
     from jsonb_to_recordset($3::jsonb) as given (old text, new text, "on" date, extent text, "legalBasis" text)`,
    [name, position, JSON.stringify(successions)],
  )
}
