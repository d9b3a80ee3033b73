import type { KeyPattern } from '@nguon/epcis'
import { positionOf, positionTable } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { selectWithinBytes } from '../bodies.store.ts'
import { eventAt } from '../event-at.store.ts'
import { anyOf, seen } from '../visibility/seen.store.ts'
import type { Sight } from '../visibility/sight.ts'
import { isOfPlaces, isPlaceRow } from './scan.store.ts'
import { binder, type KeyFilter, ofKeys, type Place, perOwner, type Values } from './selection.store.ts'

/** Which of the events have any of the keys in any of the roles. */
export const selectHaving = async (reader: Reader, places: readonly Place[], keys: KeyFilter): Promise<Set<string>> => {
  const times = places.map(({ eventTime }) => eventTime).toSorted()
  const rows = await reader.query<{ uid: string }>(
    `select distinct e.event_uid as uid from events.event_key e
      where e.key = any($1::uuid[]) and e.role = any($2::smallint[]) and e.event_uid = any($3::uuid[])
        and e.event_time = any($4::timestamptz[]) and e.event_time >= $5::timestamptz and e.event_time <= $6::timestamptz`,
    [keys.hashes, keys.roles, places.map(({ uid }) => uid), [...new Set(times)], times[0], times.at(-1)],
  )
  return new Set(rows.map(({ uid }) => uid))
}

/** A stored event as it is answered: its text, what was added by us, and the @context it was sent under. */
export type StoredBody = Place & {
  body: string | null
  tombstone: unknown
  eventID: string
  eventIDOurs: boolean
  declaredBy: string
  asParty?: boolean
  recordTime: string
  contextText: string
}

/**
 * The bodies of the first of the places, in their order: as many as are not too much to hold, and one at least. `read`: how
 * many places that were. `party`: an authority's own, for which it is told whether it sees each as a party, too.
 */
export const selectBodies = async (
  reader: Reader,
  places: readonly Place[],
  party?: NonNullable<Sight>,
): Promise<{ bodies: StoredBody[]; read: number }> => {
  if (places.length === 0) return { bodies: [], read: 0 }
  const values: unknown[] = [places.map(({ uid }) => uid), places.map(({ eventTime }) => eventTime)]
  const asParty = party && seen((value) => `$${values.push(value)}`, party).join('')
  const rows = await selectWithinBytes<StoredBody & { n: number }>(
    reader,
    {
      rows: `select e.event_uid as uid, e.event_time as "eventTime", p.position::float8 as position, e.body, e.tombstone,
            e.event_id as "eventID", e.event_id_ours as "eventIDOurs", e.declared_by as "declaredBy",
            ${asParty ? `${asParty} as "asParty",` : ''} p.at as "recordTime", c.body as "contextText", asked.n::float8 as n
       from unnest($1::uuid[], $2::timestamptz[]) with ordinality as asked (uid, time, n)
            ${eventAt('asked.uid', 'asked.time')} ${positionOf('e')} join events.context c on c.context_id = e.context_id`,
      order: 'n',
    },
    values,
  )
  const last = rows.at(-1)
  return { bodies: rows.map(({ n, ...body }) => body), read: last === undefined ? places.length : last.n }
}

/** Hashes of known keys that any of the patterns covers, up to a limit. */
export const selectKeysOfPatterns = async (
  reader: Reader,
  patterns: readonly KeyPattern[],
  limit: number,
): Promise<string[]> => {
  const rows = await reader.query<{ key: string }>(
    `select distinct k.key from unnest($1::text[], $2::text[], $3::text[]) as r (low, high, form) cross join lateral
       (select key from events.key
         where canonical ~>=~ r.low and canonical ~<~ r.high and (r.form is null or canonical ~ r.form) limit $4) k
      limit $4`,
    [
      patterns.map(({ prefix }) => prefix),
      patterns.map(({ prefix }) => justAfter(prefix)),
      patterns.map(({ form }) => form ?? null),
      limit,
    ],
  )
  return rows.map(({ key }) => key)
}

/** The first text, in the order of code points, that no longer starts with the prefix. */
const justAfter = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)

