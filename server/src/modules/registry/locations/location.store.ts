import type { Reader } from '../../../platform/postgres/database.ts'
import { inForce, type Moment, momentValues } from '../moment.ts'

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
