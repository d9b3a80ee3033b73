import { lowestID } from '../../../platform/ids.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { columnsBeside, isOpen, orderedColumns } from '../visibility/seen.store.ts'
import { isPlaceRow } from './scan.store.ts'
import {
  afterTime,
  bind,
  binder,
  direction,
  inTime,
  type KeyFilter,
  ownReads,
  roleIn,
  type Scanned,
  type Selection,
  scan,
  type Values,
} from './selection.store.ts'

/** Business steps at places: each pair has an index. */
export type StepsAtPlaces = { keys: KeyFilter; bizSteps: string[] }

/**
 * Events of any of the business steps at any of the places, by event time. What is open to a viewer there is led to by its lists
 * (events.sight_place), of which a bounded number is read: up to an edge in time, behind which the reading goes on.
 */
export const scanByPlaceAndStep = (reader: Reader, asked: StepsAtPlaces, selection: Selection): Promise<Scanned> => {
  const values: Values = []
  const { sight, positions } = selection
  if (sight === null || sight.open.length === 0)
    return scan(reader, values, selection, ownAtPlaces(values, asked, selection))
  const lists = `${pairs(values, asked)} cross join unnest(${bind(values, sight.open)}::uuid[]) as viewer (value)`
  const reads = [
    ...ownAtPlaces(values, asked, selection, [withinEdge(selection)]),
    listed(values, lists, asked, selection),
    edge,
  ]
  return scan(reader, values, selection, reads, {
    before: [`edge as materialized (${edgeOf(values, lists, selection)})`],
    judged: [`(not s.listed or ${isOpen(binder(values), sight, positions.last, 's')})`],
  })
}

const pairs = (values: Values, { keys, bizSteps }: StepsAtPlaces): string =>
  `unnest(${bind(values, keys.hashes)}::uuid[]) as asked (value) cross join unnest(${bind(values, bizSteps)}::text[]) as step (value)`

const ownAtPlaces = (
  values: Values,
  asked: StepsAtPlaces,
  selection: Selection,
  within: readonly string[] = [],
): string[] => {
  const where = () => [
    ...['e.key = asked.value', 'e.biz_step = step.value', isPlaceRow, roleIn(values, asked.keys.roles), ...within],
  ]
  return ownReads(
    values,
    selection,
    'events.event_key',
    () => ({ from: pairs(values, asked), where: where() }),
    `${orderedColumns}, false as listed`,
  )
}

const ofList = 's.viewer = viewer.value and s.place = asked.value and s.biz_step = step.value'

/** The day with which as many events of a list are read as may be looked at, and where its time ends; null where there are fewer. */
const edgeOf = (values: Values, lists: string, selection: Selection): string => {
  const limit = bind(values, selection.limit)
  const day = `${selection.descending ? 'max' : 'min'}(nearest.day)`
  return `select ${day} as day, (${day} + ${selection.descending ? 0 : 1})::timestamp at time zone 'UTC' as time
     from ${lists} cross join lateral (
       select day from (
         select s.day, sum(s.events) over (order by s.day ${direction(selection)} rows unbounded preceding) as so_far
           from events.sight_place s where ${[ofList, ...inDays(values, selection)].join(' and ')}
          order by s.day ${direction(selection)} limit ${limit}) each
        where so_far >= ${limit} order by day ${direction(selection)} limit 1) nearest`
}

/** Behind an edge in descending order nothing is left of the edge's own day. */
const inDays = (values: Values, { columns, after, descending }: Selection): string[] => {
  const { timeFrom, timeBefore } = columns
  const beyond = descending ? (after?.uid === lowestID ? '<' : '<=') : '>='
  const day = (time: string, before = '') => `((${bind(values, time)}::timestamptz${before}) at time zone 'UTC')::date`
  return [
    ...(timeFrom === undefined ? [] : [`s.day >= ${day(timeFrom)}`]),
    ...(timeBefore === undefined ? [] : [`s.day <= ${day(timeBefore, " - interval '1 microsecond'")}`]),
    ...(after === undefined ? [] : [`s.day ${beyond} ${day(after.eventTime)}`]),
  ]
}

const withinEdge = ({ descending }: Selection): string =>
  descending
    ? `e.event_time >= coalesce((select time from edge), '-infinity')`
    : `e.event_time < coalesce((select time from edge), 'infinity')`

/** A row that no event has, where the reading goes on: behind all that are before the edge. */
const edge = `select time, '${lowestID}'::uuid, ${columnsBeside(null)}, false from edge where time is not null`

/** What lists hold up to the edge, each with its row at the place, if it names the place in the role that is asked for. */
const listed = (values: Values, lists: string, { keys }: StepsAtPlaces, selection: Selection): string => {
  const upTo = selection.descending
    ? `s.day >= coalesce((select day from edge), '-infinity')`
    : `s.day <= coalesce((select day from edge), 'infinity')`
  const order = (rows: string) =>
    `${rows}.event_time ${direction(selection)}, ${rows}.event_uid ${direction(selection)}`
  const where = [...inTime(values, selection.columns), ...afterTime(values, selection)]
  return `select l.event_time, l.event_uid, ${columnsBeside('k')}, true as listed
     from (select asked.value as place, e.event_time, e.event_uid
             from ${lists} cross join lateral (
               select s.times, s.uids from events.sight_place s
                where ${[ofList, upTo, ...inDays(values, selection)].join(' and ')}
                order by s.day ${direction(selection)}) s
            cross join lateral unnest(s.times, s.uids) as e (event_time, event_uid)
            ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
            order by ${order('e')} limit ${bind(values, selection.limit)}) l
     left join lateral (
       select * from events.event_key
        where key = l.place and event_time = l.event_time and event_uid = l.event_uid
          and role = any(${bind(values, keys.roles)}::smallint[]) limit 1) k on true
    order by ${order('l')}`
}
