import type { Reader } from '../../../platform/postgres/database.ts'
import { beginOf, stretchIn } from '../visibility/at-places.ts'
import { columnsBeside, isOpen, orderedColumns } from '../visibility/seen.store.ts'
import { isPlaceRow } from './scan.store.ts'
import {
  afterTime,
  bind,
  binder,
  direction,
  inTime,
  type KeyFilter,
  lowest,
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

/** How many rows of each list are read in one statement: each holds one event at least. */
const mostLists = 128

const ofList = 's.viewer = viewer.value and s.place = asked.value and s.biz_step = step.value'

/** The stretch with which so many rows of a list are read, and where its time ends; null where there are fewer. */
const edgeOf = (values: Values, lists: string, selection: Selection): string => {
  const { descending, limit } = selection
  const stretch = `${descending ? 'max' : 'min'}(nth.stretch)`
  return `select ${stretch} as stretch, ${beginOf(descending ? stretch : `${stretch} + 1`)} as time
     from ${lists} cross join lateral (
       select s.stretch from events.sight_place s where ${[ofList, ...inStretches(values, selection)].join(' and ')}
        order by s.stretch ${direction(selection)} offset ${bind(values, Math.min(limit, mostLists))} limit 1) nth`
}

const inStretches = (values: Values, { columns, after, descending }: Selection): string[] => {
  const { timeFrom, timeBefore } = columns
  const stretch = (time: string) => stretchIn(`${bind(values, time)}::timestamptz`)
  return [
    ...(timeFrom === undefined ? [] : [`s.stretch >= ${stretch(timeFrom)}`]),
    ...(timeBefore === undefined ? [] : [`s.stretch <= ${stretch(timeBefore)}`]),
    ...(after === undefined ? [] : [`s.stretch ${descending ? '<=' : '>='} ${stretch(after.eventTime)}`]),
  ]
}

const withinEdge = ({ descending }: Selection): string =>
  descending
    ? `e.event_time >= coalesce((select time from edge), '-infinity')`
    : `e.event_time < coalesce((select time from edge), 'infinity')`

/** A row that no event has, where the reading goes on: behind all that are before the edge. */
const edge = `select time, '${lowest}'::uuid, ${columnsBeside(null)}, false from edge where time is not null`

/** What lists hold up to the edge, each with its row at the place, if it names the place in the role that is asked for. */
const listed = (values: Values, lists: string, { keys }: StepsAtPlaces, selection: Selection): string => {
  const upTo = selection.descending
    ? `s.stretch >= coalesce((select stretch from edge), ${-(2 ** 31)})`
    : `s.stretch <= coalesce((select stretch from edge), ${2 ** 31 - 1})`
  const order = (rows: string) =>
    `${rows}.event_time ${direction(selection)}, ${rows}.event_uid ${direction(selection)}`
  const where = [...inTime(values, selection.columns), ...afterTime(values, selection)]
  return `select l.event_time, l.event_uid, ${columnsBeside('k')}, true as listed
     from (select asked.value as place, e.event_time, e.event_uid
             from ${lists} cross join lateral (
               select s.times, s.uids from events.sight_place s
                where ${[ofList, upTo, ...inStretches(values, selection)].join(' and ')}
                order by s.stretch ${direction(selection)}) s
            cross join lateral unnest(s.times, s.uids) as e (event_time, event_uid)
            ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
            order by ${order('e')} limit ${bind(values, selection.limit)}) l
     left join lateral (
       select * from events.event_key
        where key = l.place and event_time = l.event_time and event_uid = l.event_uid
          and role = any(${bind(values, keys.roles)}::smallint[]) limit 1) k on true
    order by ${order('l')}`
}
