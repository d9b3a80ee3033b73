import { operatorPartyID } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'

/** How many products and parties the register holds, sample data left out. */
export const countRegistered = async (reader: Reader): Promise<{ products: number; parties: number }> => {
  const [row] = await reader.query<{ products: number; parties: number }>(
    `select (select count(*) from registry.subject s where s.kind = 'product' and exists (
               select from registry.statement w join registry.party p on p.party_id = w.declared_by
                where w.subject = s.key and not p.sample))::float8 as products,
            (select count(*) from registry.party where not sample and party_id <> $1 and not exists (
              select from registry.party_standing t where t.party_id = party.party_id and t.stands_for <> t.party_id and not exists (
                select from registry.party_standing u where u.party_id = t.party_id and u.position > t.position)))::float8 as parties`,
    [operatorPartyID],
  )
  return row ?? { products: 0, parties: 0 }
}
