import { inNfc } from '../../../../platform/json-in-nfc.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { isOneOf, standsFor } from '../../parties/merging/standing.store.ts'
import type { Scope } from '../../rights/scope.ts'
import type { Moment } from '../../versions/moment.ts'
import { inForce, momentValues } from '../../versions/moment.ts'
import type { SystemRow } from './system.ts'

const systems = `select s.system_id as id, ${standsFor('s.owner_id')} as owner, v.names,
    ${standsFor('v.provider_id')} as provider, v.release, v.standards, v.sharing_model as "sharingModel", v.url,
    v.credentials, v.position::float8 as position, v.declared_by as "declaredBy", v.basis,
    (select p.address_unit from registry.party_version p where p.party_id = ${standsFor('s.owner_id')} and ${inForce('p')}
     order by p.position desc, p.valid_from desc limit 1) as "ownerUnit"
  from registry.system s cross join lateral (
    select * from registry.system_version x where x.system_id = s.system_id and ${inForce('x')}
    order by x.position desc, x.valid_from desc limit 1) v`

/** Whether products are reported by a connection on the day. */
const isConnected = `${inForce('c')} and not exists (select from registry.connection_end e
  where e.connection_id = c.connection_id and e.position <= $2 and e.last_day < $3::date)`

/**
 * The one predicate by which a caller meets systems: its own and those that it provides, and an official's: all, those
 * whose owners sit in its communes, those through which its product groups are reported.
 */
const seen = `(found.owner = $4 or found.provider = $4 or $5::boolean or found."ownerUnit" = any($6::text[])
  or exists (select from registry.connection c
    where c.system_id = found.id and c.product_group = any($7::text[]) and ${isConnected}))`

export type Seer = Scope & { party: string | null }

const seerValues = ({ party, all, units, groups }: Seer): unknown[] => [party, all, units, groups]

export const selectSystems = (
  reader: Reader,
  seer: Seer,
  asked: { after: string; limit: number; owner: string | undefined },
  moment: Moment,
) =>
  reader.query<SystemRow>(
    `select * from (${systems} where $8::uuid is null or ${isOneOf('s.owner_id', '$8')}) found
     where ${seen} and found.id > $1::uuid and ($8::uuid is null or found.owner = $8)
     order by found.id limit $9`,
    [asked.after, ...momentValues(moment), ...seerValues(seer), asked.owner ?? null, asked.limit],
  )

/** Where there is none, some other is looked at in its place and left out: what is not seen takes as long as what is not there. */
export const findSystems = (reader: Reader, seer: Seer, ids: readonly string[], moment: Moment): Promise<SystemRow[]> =>
  reader.query<SystemRow>(
    `with looked as materialized (
       select coalesce(s.system_id, (select system_id from registry.system limit 1)) as system_id
       from unnest($1::uuid[]) as asked (id) left join registry.system s on s.system_id = asked.id)
     select * from (
       select * from (${systems} where s.system_id in (select system_id from looked)) found where ${seen} offset 0) judged
     where id = any($1::uuid[])`,
    [ids, ...momentValues(moment), ...seerValues(seer)],
  )

/** Systems that these parties own, or through which their products are reported on the day; each with for whom it counts. */
export const selectUsedSystems = (reader: Reader, parties: readonly string[], moment: Moment) =>
  reader.query<{ party: string; system: string }>(
    `select ${standsFor('s.owner_id')} as party, s.system_id as system from registry.system s
     where s.position <= $2 and ${standsFor('s.owner_id')} = any($1::uuid[])
     union
     select ${standsFor('c.party_id')}, c.system_id from registry.connection c
     where ${isConnected} and ${standsFor('c.party_id')} = any($1::uuid[])`,
    [parties, ...momentValues(moment)],
  )

/** The systems that these parties own, and those of these ids, in order of their ids. */
export const selectSystemsAmong = (
  reader: Reader,
  { owners, ids = [] }: { owners: readonly string[]; ids?: readonly string[] },
  moment: Moment,
) =>
  reader.query<SystemRow>(
    `select * from (${systems}) found where found.owner = any($1::uuid[]) or found.id = any($4::uuid[]) order by found.id`,
    [owners, ...momentValues(moment), ids],
  )

export async function insertSystems(
  tx: Tx,
  rows: readonly { id: string; owner: string }[],
  position: number,
): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into registry.system (system_id, owner_id, position)
     select id, owner, $2 from jsonb_to_recordset($1::jsonb) as given (id uuid, owner uuid)`,
    [JSON.stringify(rows), position],
  )
}

export type SystemContent = Pick<
  SystemRow,
  'id' | 'names' | 'provider' | 'release' | 'standards' | 'sharingModel' | 'url' | 'credentials' | 'basis'
> & { validFrom?: string | undefined; validTo?: string | undefined }

export async function insertSystemVersions(
  tx: Tx,
  rows: readonly SystemContent[],
  stamp: { position: number; declaredBy: string },
): Promise<void> {
  await tx.query(
    `insert into registry.system_version (system_id, position, valid_from, valid_to, declared_by, basis, names,
       provider_id, release, standards, sharing_model, url, credentials)
     select id, $2, coalesce("validFrom", '-infinity'), coalesce("validTo", 'infinity'), $3, basis, names, provider, release,
       standards, "sharingModel", url, credentials
     from jsonb_to_recordset($1::jsonb) as given (id uuid, "validFrom" date, "validTo" date, basis text, names jsonb,
       provider uuid, release text, standards text[], "sharingModel" text, url text, credentials uuid[])`,
    [
      JSON.stringify(rows.map(({ names, ...row }) => ({ ...row, names: inNfc(names) }))),
      stamp.position,
      stamp.declaredBy,
    ],
  )
}
