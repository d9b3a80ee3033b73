import { jsonInNfc } from '../../../../platform/json-in-nfc.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import { inForce, momentValues } from '../../versions/moment.ts'
import type { GroupInput, ProductGroup } from './product-group.ts'

/** Every group of a day, or those of `ids`, in order of their ids: a province has some hundreds. */
export const selectGroups = (reader: Reader, moment: Moment, ids?: readonly string[]): Promise<ProductGroup[]> =>
  reader.query<ProductGroup>(
    `select id, parent, names, agencies, "validFrom", "validTo", position, "declaredBy", basis from (
       select distinct on (group_id) group_id as id, parent, names, agencies, ended, valid_from::text as "validFrom",
         valid_to::text as "validTo", position::float8 as position, declared_by as "declaredBy", basis
       from registry.product_group where ($1::text[] is null or group_id = any($1)) and ${inForce()}
       order by group_id, position desc) latest
     where not ended order by id`,
    [ids ?? null, ...momentValues(moment)],
  )

export type GroupWord = ProductGroup & { ended: boolean }

/** Of each group and first day the latest word, whatever days it is for, in the order in which they were said. */
export const selectGroupWords = (reader: Reader, asOf?: number): Promise<GroupWord[]> =>
  reader.query<GroupWord>(
    `select * from (select distinct on (group_id, valid_from) group_id as id, parent, names, agencies, ended,
         valid_from::text as "validFrom", valid_to::text as "validTo", position::float8 as position,
         declared_by as "declaredBy", basis
       from registry.product_group where position <= $1 order by group_id, valid_from, position desc) latest
     order by position, id`,
    [momentValues({ asOf })[0]],
  )

/** The days on which the tree becomes another between two days: where some version begins, or the day after one ends. */
export const selectTurningDays = async (reader: Reader, from: string, to: string): Promise<string[]> => {
  const rows = await reader.query<{ day: string }>(
    `select day::text as day from (
       select valid_from as day from registry.product_group
       union select valid_to + 1 from registry.product_group where valid_to < 'infinity') turns
     where day > $1::date and day <= $2::date and day > '-infinity' order by day`,
    [from, to],
  )
  return rows.map(({ day }) => day)
}

export async function insertGroup(
  tx: Tx,
  id: string,
  { names, parent, agencies = [], ended = false, basis, validFrom, validTo }: GroupInput,
  stamp: { position: number; declaredBy: string },
): Promise<void> {
  await tx.query(
    `insert into registry.product_group
       (group_id, position, valid_from, valid_to, parent, names, agencies, ended, declared_by, basis)
     values ($1, $2, coalesce($3::date, '-infinity'), coalesce($4::date, 'infinity'), $5, $6, $7, $8, $9, $10)`,
    [
      ...[id, stamp.position, validFrom ?? null, validTo ?? null, parent ?? null, jsonInNfc(names)],
      ...[agencies, ended, stamp.declaredBy, basis ?? null],
    ],
  )
}
