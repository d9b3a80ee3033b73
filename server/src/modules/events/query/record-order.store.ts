import { positionOf, positionTable } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { eventAt } from '../event-at.store.ts'
import { opened, orderedColumns } from '../visibility/seen.store.ts'
import { type Opened, rowsOf } from './scan.store.ts'
import {
  afterTime,
  beyond,
  bind,
  binder,
  direction,
  fits,
  inTime,
  type KeyFilter,
  outcome,
  type Scanned,
  type ScannedRow,
  type Selection,
  seenRows,
  type Values,
} from './selection.store.ts'

const recorded = `e.event_time as "eventTime", e.event_uid as uid, p.position::float8 as position`

/** Events that have any of the keys, by position: for keys with few events, which are all read and sorted. */
export const sortByKeys = async (
  reader: Reader,
  keys: KeyFilter,
  openTo: Opened,
  selection: Selection,
): Promise<Scanned> => {
  const values: Values = []
  const own = rowsOf(values, keys, openTo, selection)
  const where = ['true', ...inTime(values, selection.columns), ...afterPosition(values, selection)]
  const rows = await reader.query<ScannedRow>(
    `select distinct ${recorded}, ${fits(values, selection, 'e')} as fits from (${own}) e ${positionOf('e')}
      where ${where.join(' and ')}
      order by position ${direction(selection)}, uid ${direction(selection)} limit ${bind(values, selection.limit)}`,
    values,
  )
  return outcome(rows, rows.length, selection.limit)
}

const afterPosition = (values: Values, selection: Selection): string[] => {
  if (selection.after === undefined) return []
  const { position, uid } = selection.after
  return [
    `(p.position, e.event_uid) ${beyond(selection)} (${bind(values, position)}::bigint, ${bind(values, uid)}::uuid)`,
  ]
}

/** Captures hold from one to thousands of events: more are opened at once as more are looked for. */
const capturesFor = (limit: number): number => Math.max(16, limit >> 2)
const lowest = '00000000-0000-0000-0000-000000000000'
const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Events by position: each capture's rows in order, so that a capture of any size is read piece by piece. */
export const scanByPositions = async (reader: Reader, selection: Selection): Promise<Scanned> => {
  const { after, positions, descending, limit } = selection
  const atOnce = capturesFor(limit)
  const captures = await reader.query<{ number: number; position: number }>(
    `select number::float8 as number, position::float8 as position from ${positionTable}
      where position >= $1 and position <= $2 order by position ${direction(selection)} limit $3`,
    [
      descending ? positions.first : Math.max(positions.first, after?.position ?? 0),
      descending ? Math.min(positions.last, after?.position ?? positions.last) : positions.last,
      atOnce,
    ],
  )
  const values: Values = [captures.map(({ number }) => number), captures.map(({ position }) => position)]
  const bound = `case when p.position = ${bind(values, after?.position ?? -1)}::bigint then ${bind(values, after?.uid ?? lowest)}::uuid
    else ${bind(values, descending ? highest : lowest)}::uuid end`
  const inCapture = [
    'e.capture_number = p.number',
    `e.event_uid ${beyond(selection)} ${bound}`,
    ...inTime(values, selection.columns),
  ]
  const reads = capturedReads(values, selection, inCapture)
  const rows = await reader.query<ScannedRow>(
    `select ${recorded}, ${fits(values, selection, 'e')} as fits
       from unnest($1::bigint[], $2::bigint[]) as p (number, position) ${ofOneParty(selection)} cross join lateral (
         select * from (${reads.map((read) => `(${read})`).join(' union all ')}) e
          order by e.event_uid ${direction(selection)} limit ${bind(values, limit)}) e
      order by p.position ${direction(selection)}, e.event_uid ${direction(selection)} limit $${values.length}`,
    values,
  )
  const last = captures.at(-1)
  const scanned = outcome(rows, rows.length, limit)
  if (scanned.end !== undefined || captures.length < atOnce || last === undefined) return scanned
  const end = { position: last.position, uid: descending ? lowest : highest, eventTime: '0001-01-01 00:00:00+00' }
  return { ...scanned, rows: Math.max(rows.length, captures.length), end }
}

/** All events of a capture were captured by one party in one party's name: the first of them tells whether they are one's own. */
const ofOneParty = ({ sight }: Selection): string =>
  sight === null
    ? ''
    : `cross join lateral (
         select captured_by, declared_by from events.event where capture_number = p.number limit 1) c`

/** The reads of one capture that together hold what is seen of it. */
const capturedReads = (values: Values, selection: Selection, inCapture: string[]): string[] => {
  const { sight, positions, limit } = selection
  const read = (table: string, more: string[]) =>
    `select ${orderedColumns} from ${table} e where ${[...inCapture, ...more].join(' and ')}
      order by e.event_uid ${direction(selection)} limit ${bind(values, limit)}`
  if (sight === null) return [read('events.event', [])]
  const own = `any(${bind(values, sight.parties)}::uuid[])`
  const viewers = `e.viewer = any(${bind(values, sight.viewers)}::uuid[])`
  return [
    read('events.event', [`(c.captured_by = ${own} or c.declared_by = ${own})`]),
    read('events.sight', [viewers, ...opened(binder(values), positions.last, 'e')]),
  ]
}

/**
 * Events whose uid lies in any of the ranges: those of given eventIDs. They are few, and all read. Where there is none, some other
 * is judged in its place and left out: what is hidden takes as long as what is not there.
 */
export const selectByUid = async (
  reader: Reader,
  ranges: [string, string][],
  selection: Selection,
  order: 'eventTime' | 'recordTime',
): Promise<Scanned> => {
  const values: Values = [ranges.map(([low]) => low), ranges.map(([, high]) => high)]
  const where = [...seenRows(values, selection), ...inTime(values, selection.columns)]
  const all = [...where, ...(order === 'recordTime' ? afterPosition(values, selection) : afterTime(values, selection))]
  const rows = await reader.query<ScannedRow>(
    `with named as materialized (
       select i.event_uid, i.event_time from unnest($1::uuid[], $2::uuid[]) as r (low, high)
         join events.identity i on i.event_uid between r.low and r.high),
     judged as materialized (
       select ${recorded}, ${fits(values, selection, 'e')} as fits, i.named
         from (select *, true as named from named union all
               (select event_uid, event_time, false from events.identity where not exists (select from named) limit 1)) i
              ${eventAt('i.event_uid', 'i.event_time')} ${positionOf('e')}
        ${all.length === 0 ? '' : `where ${all.join(' and ')}`})
     select distinct "eventTime", uid, position, fits from judged where named
      order by ${order === 'recordTime' ? 'position' : '"eventTime"'} ${direction(selection)}, uid ${direction(selection)}
      limit ${bind(values, selection.limit)}`,
    values,
  )
  return outcome(rows, rows.length, selection.limit)
}
