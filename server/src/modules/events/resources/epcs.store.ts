import { positionOf } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { eventAt } from '../event-at.store.ts'

/** Whose events count (null: everybody's), and up to which position. */
export type Sight = { party: string | null; asOf: number }

/** Where an event stands among those that are seen: in the order of its time, then its uid. */
export type Spot = { eventTime: string; uid: string }

/** What an event says of EPCs is read off its body, or off the tombstone that took the body's place. */
export type SeenEvent = Spot & { body: string | null; tombstone: unknown }

const place = `e.event_time as "eventTime", e.event_uid as uid`

/** Events that are seen, oldest first, after a spot. A party's own come from two ordered reads: declared, and captured for others. */
export const selectSeen = (
  reader: Reader,
  { party, asOf }: Sight,
  after: Spot | undefined,
  limit: number,
): Promise<SeenEvent[]> => {
  const from = `select ${place} from events.event e ${positionOf('e')}
    where p.position <= $1 and (e.event_time, e.event_uid) > ($2::timestamptz, $3::uuid)`
  const end = 'order by e.event_time, e.event_uid limit $4'
  const spots =
    party === null
      ? `${from} ${end}`
      : `select * from ((${from} and e.declared_by = $5 ${end})
           union all (${from} and e.captured_by = $5 and e.captured_by <> e.declared_by ${end})) both_reads
         order by "eventTime", uid limit $4`
  return reader.query<SeenEvent>(
    `select ${place}, e.body, e.tombstone from (${spots}) s ${eventAt('s.uid', 's."eventTime"')}
      order by e.event_time, e.event_uid`,
    [
      asOf,
      after?.eventTime ?? '-infinity',
      after?.uid ?? '00000000-0000-0000-0000-000000000000',
      limit,
      ...(party === null ? [] : [party]),
    ],
  )
}

const visible = `($1::uuid is null or k.captured_by = $1 or k.declared_by = $1)`

/** Of EPCs that events name, those that a seen event before theirs names already, as places in the list asked about. */
export const selectNamedBefore = async (
  reader: Reader,
  { party, asOf }: Sight,
  asked: readonly { hash: string; spot: Spot }[],
  roles: readonly number[],
): Promise<Set<number>> => {
  const rows = await reader.query<{ at: number }>(
    `select a.at::float8 as at
       from unnest($3::uuid[], $4::timestamptz[], $5::uuid[]) with ordinality as a (key, time, uid, at)
       join events.key m on m.key = a.key
      where exists (select from events.event_key k ${positionOf('k')}
        where k.key = a.key and k.event_time >= m.first_month and k.event_time <= a.time
          and (k.event_time, k.event_uid) < (a.time, a.uid) and k.role = any($6::smallint[])
          and ${visible} and p.position <= $2)`,
    [
      party,
      asOf,
      asked.map(({ hash }) => hash),
      asked.map(({ spot }) => spot.eventTime),
      asked.map(({ spot }) => spot.uid),
      roles,
    ],
  )
  return new Set(rows.map(({ at }) => at - 1))
}

/** Whether a seen event names the key in one of the roles. */
export const selectIsNamed = async (
  reader: Reader,
  { party, asOf }: Sight,
  hash: string,
  roles: readonly number[],
): Promise<boolean> => {
  const [row] = await reader.query<{ named: boolean }>(
    `select exists (select from events.event_key k ${positionOf('k')}
       where k.key = $3 and k.role = any($4::smallint[]) and ${visible} and p.position <= $2) as named`,
    [party, asOf, hash, roles],
  )
  return row?.named ?? false
}
