import type { Reader, Tx } from '../../../../../platform/postgres/database.ts'
import { isOneOf, standsFor, wasEverOneOf } from '../../../parties/merging/standing.store.ts'
import type { Moment } from '../../../versions/moment.ts'
import { momentValues } from '../../../versions/moment.ts'
import type { ConnectionRow } from './connection.ts'

const stated = `select c.connection_id as id, ${standsFor('c.party_id')} as party, c.system_id as system, c.target,
    c.product, c.product_group as "productGroup", c.valid_from::text as "validFrom",
    least(c.valid_to, ended.last_day)::text as "validTo", c.valid_to::text as "statedTo", c.declared_by as "declaredBy",
    ${standsFor('s.owner_id')} as owner
  from registry.connection c join registry.system s using (system_id)
  left join registry.connection_end ended on ended.connection_id = c.connection_id and ended.position <= $2
  where c.position <= $2`

const connections = `${stated} and least(c.valid_to, ended.last_day) >= c.valid_from`

/** Connections of these parties to these targets by which one of these, or one of a group of products or of all, could be reported. */
export const selectBeside = (
  reader: Reader,
  asked: { parties: readonly string[]; targets: readonly string[]; products: readonly string[]; beyond: boolean },
) =>
  reader.query<ConnectionRow>(
    `${connections} and ${wasEverOneOf('c.party_id', '$1')} and c.target = any($3)
       and ($5::boolean or c.product is null or c.product = any($4)) order by c.connection_id`,
    [asked.parties, momentValues({})[0], asked.targets, asked.products, asked.beyond],
  )

export type StatedConnection = ConnectionRow & { statedTo: string }

/** Connections of these parties through these systems from these days on, also those that ended before they began. */
export const selectConnectionsNamed = (
  reader: Reader,
  asked: { parties: readonly string[]; systems: readonly string[]; days: readonly string[] },
) =>
  reader.query<StatedConnection>(
    `${stated} and ${wasEverOneOf('c.party_id', '$1')} and c.system_id = any($3::uuid[]) and c.valid_from = any($4::date[])
     order by c.connection_id`,
    [asked.parties, momentValues({})[0], asked.systems, asked.days],
  )

/** Connections of a day, or of all: those of a party's products and those through its systems; everybody's where null. */
export const selectConnections = (
  reader: Reader,
  asked: { seer: string | null; party: string | null; after: string; limit: number },
  moment: Moment,
) =>
  reader.query<StatedConnection>(
    `select * from (${connections} and ($1::uuid is null or c.connection_id = any(array(
         select o.connection_id from registry.connection o where ${isOneOf('o.party_id', '$1')} union
         select o.connection_id from registry.connection o where o.system_id = any(array(
           select own.system_id from registry.system own where ${isOneOf('own.owner_id', '$1')})))))) found
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

export async function insertConnections(
  tx: Tx,
  rows: readonly Omit<ConnectionRow, 'declaredBy' | 'owner'>[],
  stamp: { position: number; declaredBy: string },
): Promise<void> {
  await tx.query(
    `insert into registry.connection (connection_id, party_id, product, product_group, target, system_id, valid_from,
       valid_to, position, declared_by)
     select id, party, product, "productGroup", target, system, "validFrom", "validTo", $2, $3
     from jsonb_to_recordset($1::jsonb) as given (id uuid, party uuid, product text, "productGroup" text, target text,
       system uuid, "validFrom" date, "validTo" date)`,
    [JSON.stringify(rows), stamp.position, stamp.declaredBy],
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
