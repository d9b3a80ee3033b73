import { positionOf } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { standing } from '../../trace/index.ts'
import { selectWithinBytes } from '../bodies.store.ts'
import { eventAt } from '../event-at.store.ts'
import type { Months } from '../story/story.store.ts'
import type { StoredEvent } from '../upkeep/upkeep.store.ts'
import { type Bind, seen } from '../visibility/seen.store.ts'
import { type Sight, sightOfPartyAlone } from '../visibility/sight.ts'

/** Where an event lies; times are PostgreSQL's. */
export type EventAt = { uid: string; eventTime: string }

/** Which events: those that are seen; both times inclusive. */
export type Bounds = {
  sight: Sight
  asOf: number
  from: string
  to: string
  after: EventAt
  limit: number
}

const columns = 'e.event_uid as uid, e.event_time as "eventTime"'

/** Rows of events: of which table, and which of them. Binds its own values. */
type Rows = (bind: Bind) => { table: string; where: string[] }

/** The events of some rows that lie within the bounds, in order. */
const selectWithin = (reader: Reader, bounds: Bounds, rows: Rows): Promise<EventAt[]> => {
  const { sight, asOf, from, to, after, limit } = bounds
  const values: unknown[] = [asOf]
  const bind = (value: unknown) => `$${values.push(value)}`
  const { table, where } = rows(bind)
  const conditions = [
    ...where,
    `(e.event_time, e.event_uid) > (${bind(after.eventTime)}::timestamptz, ${bind(after.uid)}::uuid)`,
    `e.event_time >= ${bind(from)}::timestamptz`,
    `e.event_time <= ${bind(to)}::timestamptz`,
    'not e.declaration',
    'p.position <= $1',
    standing('e', '$1'),
    ...seen(bind, sight, asOf),
  ]
  return reader.query<EventAt>(
    `select ${columns} from ${table} e ${positionOf('e')} where ${conditions.join(' and ')}
      order by e.event_time, e.event_uid limit ${bind(limit)}`,
    values,
  )
}

/** Rows of the events that name a key, once for each role it has there. */
export const selectStatedOfKey = (reader: Reader, key: string, bounds: Bounds, months: Months): Promise<EventAt[]> =>
  selectWithin(reader, bounds, (bind) => ({
    table: 'events.event_key',
    where: [
      `e.key = ${bind(key)}`,
      `e.event_time >= ${bind(months.from)}::timestamptz`,
      `e.event_time < ${bind(months.until)}::timestamptz`,
    ],
  }))

/**
 * Events declared in a party's name. Another party reads what it captured for that one, and what of it is open to it, and passes
 * over nothing else: how much there is must not show in how long it takes.
 */
export const selectStatedOfParty = (reader: Reader, declarer: string, bounds: Bounds): Promise<EventAt[]> =>
  selectWithin(reader, bounds, (bind) => {
    const where = [`e.declared_by = ${bind(declarer)}`]
    const party = sightOfPartyAlone(bounds.sight)
    const readsAll = party === undefined || party.parties.includes(declarer)
    return { table: readsAll ? 'events.event' : reachable(bind, bounds, party), where }
  })

/** The events that a party captured for others or that are open to it, within the bounds. */
const reachable = (bind: Bind, { from, to, after }: Bounds, { parties, viewers }: NonNullable<Sight>): string => `(
    select * from events.event where captured_by = any(${bind(parties)}::uuid[]) and captured_by <> declared_by
    union all
    select e.* from events.sight s ${eventAt('s.event_uid', 's.event_time')}
      where s.viewer = any(${bind(viewers)}::uuid[]) and s.event_time >= ${bind(from)}::timestamptz
        and s.event_time <= ${bind(to)}::timestamptz and s.event_time >= ${bind(after.eventTime)}::timestamptz)`

/** Events whose uid lies in the range of an ID. */
export const selectStatedOfID = (
  reader: Reader,
  [low, high]: readonly [string, string],
  eventID: string,
  bounds: Bounds,
): Promise<EventAt[]> =>
  selectWithin(reader, bounds, (bind) => ({
    table: 'events.event',
    where: [`e.event_uid between ${bind(low)}::uuid and ${bind(high)}::uuid`, `e.event_id = ${bind(eventID)}`],
  }))

type StatedRow = Pick<
  StoredEvent,
  'uid' | 'eventTime' | 'eventID' | 'declaredBy' | 'body' | 'tombstone' | 'contextText'
>

const rowsAtOnce = 500

/** Events with their bodies, or their tombstones, in the order asked for; read some at a time, so that few are held at once. */
export async function* statedOf(reader: Reader, events: readonly EventAt[]): AsyncGenerator<StatedRow> {
  for (let at = 0; at < events.length; ) {
    const asked = events.slice(at, at + rowsAtOnce)
    const rows = await selectWithinBytes<StatedRow & { n: number }>(
      reader,
      {
        rows: `select ${columns}, e.event_id as "eventID", e.declared_by as "declaredBy", e.body, e.tombstone,
              c.body as "contextText", asked.n::integer as n
         from unnest($1::uuid[], $2::timestamptz[]) with ordinality as asked (uid, time, n)
              ${eventAt('asked.uid', 'asked.time')} join events.context c on c.context_id = e.context_id`,
        order: 'n',
      },
      [asked.map(({ uid }) => uid), asked.map(({ eventTime }) => eventTime)],
    )
    yield* rows
    at += rows.at(-1)?.n ?? asked.length
  }
}
