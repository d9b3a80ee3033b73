import type { Reader } from '../../../../platform/postgres/database.ts'
import { inForce, type Moment, momentValues } from '../../versions/moment.ts'

/** Keys of places that anybody says to lie in these communes; whether that word counts, the caller finds out. */
export async function selectPlacesOfCommunes(
  reader: Reader,
  unitCodes: readonly string[],
  limit: number,
  moment: Moment,
): Promise<string[]> {
  const rows = await reader.query<{ subject: string }>(
    `select distinct subject from registry.statement
     where attribute = 'address' and value ->> 'unitCode' = any($1) and ${inForce()}
     order by subject limit $4`,
    [unitCodes, ...momentValues(moment), limit],
  )
  return rows.map(({ subject }) => subject)
}

/** Keys of places of which somebody says one of these codes, and of plots below such a place; after one, in order. */
export async function selectPlacesOfUnits(
  reader: Reader,
  asked: { codes: readonly string[]; kind: string | undefined; after: string; limit: number },
  moment: Moment,
): Promise<string[]> {
  const rows = await reader.query<{ key: string }>(
    `with said as (
       select subject from registry.statement
       where attribute = 'address' and (value ->> 'unitCode' = any($1) or value ->> 'chosenUnit' = any($1)) and ${inForce()})
     select s.key from registry.subject s
     where s.kind = 'location' and s.position <= $2 and s.key > $4
       and (s.key in (select subject from said) or split_part(s.key, '/254/', 1) in (select subject from said))
       and ($5::text is null or exists (select from registry.statement k where k.subject = s.key and k.attribute = 'kind'
         and k.value = to_jsonb($5::text) and ${inForce('k')}))
     order by s.key limit $6`,
    [asked.codes, ...momentValues(moment), asked.after, asked.kind ?? null, asked.limit],
  )
  return rows.map(({ key }) => key)
}
