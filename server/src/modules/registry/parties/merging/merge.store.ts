import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { utc } from '../../../../platform/postgres/times.ts'
import type { Moved } from '../../../identity/index.ts'
import type { Since } from './merge.ts'

export type MergeRow = {
  id: string
  merged: string
  into: string
  basis: string
  at: string
  position: number
  declaredBy: string
  /** What of the merged party's credentials, persons and roles followed, as identity wrote it down. */
  moved: Moved
  undoneAt: string | null
  undonePosition: number | null
  undoneBy: string | null
  undoneBasis: string | null
}

const merges = `select m.merge_id as id, m.merged_id as merged, m.into_id as "into", m.basis, ${utc('m.recorded_at')} as at,
    m.position::float8 as position, m.declared_by as "declaredBy", m.moved, ${utc('u.recorded_at')} as "undoneAt",
    u.position::float8 as "undonePosition", u.declared_by as "undoneBy", u.basis as "undoneBasis"
  from registry.party_merge m left join registry.party_unmerge u using (merge_id)`

/** Every merge that ever was, undone or not, the latest first; of one party where named. */
export const selectMerges = (reader: Reader, asked: { party: string | null; before: number; limit: number }) =>
  reader.query<MergeRow>(
    `${merges} where ($1::uuid is null or m.merged_id = $1 or m.into_id = $1) and m.position < $2
     order by m.position desc limit $3`,
    [asked.party, asked.before, asked.limit],
  )

export async function findMerge(reader: Reader, id: string): Promise<MergeRow | undefined> {
  const [row] = await reader.query<MergeRow>(`${merges} where m.merge_id = $1`, [id])
  return row
}

type Stamp = { position: number; declaredBy: string; basis: string }

export async function insertMerge(
  tx: Tx,
  row: { id: string; merged: string; into: string; moved: Moved },
  stamp: Stamp,
): Promise<void> {
  await tx.query(
    `insert into registry.party_merge (merge_id, merged_id, into_id, position, declared_by, basis, moved)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.id, row.merged, row.into, stamp.position, stamp.declaredBy, stamp.basis, JSON.stringify(row.moved)],
  )
}

export async function insertUnmerge(tx: Tx, id: string, stamp: Stamp): Promise<void> {
  await tx.query(
    'insert into registry.party_unmerge (merge_id, position, declared_by, basis) values ($1, $2, $3, $4)',
    [id, stamp.position, stamp.declaredBy, stamp.basis],
  )
}

/** Whom a merge made stand for another: the merged party and what had been merged into it. `later`: it was merged on since. */
export const selectFollowers = (reader: Reader, mergePosition: number) =>
  reader.query<{ id: string; later: boolean }>(
    `select t.party_id as id, exists (
         select from registry.party_standing u where u.party_id = t.party_id and u.position > t.position) as later
     from registry.party_standing t where t.position = $1`,
    [mergePosition],
  )

/**
 * What was written since a position by those who are one (`family`), and what has become since of what `followers` had:
 * turns of their claims, ends of their mandates, other versions of their identifiers, members, and turns of the certificates
 * and test results that they held or issued.
 */
export const selectSince = (
  reader: Reader,
  family: readonly string[],
  followers: readonly string[],
  position: number,
) =>
  reader.query<Since>(
    `select subject as key from registry.statement where position > $3 and declared_by = any($1::uuid[])
     union all select key from registry.claim where position > $3 and party_id = any($1::uuid[])
     union all select named.key from registry.mandate m left join lateral unnest(m.keys) as named (key) on true
       where m.position > $3 and m.principal_id = any($1::uuid[])
     union all select null from registry.claim_turn t join registry.claim c using (claim_id)
       where t.position > $3 and c.party_id = any($2::uuid[])
     union all select null from registry.mandate_end e join registry.mandate m using (mandate_id)
       where e.position > $3 and (m.principal_id = any($2::uuid[]) or m.holder_id = any($2::uuid[]))
     union all select null from registry.identifier i
       where i.position > $3 and i.subject = any($1::text[]) and exists (
         select from registry.identifier j where j.subject = any($2::text[]) and j.scheme = i.scheme and j.value = i.value)
     union all select null from registry.membership_turn t join registry.membership m using (membership_id)
       where t.position > $3 and (m.group_id = any($2::uuid[]) or m.member_id = any($2::uuid[]))
     union all select unnest(products || locations) from registry.certificate where position > $3 and holder_id = any($1::uuid[])
     union all select key from registry.test_result where position > $3 and holder_id = any($1::uuid[])
     union all select null from registry.attestation t join registry.certificate c on c.certificate_id = t.about
       where t.position > $3 and (c.holder_id = any($2::uuid[]) or c.issuer_id = any($2::uuid[]))
     union all select null from registry.attestation t join registry.test_result r on r.result_id = t.about
       where t.position > $3 and (r.holder_id = any($2::uuid[]) or r.laboratory_id = any($2::uuid[]))`,
    [family, followers, position],
  )

/** Parties that share a name, or a telephone number, with what is given, now and not merged; each with by what. */
export const selectAlike = (reader: Reader, names: readonly string[], phones: readonly string[]) =>
  reader.query<{ id: string; reason: 'name' | 'phone' }>(
    `select v.party_id as id, 'name' as reason from registry.party_version v
     where v.name_keys && $1::text[] and ${isLatest('registry.party_version', 'v')}
     union
     select c.party_id, 'phone' from registry.party_contact c
     where c.phone_digest = any($2::uuid[]) and ${isLatest('registry.party_contact', 'c')}
     limit 200`,
    [names, phones],
  )

/** Groups of standing parties that share a name, or a telephone number: who may be one, all over the register. */
export const selectAlikeGroups = (reader: Reader, after: string, limit: number) =>
  reader.query<{ key: string; reason: 'name' | 'phone'; ids: string[] }>(
    `select key, reason, array_agg(distinct id) as ids from (
       select 'name ' || named.key as key, 'name' as reason, v.party_id as id
       from registry.party_version v cross join lateral unnest(v.name_keys) as named (key)
       where ${isLatest('registry.party_version', 'v')}
       union all select 'phone ' || c.phone_digest, 'phone', c.party_id from registry.party_contact c
       where c.phone_digest is not null and ${isLatest('registry.party_contact', 'c')}) alike
     where key > $1 and not exists (
       select from registry.party_standing t where t.party_id = alike.id and t.stands_for <> t.party_id and not exists (
         select from registry.party_standing u where u.party_id = t.party_id and u.position > t.position))
     group by key, reason having count(distinct id) > 1 order by key limit $2`,
    [after, limit],
  )

function isLatest(table: string, row: string): string {
  return `not exists (select from ${table} later where later.party_id = ${row}.party_id and later.position > ${row}.position)`
}
