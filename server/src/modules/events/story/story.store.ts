import { positionOf } from '../../../platform/positions.ts'
import { type Reader, uuidArray } from '../../../platform/postgres/database.ts'
import { type Span, standing } from '../../trace/index.ts'
import type { Creation } from '../creation.ts'
import { roleNumber } from '../vocabulary.ts'

/** A row of a timeline. Times are PostgreSQL timestamp texts in UTC, places and items 128-bit hashes. */
export type TimelineRow = {
  key: string
  depth: number
  inherited: boolean
  eventUid: string
  eventTime: string
  zone: string
  type: number
  action: number | null
  bizStep: string | null
  disposition: string | null
  place: string | null
  declaredBy: string
  captureNumber: number
}

/** Where a timeline goes on: after this event. */
export type TimelineCursor = { eventTime: string; eventUid: string }

/** Roles in which an item itself takes a step; what it became later belongs to another item's story. */
const ownRoles = (['epc', 'class', 'parent', 'child', 'childClass', 'output', 'outputClass'] as const).map(roleNumber)

/**
 * The events of items within their spans, oldest first, after the cursor; those taken back by then left out. Whether they
 * were captured by then is left to be judged.
 */
export const selectTimeline = (
  reader: Reader,
  spans: readonly Span[],
  after: TimelineCursor,
  limit: number,
  asOf: number,
  months: Months,
): Promise<TimelineRow[]> =>
  reader.query<TimelineRow>(
    `select s.key, s.depth, s.inherited, k.event_uid as "eventUid", k.event_time as "eventTime", k.zone,
            k.event_type as type, k.action, k.biz_step as "bizStep", k.disposition, k.place, k.declared_by as "declaredBy",
            k.capture_number::float8 as "captureNumber"
       from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::integer[], $5::boolean[])
              as s (key, low, high, depth, inherited)
      cross join lateral (
        select e.* from events.event_key e
         where e.key = s.key and e.event_time >= s.low and e.event_time <= s.high
           and e.event_time >= $11::timestamptz and e.event_time < $12::timestamptz
           and e.role = any($6::smallint[]) and not e.declaration
           and (e.event_time, e.event_uid) > ($7::timestamptz, $8::uuid)
           and ${standing('e', '$10')}
         order by e.event_time, e.event_uid limit $9
      ) k
      order by k.event_time, k.event_uid, s.inherited, s.depth limit $9`,
    [
      spans.map(({ key }) => key),
      spans.map(({ from }) => from ?? '-infinity'),
      spans.map(({ to }) => to ?? 'infinity'),
      spans.map(({ depth }) => depth),
      spans.map(({ inherited }) => inherited),
      ownRoles,
      after.eventTime,
      after.eventUid,
      limit,
      asOf,
      months.from,
      months.until,
    ],
  )

/** Between which instants the events of some keys lie; given from outside, so that no other partition is opened. */
export type Months = { from: string; until: string }

/** Undefined where no event names any of the keys. */
export const selectMonths = async (reader: Reader, hashes: string[]): Promise<Months | undefined> => {
  const [row] = await reader.query<{ from: string | null; until: string | null }>(
    `select min(first_month)::text as from, (max(last_month) + interval '1 month')::text as until
       from events.key where key = any($1::uuid[])`,
    [hashes],
  )
  return row?.from && row.until ? { from: row.from, until: row.until } : undefined
}

/** Canonical texts of keys. */
export const selectKeyTexts = async (
  reader: Reader,
  hashes: readonly string[],
): Promise<{ keys: string[]; texts: string[] }> => {
  const [row] = await reader.query<{ keys: string[] | null; texts: string[] | null }>(
    'select json_agg(key) as keys, json_agg(canonical) as texts from events.key where key = any($1::uuid[])',
    [uuidArray(hashes)],
  )
  return { keys: row?.keys ?? [], texts: row?.texts ?? [] }
}

/** A row of an event that creates the key, with what it says of it. */
export type CreationRow = { eventTime: string; declaredBy: string; creation: Creation }

const mostCreations = 20

const creationsWhere = (whose: string): string =>
  `(select e.event_time as "eventTime", e.event_uid as uid, e.declared_by as "declaredBy", e.creation
      from events.event_key e ${positionOf('e')}
     where e.key = $1 and e.event_time >= $5::timestamptz and e.event_time < $6::timestamptz and e.creation is not null and p.position <= $2 and ${standing('e', '$2')} and ${whose}
     order by e.event_time, e.event_uid limit $3)`

const byOwners = `coalesce(e.declared_by = any($4::uuid[]) or e.creation -> 'mandatedBy' ?| ($4::uuid[])::text[], false)`

/**
 * The events that brought a key into being, oldest first; those taken back by then left out. Of the owner's and of all
 * others' so many each: nobody's words crowd out the owner's.
 */
export const selectCreations = (
  reader: Reader,
  key: string,
  owners: readonly string[],
  asOf: number,
  months: Months,
): Promise<CreationRow[]> =>
  reader.query<CreationRow>(
    `select "eventTime", "declaredBy", creation
       from (${creationsWhere(byOwners)} union all ${creationsWhere(`not ${byOwners}`)}) creations
      order by "eventTime", uid`,
    [key, asOf, mostCreations, owners, months.from, months.until],
  )
