import type { Reader } from '../../../platform/postgres/database.ts'
import { merged } from '../parties/merging/standing.store.ts'
import type { Moment } from '../versions/moment.ts'
import { inForce, momentValues } from '../versions/moment.ts'

/**
 * Keys of products that may be a party's, in order after one: those it speaks of, itself or through its mandates, those it
 * claims, those under its company prefixes. Whether they are, the standing of the claims decides.
 */
export async function selectPossiblyOwned(
  reader: Reader,
  party: string,
  { after, limit }: { after: string; limit: number },
  moment: Moment,
): Promise<string[]> {
  const rows = await reader.query<{ key: string }>(
    `select s.key from registry.subject s
     where s.kind = 'product' and s.key > $1 and s.position <= $2 and (
       exists (select from registry.statement w
         where w.subject = s.key and (w.declared_by in ${merged('$4')} or w.in_name_of in ${merged('$4')}) and ${inForce('w')})
       or exists (select from registry.claim c where c.party_id in ${merged('$4')} and ${inForce('c')} and (
         c.key = s.key or c.key like '/gcp/%' and substr(s.key, 6) like substr(c.key, 6) || '%')))
     order by s.key limit $5`,
    [after, ...momentValues(moment), party, limit],
  )
  return rows.map(({ key }) => key)
}

/** Keys of all products in order after one. */
export async function selectProductKeys(
  reader: Reader,
  { after, limit }: { after: string; limit: number },
  moment: Moment,
): Promise<string[]> {
  const [position] = momentValues(moment)
  const rows = await reader.query<{ key: string }>(
    `select key from registry.subject where kind = 'product' and key > $1 and position <= $2 order by key limit $3`,
    [after, position, limit],
  )
  return rows.map(({ key }) => key)
}
