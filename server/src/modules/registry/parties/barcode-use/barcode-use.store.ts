import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import { inForce, momentValues } from '../../versions/moment.ts'
import { standsFor } from '../merging/standing.store.ts'
import type { PartyKind } from '../party.ts'
import type { BarcodeSource, BarcodeStanding } from './barcode-use.ts'

export type BarcodeUseRow = {
  party: string
  source: BarcodeSource
  sourceText: string
  /** Null takes a word back. */
  uses: boolean | null
  validFrom: string
  validTo: string
}

export async function insertBarcodeUses(
  tx: Tx,
  rows: readonly BarcodeUseRow[],
  stamp: { position: number; declaredBy: string },
): Promise<void> {
  await tx.query(
    `insert into registry.barcode_use
       (party_id, position, declared_by, source, source_text, uses, valid_from, valid_to)
     select party, $2, $3, source, "sourceText", uses, "validFrom", "validTo" from jsonb_to_recordset($1::jsonb)
       as given (party uuid, source text, "sourceText" text, uses boolean, "validFrom" date, "validTo" date)`,
    [JSON.stringify(rows), stamp.position, stamp.declaredBy],
  )
}

export type SaidUse = BarcodeUseRow & { position: number; declaredBy: string }

/** What everybody says of parties, on a day where one is named: of each speaker, source and first day the latest. */
export const selectBarcodeUses = (reader: Reader, parties: readonly string[], moment: Moment) =>
  reader.query<SaidUse>(
    `select party, source, "sourceText", uses, "validFrom", "validTo", position::float8 as position, "declaredBy" from (
       select distinct on (party, source, "declaredBy", valid_from) ${standsFor('u.party_id')} as party, u.source,
         u.source_text as "sourceText", u.uses, u.valid_from::text as "validFrom", u.valid_to::text as "validTo",
         u.position, ${standsFor('u.declared_by')} as "declaredBy"
       from registry.barcode_use u where u.position <= $2 and u.party_id in (select unnest($1::uuid[]) union all
         select t.party_id from registry.party_standing t where t.stands_for = any($1::uuid[]))
         and ($3::date is null or (u.valid_from <= $3::date and u.valid_to >= $3::date))
       order by party, source, "declaredBy", valid_from, u.position desc) latest
     where uses is not null order by party, position, source`,
    [parties, momentValues(moment)[0], moment.at ?? null],
  )

/** Parties of whose barcodes anybody ever said anything, in order of their ids. */
export const selectPartiesWithUse = async (reader: Reader, after: string, limit: number): Promise<string[]> => {
  const rows = await reader.query<{ id: string }>(
    `select distinct ${standsFor('u.party_id')} as id from registry.barcode_use u
     where ${standsFor('u.party_id')} > $1::uuid order by id limit $3`,
    [after, momentValues({})[0], limit],
  )
  return rows.map(({ id }) => id)
}

/**
 * Parties of these kinds that lie in these units (all, where null) on a day, each with what is said of its barcodes: one
 * row a party. Sample parties and those merged into others are left out.
 */
const known = `with said as (
    select party_id, bool_or(uses) as yes, bool_or(not uses) as no from (
      select distinct on (party_id, u.source, u.declared_by) ${standsFor('u.party_id')} as party_id, u.uses
      from registry.barcode_use u where ${inForce('u')}
      order by party_id, u.source, u.declared_by, u.position desc, u.valid_from desc) latest
    where uses is not null group by party_id),
  population as (
    select p.party_id as id, v.names, v.address_unit as unit, v.address_on::text as "unitOn",
      v.address_chosen_unit as "chosenUnit", case
        when said.yes and said.no then 'contradicted' when said.yes then 'uses' when said.no then 'uses-not'
        else 'unknown' end as standing
    from registry.party p cross join lateral (
      select x.kind, x.names, x.address_unit, x.address_on, x.address_chosen_unit from registry.party_version x
      where x.party_id = p.party_id and ${inForce('x')} order by x.position desc, x.valid_from desc limit 1) v
    left join said on said.party_id = p.party_id
    where not p.sample and v.kind = any($1::text[]) and ${standsFor('p.party_id')} = p.party_id)`

export type BarcodeUser = {
  id: string
  unit: string | null
  unitOn: string | null
  /** Of a commune that was split: which of its successors somebody said. */
  chosenUnit: string | null
  standing: BarcodeStanding
}

/** The whole population, in order of ids. */
export const selectPopulation = (reader: Reader, kinds: readonly PartyKind[], moment: Moment) =>
  reader.query<BarcodeUser>(`${known} select id, unit, "unitOn", "chosenUnit", standing from population order by id`, [
    kinds,
    ...momentValues(moment),
  ])
