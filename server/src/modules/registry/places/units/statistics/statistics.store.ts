import { operatorPartyID } from '../../../../../platform/actor.ts'
import type { Reader } from '../../../../../platform/postgres/database.ts'
import { standsFor, wasEverOneOf } from '../../../parties/merging/standing.store.ts'
import { inForce, type Moment, momentValues } from '../../../versions/moment.ts'
import type { Address } from '../address/address.ts'

export type PlacedParty = { id: string; kind: string; address: Address }

const partyInForce = `cross join lateral (
  select * from registry.party_version x where x.party_id = p.party_id and ${inForce('x')}
  order by x.position desc, x.valid_from desc limit 1) v`

/** Sample data are in no statistic, and a merged party only as that for which it stands. */
const isCounted = `not p.sample and ${standsFor('p.party_id')} = p.party_id`

/** Parties whose address names one of these codes. */
export const selectPartiesOfUnits = (
  reader: Reader,
  codes: readonly string[],
  moment: Moment,
): Promise<PlacedParty[]> =>
  reader.query<PlacedParty>(
    `select p.party_id as id, v.kind, jsonb_strip_nulls(jsonb_build_object('unitCode', v.address_unit, 'on', v.address_on,
       'chosenUnit', v.address_chosen_unit)) as address
     from registry.party p ${partyInForce}
     where (v.address_unit = any($1) or v.address_chosen_unit = any($1)) and ${isCounted}`,
    [codes, ...momentValues(moment)],
  )

/** Keys of products that one of these parties describes, or one that was merged into them. */
export async function selectProductsOfParties(
  reader: Reader,
  partyIDs: readonly string[],
  moment: Moment,
): Promise<string[]> {
  const rows = await reader.query<{ key: string }>(
    `select s.key from registry.subject s where s.kind = 'product' and s.key in (
       select subject from registry.statement w where ${wasEverOneOf('w.declared_by', '$1')} and ${inForce('w')})`,
    [partyIDs, ...momentValues(moment)],
  )
  return rows.map(({ key }) => key)
}

type Unplaced = { parties: number; locations: number; products: number }

/** How many of the whole register name no unit at all; a product has that of who describes it. */
export async function countUnplaced(reader: Reader, moment: Moment): Promise<Unplaced> {
  const [position, day] = momentValues(moment)
  const [row] = await reader.query<Unplaced>(
    `with unplaced as materialized (
       select p.party_id from registry.party p ${partyInForce} where v.address_unit is null and p.position > 0 and ${isCounted})
     select (select count(*)::int from unplaced) as parties,
       (select count(*)::int from registry.subject s where s.kind = 'location' and s.position <= $2 and exists (
          select from registry.statement w join registry.party p on p.party_id = w.declared_by
          where w.subject = s.key and not p.sample and ${inForce('w')}) and not exists (
          select from registry.statement w where w.subject in (s.key, split_part(s.key, '/254/', 1))
            and w.attribute = 'address' and w.value ? 'unitCode' and ${inForce('w')})) as locations,
       (select count(*)::int from registry.subject s where s.kind = 'product' and s.position <= $2 and not exists (
          select from registry.statement w where w.subject = s.key and ${inForce('w')}
            and ${standsFor('w.declared_by')} not in (select party_id from unplaced)
            and w.declared_by <> $1)) as products`,
    [operatorPartyID, position, day],
  )
  return row ?? { parties: 0, locations: 0, products: 0 }
}
