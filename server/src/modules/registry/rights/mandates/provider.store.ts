import type { Reader } from '../../../../platform/postgres/database.ts'
import { inForce, momentValues } from '../../versions/moment.ts'

/** Parties that provide traceability solutions to others today, the first so many. */
export const selectProviderIDs = async (reader: Reader, limit: number): Promise<string[]> => {
  const rows = await reader.query<{ id: string }>(
    `select p.party_id as id from registry.party p cross join lateral (
       select x.kind from registry.party_version x where x.party_id = p.party_id and ${inForce('x')}
       order by x.position desc, x.valid_from desc limit 1) v
     where v.kind = 'provider' order by p.party_id limit $1`,
    [limit, ...momentValues({})],
  )
  return rows.map(({ id }) => id)
}
