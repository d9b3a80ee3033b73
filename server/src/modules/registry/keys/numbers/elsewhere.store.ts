import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { merged } from '../../parties/merging/standing.store.ts'
import { momentValues } from '../../versions/moment.ts'
import type { Span } from './number.store.ts'
import type { Series } from './number-series.ts'

/** The position up to which it is read for whom a party stands ($2): the last. */
const [now] = momentValues({})

/** Numbers of a series that were given out elsewhere. */
export type Elsewhere = Span & { series: string }

/** The spans of a table that a told one (`t`) meets, as a set: spans of one series never overlap, so those that begin within it and the one before. */
const met = (table: string, condition = ''): string => `(
  select coalesce(range_agg(int8range(e.first, e.last, '[]')), '{}'::int8multirange) as spans from registry.${table} e
  where e.series_id = t.series and e.first <= t.last ${condition} and e.first >= coalesce((
    select max(b.first) from registry.${table} b where b.series_id = t.series and b.first <= t.first), t.first))`

const told = 'jsonb_to_recordset($1::jsonb) as t (series uuid, first bigint, last bigint)'

/**
 * Of spans, in their order: whether all of it is known to have been given out elsewhere, and the first part that was leased: whatever
 * stands before the next number to be leased, and was neither given out elsewhere nor passed over.
 */
export const judgeElsewhere = (reader: Reader, spans: readonly Elsewhere[]) =>
  reader.query<{ known: boolean; leased: Span | null }>(
    `select known.spans @> int8range(t.first, t.last, '[]') as known,
       (select jsonb_build_object('first', lower(part), 'last', upper(part) - 1)
        from unnest(int8multirange(int8range(t.first, greatest(t.first, least(t.last + 1, s.next)))) - known.spans - passed.spans)
          as part order by part limit 1) as leased
     from rows from (jsonb_to_recordset($1::jsonb) as (series uuid, first bigint, last bigint)) with ordinality
         as t (series, first, last, place)
       join registry.number_series s on s.series_id = t.series,
       lateral ${met('number_elsewhere')} known, lateral ${met('number_returned', 'and not e.given')} passed
     order by t.place`,
    [JSON.stringify(spans)],
  )

/** Writes what of these spans is not known yet, and takes it out of what was passed over. */
export async function insertElsewhere(tx: Tx, spans: readonly Elsewhere[], declaredBy: string): Promise<void> {
  await tx.query(
    `insert into registry.number_elsewhere (series_id, first, last, declared_by)
     select series, lower(part), upper(part) - 1, $2 from (
       select t.series, range_agg(int8range(t.first, t.last, '[]')) - range_agg(known.spans) as fresh
       from ${told}, lateral ${met('number_elsewhere')} known group by t.series) given, unnest(fresh) as part`,
    [JSON.stringify(spans), declaredBy],
  )
  await tx.query(
    `with given as (select t.series, range_agg(int8range(t.first, t.last, '[]')) as spans from ${told} group by t.series),
       cut as (delete from registry.number_returned r using given g
         where r.series_id = g.series and not r.given and g.spans && int8range(r.first, r.last, '[]')
         returning r.series_id, r.first, r.last, g.spans)
     insert into registry.number_returned (series_id, first, last, given)
     select series_id, lower(part), upper(part) - 1, false
     from cut, unnest(int8multirange(int8range(first, last, '[]')) - spans) as part`,
    [JSON.stringify(spans)],
  )
}

/** The first place from the next one on behind which so many stand that were not given out elsewhere, and how many do at the most. */
export async function findUntold(reader: Reader, series: Pick<Series, 'id' | 'next' | 'capacity'>, count: number) {
  const [found] = await reader.query<{ first: number | null; longest: number }>(
    `with ends as (
       select first, last from registry.number_elsewhere where series_id = $1 and first >= $2
       union all select $3::bigint, $3::bigint),
     free as (select coalesce(lag(last) over (order by first) + 1, $2::bigint) as first, first as until from ends)
     select (array_agg(first order by first) filter (where until - first >= $4))[1]::float8 as first,
       max(until - first)::float8 as longest from free`,
    [series.id, series.next, series.capacity, count],
  )
  return found ?? { first: null, longest: 0 }
}

/** Notes what stands free between two places as passed over. */
export const passOver = async (tx: Tx, series: string, from: number, until: number): Promise<void> => {
  await tx.query(
    `insert into registry.number_returned (series_id, first, last, given)
     select $1, lower(part), upper(part) - 1, false from unnest(int8multirange(int8range($2, $3)) - (
       select coalesce(range_agg(int8range(first, last, '[]')), '{}'::int8multirange) from registry.number_elsewhere
       where series_id = $1 and first >= $2 and first < $3)) as part`,
    [series, from, until],
  )
}

export const isElsewhere = async (reader: Reader, series: string, at: number): Promise<boolean> =>
  (
    await reader.query('select 1 from registry.number_elsewhere where series_id = $1 and first <= $2 and last >= $2', [
      series,
      at,
    ])
  ).length > 0

/** What was given out elsewhere of a series, in the order of places. */
export const selectElsewhere = (reader: Reader, series: string, after: number, limit: number) =>
  reader.query<Span>(
    `select first::float8 as first, last::float8 as last from registry.number_elsewhere
     where series_id = $1 and first > $2 order by first limit $3`,
    [series, after, limit],
  )

/** What was given out elsewhere in the order of series and places; of the series of one holder where named. */
export const selectElsewherePage = (
  reader: Reader,
  asked: { party: string | null; after: readonly [series: string, first: number]; limit: number },
) =>
  reader.query<Elsewhere>(
    `select e.series_id as series, e.first::float8 as first, e.last::float8 as last
     from registry.number_elsewhere e join registry.number_series s using (series_id)
     where (e.series_id, e.first) > ($3::uuid, $4::bigint) and ($1::uuid is null or s.holder_id in ${merged('$1')})
     order by e.series_id, e.first limit $5`,
    [asked.party, now, ...asked.after, asked.limit],
  )
