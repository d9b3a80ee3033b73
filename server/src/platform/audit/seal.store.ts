import type { Reader, Tx } from '../postgres/database.ts'
import type { Seal, SealedDeed } from './seal.ts'

const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const deedColumns = `a.number::text as number, a.deed_id as "deedID", ${instant('a.at')} as at, a.actor_kind as "actorKind",
  a.party_id as "partyID", a.account_id as "accountID", a.delegate_id as "delegateID", a.credential_id as "credentialID",
  a.origin::text as origin, a.action, a.subject, a.details::text as details`

const sealColumns = `s.number::text as number, ${instant('s.sealed_at')} as "sealedAt", s.first_deed::text as first,
  s.last_deed::text as last, s.count, s.deeds::text as deeds, encode(s.deeds_hash, 'hex') as "deedsHash",
  encode(s.previous, 'hex') as previous, encode(s.hash, 'hex') as hash`

/** One seals at a time, should two processes believe for a moment that they lead. */
export const lockSeals = async (tx: Tx): Promise<void> => {
  await tx.query('lock table platform.audit_seal in share row exclusive mode')
}

/** Deeds that are committed and wait for their seal, in the order of their numbers. */
export const selectQueued = (reader: Reader, limit: number): Promise<SealedDeed[]> =>
  reader.query<SealedDeed>(
    `select ${deedColumns} from platform.audit_queue q join platform.audit a on a.number = q.number
      order by q.number limit $1`,
    [limit],
  )

export const selectNewestSeal = async (reader: Reader): Promise<Seal | undefined> => {
  const [seal] = await reader.query<Seal>(
    `select ${sealColumns} from platform.audit_seal s order by s.number desc limit 1`,
  )
  return seal
}

/** Whether the chain has this seal. */
export const hasSeal = async (reader: Reader, { number, hash }: Pick<Seal, 'number' | 'hash'>): Promise<boolean> => {
  const rows = await reader.query(
    `select number from platform.audit_seal where number = $1 and hash = decode($2, 'hex')`,
    [number, hash],
  )
  return rows.length > 0
}

export const insertSeal = async (tx: Tx, seal: Seal): Promise<void> => {
  await tx.query(
    `insert into platform.audit_seal (number, sealed_at, first_deed, last_deed, count, deeds, deeds_hash, previous, hash)
     values ($1, $2, $3, $4, $5, $6, decode($7, 'hex'), decode($8, 'hex'), decode($9, 'hex'))`,
    [
      seal.number,
      seal.sealedAt,
      seal.first,
      seal.last,
      seal.count,
      seal.deeds,
      seal.deedsHash,
      seal.previous,
      seal.hash,
    ],
  )
}

export const deleteQueued = async (tx: Tx, numbers: readonly string[]): Promise<void> => {
  await tx.query('delete from platform.audit_queue where number = any($1::bigint[])', [numbers])
}

/** Seals in their order, after one. */
export const selectSealsAfter = (reader: Reader, after: string, limit: number): Promise<Seal[]> =>
  reader.query<Seal>(
    `select ${sealColumns} from platform.audit_seal s where s.number > $1 order by s.number limit $2`,
    [after, limit],
  )

/** The deeds that some seals name, by seal and number; `limit` guards against a seal that names more than it counts. */
export const selectDeedsOfSeals = (
  reader: Reader,
  [from, to]: [string, string],
  limit: number,
): Promise<(SealedDeed & { seal: string })[]> =>
  reader.query<SealedDeed & { seal: string }>(
    `select s.number::text as seal, d.* from platform.audit_seal s
      cross join lateral unnest(s.deeds) r
      cross join lateral (
        select ${deedColumns}, a.number as "order" from platform.audit a
         where a.number >= lower(r) and a.number < upper(r) order by a.number limit $3) d
      where s.number between $1 and $2 order by s.number, d."order" limit $3`,
    [from, to, limit],
  )

/**
 * `all` deeds that there are; `held` by seals, each once; `queued`: those that wait for a seal, of them `again` such as have one
 * already; `lost`: those that wait and are not there.
 */
export type DeedCounts = { all: number; held: number; queued: number; again: number; lost: number }

export const countDeeds = async (reader: Reader): Promise<DeedCounts> => {
  const [row] = await reader.query<DeedCounts>(
    `with seals as (select coalesce(range_agg(deeds), '{}') as deeds from platform.audit_seal)
     select (select count(*) from platform.audit)::float8 as all,
        (select coalesce(sum(upper(r) - lower(r)), 0) from seals, unnest(seals.deeds) r)::float8 as held,
        count(a.number)::float8 as queued,
        count(*) filter (where q.number <@ (select deeds from seals))::float8 as again,
        count(*) filter (where a.number is null)::float8 as lost
       from platform.audit_queue q left join platform.audit a on a.number = q.number`,
  )
  return row ?? { all: 0, held: 0, queued: 0, again: 0, lost: 0 }
}

/** Deeds after a number, as many as a page, that no seal names and none waits for; and where the page ended. */
export const selectStray = async (
  reader: Reader,
  after: string,
  page: number,
): Promise<{ stray: string[]; end: string | null }> => {
  const [row] = await reader.query<{ stray: string[] | null; end: string | null }>(
    `with page as (select number from platform.audit where number > $1 order by number limit $2),
          bounds as (select int8range($1, max(number), '(]') as span, max(number) as last from page),
          held as (select coalesce(range_agg(s.deeds), '{}') as deeds from platform.audit_seal s, bounds b
                    where s.deeds && b.span)
     select (select array_agg(p.number::text order by p.number) from page p, held h
              where not p.number <@ h.deeds
                and not exists (select from platform.audit_queue q where q.number = p.number)) as stray,
            (select last::text from bounds) as end`,
    [after, page],
  )
  return { stray: row?.stray ?? [], end: row?.end ?? null }
}
