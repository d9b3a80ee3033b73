import { lowestID } from '../../../platform/ids.ts'
import { positionOf } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { selectWithinBytes } from '../bodies.store.ts'
import { eventAt } from '../event-at.store.ts'
import { type Bind, opened, seen } from '../visibility/seen.store.ts'
import type { Sight } from '../visibility/sight.ts'

/** Which events count, and up to which position. */
export type Outlook = { sight: Sight; asOf: number }

/** Where an event stands among those that are seen: in the order of its time, then its uid. */
export type Spot = { eventTime: string; uid: string }

/** What an event says of EPCs is read off its body, or off the tombstone that took the body's place. */
export type SeenEvent = Spot & { eventID: string; declaredBy: string; body: string | null; tombstone: unknown }

const place = `e.event_time as "eventTime", e.event_uid as uid`

/**
 * Events that are seen, oldest first, after a spot: some of so many, while there are any. Ordered reads of what a party declared, what
 * it captured for others, what is open to it.
 */
export const selectSeen = (
  reader: Reader,
  { sight, asOf }: Outlook,
  after: Spot | undefined,
  limit: number,
): Promise<SeenEvent[]> => {
  const values: unknown[] = [asOf, after?.eventTime ?? '-infinity', after?.uid ?? lowestID, limit]
  const bind = (value: unknown) => `$${values.push(value)}`
  const read = (table: string, more: string[]) =>
    `(select ${place} from ${table} e ${positionOf('e')}
       where ${['p.position <= $1', '(e.event_time, e.event_uid) > ($2::timestamptz, $3::uuid)', ...more].join(' and ')}
       order by e.event_time, e.event_uid limit $4)`
  return selectWithinBytes<SeenEvent>(
    reader,
    {
      rows: `select ${place}, e.event_id as "eventID", e.declared_by as "declaredBy", e.body, e.tombstone
               from (${spotsSeen(sight, bind, read, asOf)}) s ${eventAt('s.uid', 's."eventTime"')}`,
      order: '"eventTime", uid',
      texts: ['body'],
    },
    values,
  )
}

const spotsSeen = (sight: Sight, bind: Bind, read: (table: string, more: string[]) => string, asOf: number): string => {
  if (sight === null) return read('events.event', [])
  const of = (ids: readonly string[]) => `unnest(${bind(ids)}::uuid[]) as viewer (id)`
  const open = read('events.sight', ['e.viewer = viewer.id', ...opened(bind, asOf, 'e')])
  return `select distinct "eventTime", uid from (
      (select own.* from ${of(sight.declared)} cross join lateral ${read('events.event', ['e.declared_by = viewer.id'])} own)
      union all (select own.* from ${of(sight.captured)}
        cross join lateral ${read('events.event', ['e.captured_by = viewer.id', 'e.captured_by <> e.declared_by'])} own)
      union all (select open.* from ${of(sight.open)} cross join lateral ${open} open)) reads
    order by "eventTime", uid limit $4`
}

/** Of EPCs that events name, those that a seen event before theirs names already, as places in the list asked about. */
export const selectNamedBefore = async (
  reader: Reader,
  { sight, asOf }: Outlook,
  asked: readonly { hash: string; spot: Spot }[],
  roles: readonly number[],
): Promise<Set<number>> => {
  const values: unknown[] = [
    asOf,
    asked.map(({ hash }) => hash),
    asked.map(({ spot }) => spot.eventTime),
    asked.map(({ spot }) => spot.uid),
    roles,
  ]
  const visible = seen((value) => `$${values.push(value)}`, sight, asOf, 'k')
  const rows = await reader.query<{ at: number }>(
    `select a.at::float8 as at
       from unnest($2::uuid[], $3::timestamptz[], $4::uuid[]) with ordinality as a (key, time, uid, at)
       join events.key m on m.key = a.key
      where exists (select from events.event_key k ${positionOf('k')}
        where k.key = a.key and k.event_time >= m.first_month and k.event_time <= a.time
          and (k.event_time, k.event_uid) < (a.time, a.uid) and k.role = any($5::smallint[])
          and ${['p.position <= $1', ...visible].join(' and ')})`,
    values,
  )
  return new Set(rows.map(({ at }) => at - 1))
}

/** Whether a seen event names the key in one of the roles. */
export const selectIsNamed = async (
  reader: Reader,
  { sight, asOf }: Outlook,
  hash: string,
  roles: readonly number[],
): Promise<boolean> => {
  const values: unknown[] = [asOf, hash, roles]
  const visible = seen((value) => `$${values.push(value)}`, sight, asOf, 'k')
  const [row] = await reader.query<{ named: boolean }>(
    `select exists (select from events.event_key k ${positionOf('k')}
       where ${['k.key = $2', 'k.role = any($3::smallint[])', 'p.position <= $1', ...visible].join(' and ')}) as named`,
    values,
  )
  return row?.named ?? false
}