/** Events stored by captures of any but these parties, without what others captured in the name of one of them. */
export const selectStoredCount = async (reader: Reader, except: string[]): Promise<number> => {
  const [row] = await reader.query<{ stored: number }>(
    `select (select coalesce(sum(events_stored), 0) from events.capture_job where party_id <> all($1::uuid[]))::float8
          - (select count(*) from events.event
              where declared_by = any($1::uuid[]) and captured_by <> all($1::uuid[]))::float8 as stored`,
    [except],
  )
  return row?.stored ?? 0
}

type Whose = { sight: Sight; positions: { last: number } }

/** How many rows behind the keys are seen, counted up to a limit. */
export const countRows = async (reader: Reader, keys: KeyFilter, whose: Whose, limit: number): Promise<number> => {
  const values: Values = [limit]
  const [row] = await reader.query<{ count: string }>(counting(rowsUpTo('$1', values, keys, whose)), values)
  return Number(row?.count ?? 0)
}

/** How many events are open to viewers, counted up to a limit. */
export const countOpen = async (reader: Reader, sight: NonNullable<Sight>, limit: number): Promise<number> => {
  const values: Values = [limit]
  const [row] = await reader.query<{ count: string }>(counting([openUpTo('$1', values, sight)]), values)
  return Number(row?.count ?? 0)
}

/**
 * Whether no more than so many rows at places are seen, and so many times as many are there. Where who asks told of nothing
 * there, whether others did decides nothing.
 */
export const selectIsFewAmong = async (
  reader: Reader,
  places: KeyFilter,
  sight: NonNullable<Sight>,
  { few, times }: { few: number; times: number },
): Promise<boolean> => {
  const values: Values = [few, times]
  const told = toldUpTo('$1::bigint + 1', values, places, sight)
  const open = openUpTo('$1::bigint + 1', values, sight)
  const others = toldUpTo('(select n * $2::bigint + 1 from own)', values, places, null)
  const [row] = await reader.query<{ isFew: boolean }>(
    `with told as materialized (${counting(told)}), open as materialized (${counting([open])}),
     own as materialized (select told.count as told, told.count + open.count as n from told, open)
     select case when n > $1::bigint then false when told = 0 then true
                 else n * $2::bigint < (${counting(others)}) end as "isFew" from own`,
    values,
  )
  return row?.isFew ?? false
}

const counting = (reads: readonly string[]): string =>
  `select count(*) as count from (${reads.join(' union all ') || 'select where false'}) rows`

/**
 * Reads that together have a row for each of the keys that is seen, each up to a limit. Of what is open, all counts at places:
 * as much is read at most.
 */
const rowsUpTo = (limit: string, values: Values, keys: KeyFilter, { sight, positions }: Whose): string[] => {
  if (isOfPlaces(keys))
    return [...toldUpTo(limit, values, keys, sight), ...(sight === null ? [] : [openUpTo(limit, values, sight)])]
  const own = seen(binder(values), sight, positions.last)
  return [`(select 1 from events.event_key e where ${[...ofKeys(values, keys), ...own].join(' and ')} limit ${limit})`]
}

/** What parties told of places has indexes that begin with them. */
const toldUpTo = (limit: string, values: Values, places: KeyFilter, sight: Sight): string[] =>
  perOwner(values, sight).map(
    (own) =>
      `(select 1 from events.event_key e where ${[...ofKeys(values, places), isPlaceRow, ...own].join(' and ')} limit ${limit})`,
  )

/** In the order of the index that begins with the viewer: a plan that knows no values reads all rows for one that has none. */
const openUpTo = (limit: string, values: Values, { open }: NonNullable<Sight>): string =>
  `(select 1 from events.sight where viewer = ${anyOf(binder(values), open)}
     order by viewer, event_time, event_uid limit ${limit})`

/** The first and the last position whose record time lies between two instants, the second excluded. */
export const selectPositionsBetween = async (
  reader: Reader,
  from: string | undefined,
  before: string | undefined,
): Promise<{ first: number; last: number }> => {
  const [row] = await reader.query<{ first: number; last: number }>(
    `select coalesce((select position from ${positionTable} where at >= $1::timestamptz order by at limit 1), 9e15)::float8 as first,
            coalesce((select position from ${positionTable} where at < $2::timestamptz order by at desc limit 1), 0)::float8 as last`,
    [from ?? '-infinity', before ?? 'infinity'],
  )
  return row ?? { first: 0, last: 0 }
}
