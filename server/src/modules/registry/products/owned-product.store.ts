import type { Reader } from '../../../platform/postgres/database.ts'
import { merged } from '../parties/merging/standing.store.ts'
import type { Moment } from '../versions/moment.ts'
import { inForce, momentValues } from '../versions/moment.ts'

const product = `s.kind = 'product' and s.key > $1 and s.position <= $2`
const first = 'order by s.key limit $5'

/** Products of which one of a party's own speaks, or is spoken of in its name. */
const spoken = (speaker: 'declared_by' | 'in_name_of'): string =>
  `select said.key from own, lateral (
     select distinct s.key from registry.statement w join registry.subject s on s.key = w.subject
     where w.${speaker} = own.id and w.subject > $1 and ${inForce('w')} and ${product} ${first}) said`

/**
 * Keys of products that may be a party's, in order after one: those it speaks of, itself or through its mandates, those it
 * claims, those under its company prefixes. Whether they are, the standing of the claims decides. Each is found by an index:
 * what others have is not gone through.
 */
export async function selectPossiblyOwned(
  reader: Reader,
  party: string,
  { after, limit }: { after: string; limit: number },
  moment: Moment,
): Promise<string[]> {
  const rows = await reader.query<{ key: string }>(
    `with own as materialized (select id from ${merged('$4')} as one (id)),
       claimed as materialized (
         select c.key from registry.claim c where c.party_id in (select id from own) and ${inForce('c')})
     select key from (
       ${spoken('declared_by')} union ${spoken('in_name_of')}
       union (select s.key from claimed c join registry.subject s on s.key = c.key where ${product} ${first})
       union select under.key from claimed c, generate_series(0, 9) as indicator, lateral (
         select s.key from registry.subject s
         where s.key > '/01/' || indicator || substr(c.key, 6) and s.key < '/01/' || indicator || substr(c.key, 6) || ':'
           and ${product} ${first}) under
       where c.key like '/gcp/%') found
     order by key limit $5`,
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
