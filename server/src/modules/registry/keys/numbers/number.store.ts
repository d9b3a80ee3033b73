import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { today, utc } from '../../../../platform/postgres/times.ts'
import { merged, standsFor } from '../../parties/merging/standing.store.ts'
import { momentValues } from '../../versions/moment.ts'
import type { Series, UseState } from './number-series.ts'

/** The position up to which it is read for whom a party stands ($2): the last. */
const [now] = momentValues({})

const seriesColumns = `series_id as id, ${standsFor('holder_id')} as holder, kind, key, prefix, width, secret,
  next::float8 as next, capacity::float8 as capacity`

export const insertSeries = async (tx: Tx, row: Series, declaredBy: string): Promise<void> => {
  await tx.query(
    `insert into registry.number_series (series_id, holder_id, kind, key, prefix, width, secret, capacity, declared_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.holder, row.kind, row.key, row.prefix, row.width, row.secret, row.capacity, declaredBy],
  )
}

type Shape = Pick<Series, 'kind' | 'key' | 'prefix' | 'width'>

/** Has whoever opens a series of these numbers wait for whoever came before: lots and serials of one key, SSCCs of all. */
export const lockNumbers = async (tx: Tx, { kind, key }: Shape): Promise<void> => {
  const numbers = kind === 'sscc' ? 'registry.numbers sscc' : `registry.numbers ${kind} ${key}`
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [numbers])
}

/**
 * A series that gives out a number of this shape too: its numbers are as long, and the longer of both prefixes is the other
 * with digits behind it. An SSCC stands alone, without the key of its series.
 */
export const findOverlapping = async (reader: Reader, { kind, key, prefix, width }: Shape) =>
  (
    await reader.query<Series>(
      `select ${seriesColumns} from registry.number_series
       where kind = $1 and (kind = 'sscc' or key = $3) and length(prefix) + width = length($4::text) + $5::integer
         and (starts_with(prefix, $4) and substr(prefix, length($4) + 1) ~ '^[0-9]*$'
           or starts_with($4, prefix) and substr($4, length(prefix) + 1) ~ '^[0-9]*$')
       order by series_id limit 1`,
      [kind, now, key, prefix, width],
    )
  )[0]

export const findSeries = async (reader: Reader, id: string): Promise<Series | undefined> =>
  (await reader.query<Series>(`select ${seriesColumns} from registry.number_series where series_id = $1`, [id, now]))[0]

export const findSeriesAmong = (reader: Reader, ids: readonly string[]): Promise<Series[]> =>
  reader.query<Series>(`select ${seriesColumns} from registry.number_series where series_id = any($1::uuid[])`, [
    ids,
    now,
  ])

/** The series, locked: whoever leases or accounts waits for whoever came before. */
export const lockSeries = async (tx: Tx, id: string): Promise<Series | undefined> =>
  (
    await tx.query<Series>(`select ${seriesColumns} from registry.number_series where series_id = $1 for update`, [
      id,
      now,
    ])
  )[0]

/** The same of many, in one order, so that nobody waits for each other. */
export const lockSeriesAmong = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  await tx.query('select from registry.number_series where series_id = any($1::uuid[]) order by series_id for update', [
    ids,
  ])
}

/** Series in order of their ids: of a party and those of which it has leases; of everybody where none is named. */
export const selectSeriesPage = (
  reader: Reader,
  asked: { party: string | null; after: string; limit: number },
): Promise<Series[]> =>
  reader.query<Series>(
    `select ${seriesColumns} from registry.number_series s
     where s.series_id > $3::uuid and ($1::uuid is null or s.holder_id in ${merged('$1')} or exists (
       select from registry.number_lease l where l.series_id = s.series_id and l.lessee_id in ${merged('$1')}))
     order by s.series_id limit $4`,
    [asked.party, now, asked.after, asked.limit],
  )

export const updateNext = async (tx: Tx, id: string, next: number): Promise<void> => {
  await tx.query('update registry.number_series set next = $2 where series_id = $1', [id, next])
}

export type Span = { first: number; last: number }
export type Lease = Span & {
  id: string
  series: string
  lessee: string
  device: string | null
  expiresOn: string | null
  leasedAt: string
}

const leaseColumns = `l.lease_id as id, l.series_id as series, ${standsFor('l.lessee_id')} as lessee, l.device,
  l.first::float8 as first, l.last::float8 as last, l.expires_on::text as "expiresOn",
  ${utc('l.leased_at')} as "leasedAt"`

export const insertLease = async (tx: Tx, row: Omit<Lease, 'leasedAt'>, declaredBy: string): Promise<void> => {
  await tx.query(
    `insert into registry.number_lease (series_id, lease_id, lessee_id, device, first, last, expires_on, declared_by)
     values ($1, $2, $3, $4, $5, $6, $7::date, $8)`,
    [row.series, row.id, row.lessee, row.device, row.first, row.last, row.expiresOn, declaredBy],
  )
}

export const findLease = async (reader: Reader, series: string, id: string): Promise<Lease | undefined> =>
  (
    await reader.query<Lease>(
      `select ${leaseColumns} from registry.number_lease l where l.series_id = $1 and l.lease_id = $3`,
      [series, now, id],
    )
  )[0]

/** The latest lease that a number was in. */
export const leaseOf = async (reader: Reader, series: string, at: number): Promise<Lease | undefined> =>
  (
    await reader.query<Lease>(
      `select ${leaseColumns} from registry.number_lease l
       where l.series_id = $1 and l.first <= $3 and l.last >= $3 order by l.lease_id desc limit 1`,
      [series, now, at],
    )
  )[0]

export type CountedLease = Lease & { used: number; void: number; returned: number }

/** Leases in order of their ids, with how many of their numbers are what; of one lessee where named. */
export const selectLeases = (
  reader: Reader,
  series: string,
  asked: { lessee: string | null; after: string; limit: number },
): Promise<CountedLease[]> =>
  reader.query<CountedLease>(
    `select ${leaseColumns}, counted.* from registry.number_lease l cross join lateral (
       select ${['used', 'void', 'returned'].map((state) => `coalesce(sum(u.last - u.first + 1) filter (where u.state = '${state}'), 0)::float8 as ${state}`).join(', ')}
       from registry.number_use u where u.series_id = l.series_id and u.lease_id = l.lease_id) counted
     where l.series_id = $1 and ($3::uuid is null or l.lessee_id in ${merged('$3')}) and l.lease_id > $4::uuid
     order by l.lease_id limit $5`,
    [series, now, asked.lessee, asked.after, asked.limit],
  )

/** Leases in order of series and id, with what became of which of their numbers; of a lessee's or holder's where one is named. */
export const selectLeasePage = (
  reader: Reader,
  asked: { party: string | null; after: readonly [series: string, lease: string]; limit: number },
): Promise<(Lease & { accounts: Use[] })[]> =>
  reader.query(
    `select ${leaseColumns}, coalesce((
         select jsonb_agg(jsonb_build_object('first', u.first, 'last', u.last, 'state', u.state) order by u.first)
         from registry.number_use u where u.series_id = l.series_id and u.lease_id = l.lease_id), '[]') as accounts
     from registry.number_lease l join registry.number_series s on s.series_id = l.series_id
     where (l.series_id, l.lease_id) > ($3::uuid, $4::uuid)
       and ($1::uuid is null or l.lessee_id in ${merged('$1')} or s.holder_id in ${merged('$1')})
     order by l.series_id, l.lease_id limit $5`,
    [asked.party, now, ...asked.after, asked.limit],
  )

const counts = {
  leased: sumOf('number_lease'),
  used: sumOf('number_use', "and state = 'used'"),
  void: sumOf('number_use', "and state = 'void'"),
  cameBack: sumOf('number_use', "and state = 'returned'"),
  returned: sumOf('number_returned', 'and given'),
  passedOver: sumOf('number_returned', 'and not given'),
  elsewhere: sumOf('number_elsewhere'),
  /** Of those given out elsewhere what stands before the next number to be leased. */
  met: sumOf('number_elsewhere', 'and first < (select next from registry.number_series where series_id = $1)'),
  overdue: `(select coalesce(sum(l.last - l.first + 1 - coalesce((select sum(u.last - u.first + 1) from registry.number_use u
      where u.series_id = l.series_id and u.lease_id = l.lease_id), 0)), 0)::float8
    from registry.number_lease l where l.series_id = $1 and l.expires_on < ${today})`,
}

function sumOf(table: string, condition = ''): string {
  return `(select coalesce(sum(last - first + 1), 0)::float8 from registry.${table} where series_id = $1 ${condition})`
}

/** How many numbers of a series are in leases, were given out elsewhere or passed over, and what became of them. */
export const countNumbers = async (reader: Reader, series: string): Promise<Record<keyof typeof counts, number>> => {
  const columns = Object.entries(counts).map(([name, sum]) => `${sum} as "${name}"`)
  const [row] = await reader.query<Record<keyof typeof counts, number>>(`select ${columns.join(', ')}`, [series])
  if (row === undefined) throw new Error('a select without rows')
  return row
}

export type Use = Span & { state: UseState }

/** What is known already of the numbers of a lease, in their order. */
export const selectUses = (reader: Reader, series: string, lease: string): Promise<Use[]> =>
  reader.query<Use>(
    `select first::float8 as first, last::float8 as last, state from registry.number_use
     where series_id = $1 and lease_id = $2 order by first`,
    [series, lease],
  )

export const insertUses = async (
  tx: Tx,
  lease: Pick<Lease, 'series' | 'id'>,
  uses: readonly Use[],
  declaredBy: string,
): Promise<void> => {
  await tx.query(
    `insert into registry.number_use (series_id, lease_id, first, last, state, declared_by)
     select $1, $2, first, last, state, $4 from jsonb_to_recordset($3::jsonb) as given (first bigint, last bigint, state text)`,
    [lease.series, lease.id, JSON.stringify(uses), declaredBy],
  )
}

/** `given`: false for numbers that were passed over. */
export const insertReturned = async (tx: Tx, series: string, spans: readonly Span[], given = true): Promise<void> => {
  await tx.query(
    `insert into registry.number_returned (series_id, first, last, given)
     select $1, first, last, $3 from jsonb_to_recordset($2::jsonb) as told (first bigint, last bigint)`,
    [series, JSON.stringify(spans), given],
  )
}

type FreeSpan = Span & { given: boolean }

/**
 * Numbers in a row that came back, however many times they came back by, or that were passed over: the first such span of so
 * many, and the longest.
 */
export const findReturned = async (reader: Reader, series: string, count: number) => {
  const rows = await reader.query<FreeSpan & { most: number }>(
    `with marked as (
       select first, last, given, (first - 1, given) is distinct from
         (lag(last) over (order by first), lag(given) over (order by first)) as begins
       from registry.number_returned where series_id = $1),
     numbered as (select first, last, given, count(*) filter (where begins) over (order by first) as run from marked),
     joined as (select min(first) as first, max(last) as last, bool_and(given) as given from numbered group by run)
     select first::float8 as first, last::float8 as last, given, (max(last - first + 1) over ())::float8 as most
     from joined order by last - first + 1 < $2, first limit 1`,
    [series, count],
  )
  const [found] = rows
  return { most: found?.most ?? 0, ...(found && found.last - found.first + 1 >= count && { span: found }) }
}

/** Takes `count` of such numbers out of the beginning of a span of them. */
export const takeReturned = async (tx: Tx, series: string, span: FreeSpan, count: number): Promise<Span> => {
  await tx.query('delete from registry.number_returned where series_id = $1 and first between $2 and $3', [
    ...[series, span.first, span.last],
  ])
  const taken = { first: span.first, last: span.first + count - 1 }
  if (taken.last < span.last) await insertReturned(tx, series, [{ first: taken.last + 1, last: span.last }], span.given)
  return taken
}

export const isReturned = async (reader: Reader, series: string, at: number): Promise<boolean> =>
  (
    await reader.query(
      'select 1 from registry.number_returned where series_id = $1 and first <= $2 and last >= $2 and given',
      [series, at],
    )
  ).length > 0
