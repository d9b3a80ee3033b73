import type { Reader, Tx } from '../../../../../platform/postgres/database.ts'
import { merged, standsFor } from '../../../parties/merging/standing.store.ts'
import type { Moment } from '../../../versions/moment.ts'
import { momentValues } from '../../../versions/moment.ts'
import type { ConnectionRow } from './connection.ts'

const connections = `select c.connection_id as id, ${standsFor('c.party_id')} as party, c.system_id as system, c.target,
    c.product, c.product_group as "productGroup", c.valid_from::text as "validFrom",
    least(c.valid_to, ended.last_day)::text as "validTo", c.declared_by as "declaredBy",
    ${standsFor('s.owner_id')} as owner
  from registry.connection c join registry.system s using (system_id)
  left join registry.connection_end ended on ended.connection_id = c.connection_id and ended.position <= $2
  where c.position <= $2 and least(c.valid_to, ended.last_day) >= c.valid_from`

/** Connections of a party to a target that share a day with these. */
export const selectOverlapping = (
  reader: Reader,
  asked: { party: string; target: string; validFrom: string; validTo: string },
) =>
  reader.query<ConnectionRow>(
    `select * from (${connections} and c.party_id in ${merged('$1')} and c.target = $3) found
     where "validFrom"::date <= $5::date and "validTo"::date >= $4::date order by id`,
    [asked.party, momentValues({})[0], asked.target, asked.validFrom, asked.validTo],
  )

/** Connections of a day, or of all: those of a party's products and those through its systems; everybody's where null. */
export const selectConnections = (
  reader: Reader,
  asked: { seer: string | null; party: string | null; after: string; limit: number },
  moment: Moment,
) =>
  reader.query<ConnectionRow>(
    `select * from (${connections}) found
     where ($1::uuid is null or party = $1 or owner = $1) and ($4::uuid is null or party = $4)
       and ($3::date is null or ("validFrom"::date <= $3::date and "validTo"::date >= $3::date)) and id > $5::uuid
     order by id limit $6`,
    [asked.seer, momentValues(moment)[0], moment.at ?? null, asked.party, asked.after, asked.limit],
  )

export async function findConnection(reader: Reader, id: string): Promise<ConnectionRow | undefined> {
  const [row] = await reader.query<ConnectionRow>(`select * from (${connections}) found where id = $1`, [
    id,
    momentValues({})[0],
  ])
  return row
}

export async function insertConnection(
  tx: Tx,
  row: Omit<ConnectionRow, 'declaredBy' | 'owner'>,
  stamp: { position: number; declaredBy: string },
): Promise<void> {
  await tx.query(
    `insert into registry.connection (connection_id, party_id, product, product_group, target, system_id, valid_from,
       valid_to, position, declared_by) values ($1, $2, $3, $4, $5, $6, $7::date, $8::date, $9, $10)`,
    [
      row.id,
      row.party,
      row.product,
      row.productGroup,
      row.target,
      row.system,
      row.validFrom,
      row.validTo,
      stamp.position,
      stamp.declaredBy,
    ],
  )
}

/** Says whether it was not ended before. */
export async function insertConnectionEnd(
  tx: Tx,
  id: string,
  lastDay: string,
  stamp: { position: number; declaredBy: string },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into registry.connection_end (connection_id, position, last_day, declared_by)
     values ($1, $2, $3::date, $4) on conflict (connection_id) do nothing returning connection_id`,
    [id, stamp.position, lastDay, stamp.declaredBy],
  )
  return rows.length > 0
}

export const selectTargets = (reader: Reader) =>
  reader.query<{ target: string; names: Record<string, string> }>(
    'select target, names from registry.national_target order by target',
  )
