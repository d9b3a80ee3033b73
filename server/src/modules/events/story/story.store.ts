import { positionJoin } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import type { Span } from '../../trace/index.ts'
import { eventAt } from '../event-at.store.ts'
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
}

/** Where a timeline goes on: after this event. */
export type TimelineCursor = { eventTime: string; eventUid: string }

/** Roles in which an item itself takes a step; what it became later belongs to another item's story. */
const ownRoles = (['epc', 'class', 'parent', 'child', 'childClass', 'output', 'outputClass'] as const).map(roleNumber)

/** The events of items within their spans, oldest first, after the cursor. */
export const selectTimeline = (
  reader: Reader,
  spans: readonly Span[],
  after: TimelineCursor,
  limit: number,
  asOf: number,
): Promise<TimelineRow[]> =>
  reader.query<TimelineRow>(
    `select s.key, s.depth, s.inherited, k.event_uid as "eventUid", k.event_time as "eventTime", k.zone,
            k.event_type as type, k.action, k.biz_step as "bizStep", k.disposition, k.place, k.declared_by as "declaredBy"
       from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::integer[], $5::boolean[])
              as s (key, low, high, depth, inherited)
      cross join lateral (
        select e.* from events.event_key e ${positionJoin('e')}
         where e.key = s.key and e.event_time >= s.low and e.event_time <= s.high
           and e.role = any($6::smallint[]) and not e.declaration
           and (e.event_time, e.event_uid) > ($7::timestamptz, $8::uuid) and p.position <= $10
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
    ],
  )

/** Canonical texts of keys, by hash. */
export const selectKeyTexts = async (reader: Reader, hashes: string[]): Promise<Map<string, string>> => {
  const rows = await reader.query<{ key: string; canonical: string }>(
    'select key, canonical from events.key where key = any($1::uuid[])',
    [hashes],
  )
  return new Map(rows.map((row) => [row.key, row.canonical]))
}

/** A body that creates a key, with the @context it was sent under. */
export type CreatingBody = {
  uid: string
  eventTime: string
  declaredBy: string
  /** Captured while nobody owned the key: then the declarer spoke for itself alone. */
  unclaimed: boolean
  body: string
  contextText: string
}

/** The events that brought a key into being, oldest first: commissioned, described, or made from something. */
export const selectCreations = async (reader: Reader, key: string, asOf: number): Promise<CreatingBody[]> => {
  const found = await reader.query<{ uid: string; time: string }>(
    `select e.event_uid as uid, e.event_time as time from events.event_key e ${positionJoin('e')}
      where e.key = $1 and not e.declaration and p.position <= $2
        and (e.role = any($3::smallint[]) or (e.role = any($4::smallint[]) and e.action = 0))
      order by e.event_time, e.event_uid limit 20`,
    [key, asOf, [roleNumber('output'), roleNumber('outputClass')], [roleNumber('epc'), roleNumber('class')]],
  )
  if (found.length === 0) return []
  return reader.query<CreatingBody>(
    `select e.event_uid as uid, e.event_time as "eventTime", e.declared_by as "declaredBy", e.body,
            coalesce('key-unclaimed' = any(e.findings), false) as unclaimed, c.body as "contextText"
       from unnest($1::uuid[], $2::timestamptz[]) as found (uid, time) ${eventAt('found.uid', 'found.time')}
       join events.context c on c.context_id = e.context_id
      where e.body is not null
      order by e.event_time, e.event_uid`,
    [found.map(({ uid }) => uid), found.map(({ time }) => time)],
  )
}
