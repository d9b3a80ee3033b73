import { lowestID } from '../../../platform/ids.ts'
import { positionOf, positionTable } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { eventAt } from '../event-at.store.ts'
import { type Holding, selectHeld } from '../visibility/audience.store.ts'
import { opened, orderedColumns } from '../visibility/seen.store.ts'
import { type Opened, rowsOf } from './scan.store.ts'
import {
  afterTime,
  beyond,
  bind,
  binder,
  type ColumnFilter,
  direction,
  fits,
  inTime,
  type KeyFilter,
  outcome,
  type Place,
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

const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Events by position: each capture's rows in order, so that a capture of any size is read piece by piece. */
export const scanByPositions = async (reader: Reader, selection: Selection): Promise<Scanned> => {
  const { descending, limit, after } = selection
  const atOnce = Math.max(leastCaptures, limit >> 2)
  const captures = await capturesAfter(reader, selection, atOnce)
  const next = asManyAs(captures, isWhole(selection.columns) ? selection.enough : limit, after)
  const last = next.at(-1)
  if (last === undefined) return { places: [], rows: 0, end: undefined }
  const rows = await selectCaptured(reader, next, selection)
  const scanned = outcome(rows, rows.length, limit)
  if (scanned.end !== undefined || (next.length === captures.length && captures.length < atOnce)) return scanned
  const end = { position: last.position, uid: descending ? lowestID : highest, eventTime: '0001-01-01 00:00:00+00' }
  return { ...scanned, rows: Math.max(rows.length, next.length), end }
}

const leastCaptures = 32

/**
 * Captures hold from one to thousands of events: of those that come next, as many are opened as hold so many events. What is
 * left of the one in which the reading goes on is not known.
 */
const asManyAs = (captures: readonly Holding[], events: number, after: Place | undefined): Holding[] => {
  let before = 0
  return captures.filter((capture) => {
    const isOpened = before < events
    before += capture.position === after?.position ? 0 : capture.events
    return isOpened
  })
}

/** Whether every event of a capture is asked for. */
const isWhole = (columns: ColumnFilter): boolean => Object.values(columns).every((asked) => asked === undefined)

/** The next captures in which there is anything to see. */
const capturesAfter = (reader: Reader, selection: Selection, limit: number): Promise<Holding[]> => {
  const { sight, after, positions, descending } = selection
  const range = {
    first: descending ? positions.first : Math.max(positions.first, after?.position ?? 0),
    last: descending ? Math.min(positions.last, after?.position ?? positions.last) : positions.last,
  }
  if (sight === null) return selectCaptures(reader, range, selection, limit)
  return selectHeld(reader, sight, { ...range, descending, limit })
}

const selectCaptures = (
  reader: Reader,
  { first, last }: { first: number; last: number },
  selection: Selection,
  limit: number,
): Promise<Holding[]> =>
  reader.query<Holding>(
    `select p.number::float8 as number, p.position::float8 as position, true as own, coalesce(j.events_stored, 0)::float8 as events
       from (select number, position from ${positionTable} where position >= $1 and position <= $2
              order by position ${direction(selection)} limit $3) p
       left join lateral (select events_stored from events.capture_job where number = p.number limit 1) j on true
      order by p.position ${direction(selection)}`,
    [first, last, limit],
  )

/** The rows of captures that are seen, in the order of captures. */
const selectCaptured = (reader: Reader, captures: readonly Holding[], selection: Selection): Promise<ScannedRow[]> => {
  const { after, descending, limit } = selection
  const values: Values = [
    captures.map(({ number }) => number),
    captures.map(({ position }) => position),
    captures.map(({ own }) => own),
  ]
  const bound = `case when p.position = ${bind(values, after?.position ?? -1)}::bigint then ${bind(values, after?.uid ?? lowestID)}::uuid
    else ${bind(values, descending ? highest : lowestID)}::uuid end`
  const inCapture = [
    'e.capture_number = p.number',
    `e.event_uid ${beyond(selection)} ${bound}`,
    ...inTime(values, selection.columns),
  ]
  const reads = capturedReads(values, selection, captures, inCapture)
  return reader.query<ScannedRow>(
    `select ${recorded}, ${fits(values, selection, 'e')} as fits
       from unnest($1::bigint[], $2::bigint[], $3::boolean[]) as p (number, position, own) cross join lateral (
         select * from (${reads.map((read) => `(${read})`).join(' union all ')}) e
          order by e.event_uid ${direction(selection)} limit ${bind(values, limit)}) e
      order by p.position ${direction(selection)}, e.event_uid ${direction(selection)} limit $${values.length}`,
    values,
  )
}

/** The reads of one capture that together hold what is seen of it: all of one's own, of another's what is open. */
const capturedReads = (
  values: Values,
  selection: Selection,
  captures: readonly Holding[],
  inCapture: string[],
): string[] => {
  const { sight, positions, limit } = selection
  const read = (table: string, more: string[]) =>
    `select ${orderedColumns} from ${table} e where ${[...inCapture, ...more].join(' and ')}
      order by e.event_uid ${direction(selection)} limit ${bind(values, limit)}`
  const own = captures.some((capture) => capture.own) ? [read('events.event', ['p.own'])] : []
  if (sight === null || captures.every((capture) => capture.own)) return own
  const where = ['not p.own', 'e.viewer = v.id', ...opened(binder(values), positions.last, 'e')]
  return [
    ...own,
    `select s.* from unnest(${bind(values, sight.open)}::uuid[]) as v (id) cross join lateral (${read('events.sight', where)}) s`,
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
