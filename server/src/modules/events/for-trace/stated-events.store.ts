import { positionOf } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { standing } from '../../trace/index.ts'
import { eventAt } from '../event-at.store.ts'
import type { Months } from '../story/story.store.ts'
import type { StoredEvent } from '../upkeep/upkeep.store.ts'

/** Where an event lies; times are PostgreSQL's. */
export type EventAt = { uid: string; eventTime: string }

/** Which events: `party` null sees all; both times inclusive. */
export type Bounds = {
  party: string | null
  asOf: number
  from: string
  to: string
  after: EventAt
  limit: number
}

const seen = 'e.event_uid as uid, e.event_time as "eventTime"'
const inBounds = `(e.event_time, e.event_uid) > ($2::timestamptz, $3::uuid) and e.event_time >= $4::timestamptz
  and e.event_time <= $5::timestamptz and not e.declaration and p.position <= $6 and ${standing('e', '$6')}
  and ($7::uuid is null or e.declared_by = $7 or e.captured_by = $7)`
const inOrder = 'order by e.event_time, e.event_uid limit $8'
const boundValues = ({ party, asOf, from, to, after, limit }: Bounds) => [
  after.eventTime,
  after.uid,
  from,
  to,
  asOf,
  party,
  limit,
]

/** Rows of the events that name a key, once for each role it has there. */
export const selectStatedOfKey = (reader: Reader, key: string, bounds: Bounds, months: Months): Promise<EventAt[]> =>
  reader.query<EventAt>(
    `select ${seen} from events.event_key e ${positionOf('e')}
      where e.key = $1 and e.event_time >= $9::timestamptz and e.event_time < $10::timestamptz and ${inBounds} ${inOrder}`,
    [key, ...boundValues(bounds), months.from, months.until],
  )

/** Events declared in a party's name. */
export const selectStatedOfParty = (reader: Reader, declarer: string, bounds: Bounds): Promise<EventAt[]> =>
  reader.query<EventAt>(
    `select ${seen} from events.event e ${positionOf('e')} where e.declared_by = $1 and ${inBounds} ${inOrder}`,
    [declarer, ...boundValues(bounds)],
  )

/** Events whose uid lies in the range of an ID. */
export const selectStatedOfID = (
  reader: Reader,
  [low, high]: readonly [string, string],
  eventID: string,
  bounds: Bounds,
): Promise<EventAt[]> =>
  reader.query<EventAt>(
    `select ${seen} from events.event e ${positionOf('e')}
      where e.event_uid between $1::uuid and $9::uuid and e.event_id = $10 and ${inBounds} ${inOrder}`,
    [low, ...boundValues(bounds), high, eventID],
  )

type StatedRow = Pick<StoredEvent, 'uid' | 'eventID' | 'declaredBy' | 'body' | 'tombstone' | 'contextText'>

/** Bodies of events, or their tombstones, in the order asked for. */
export const selectStated = (reader: Reader, events: readonly EventAt[]): Promise<StatedRow[]> =>
  reader.query<StatedRow>(
    `select e.event_uid as uid, e.event_id as "eventID", e.declared_by as "declaredBy", e.body, e.tombstone,
            c.body as "contextText"
       from unnest($1::uuid[], $2::timestamptz[]) with ordinality as asked (uid, time, n)
            ${eventAt('asked.uid', 'asked.time')} join events.context c on c.context_id = e.context_id
      order by asked.n`,
    [events.map(({ uid }) => uid), events.map(({ eventTime }) => eventTime)],
  )
