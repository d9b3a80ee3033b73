import { positionOf, positionTable } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { eventAt } from '../event-at.store.ts'

/** Where an event must be found by a key: any of the hashes, in any of the roles (stored numbers). */
export type KeyFilter = { hashes: string[]; roles: number[] }

/** Conditions on columns that event and event_key both carry. Times are PostgreSQL's. */
export type ColumnFilter = {
  types?: number[]
  actions?: number[]
  bizSteps?: string[]
  dispositions?: string[]
  timeFrom?: string
  timeBefore?: string
  declaration?: boolean
}

/**
 * In what order, and whence. `party` null sees all; positions count from the first to the last, both included. `limit`: how
 * many rows are looked at; always bound, for a plan that knows it would sort all of a key's rows where it expects few.
 */
export type Selection = {
  columns: ColumnFilter
  party: string | null
  positions: { first: number; last: number }
  descending: boolean
  after: Place | undefined
  limit: number
}

/** Where an event stands in the order: its time and uid, and its capture's position. */
export type Place = { eventTime: string; uid: string; position: number }

/** What was found among the rows looked at, and the last of these where there may be more. */
export type Scanned = { places: Place[]; rows: number; end: Place | undefined }

type Values = unknown[]
const bind = (values: Values, value: unknown): string => `$${values.push(value)}`

/** Stored numbers of the roles of places, whose rows have indexes of their own (ADR 17). */
const placeRoles = [9, 10]
const isPlaceRow = 'e.role in (9, 10)'

/** Whether only places are asked for. */
export const isOfPlaces = ({ roles }: KeyFilter): boolean => roles.every((role) => placeRoles.includes(role))

/** Events that have any of the keys, by event time. */
export const scanByKeys = (reader: Reader, keys: KeyFilter, selection: Selection): Promise<Scanned> => {
  const values: Values = []
  const asked = `unnest(${bind(values, keys.hashes)}::uuid[]) as asked (value)`
  const where = ['e.key = asked.value', roleIn(values, keys.roles), ...ownRows(values, selection.party)]
  const found = ordered(values, selection, 'events.event_key', where)
  return scan(reader, values, selection, [perValue(asked, found, values, selection)])
}

/** Events of any of the business steps at any of the places, by event time. */
export const scanByPlaceAndStep = (
  reader: Reader,
  keys: KeyFilter,
  bizSteps: string[],
  selection: Selection,
): Promise<Scanned> => {
  const values: Values = []
  const asked = `unnest(${bind(values, keys.hashes)}::uuid[]) as asked (value) cross join unnest(${bind(values, bizSteps)}::text[]) as step (value)`
  const where = ['e.key = asked.value', 'e.biz_step = step.value', isPlaceRow, roleIn(values, keys.roles)]
  const reads = perOwner(values, selection.party).map((own) =>
    perValue(asked, ordered(values, selection, 'events.event_key', [...own, ...where]), values, selection),
  )
  return scan(reader, values, selection, reads)
}

/** Events of a party at places where it has few: all its rows there are read, however many others' lie beside them. */
export const sortOwnAtPlaces = (reader: Reader, keys: KeyFilter, selection: Selection): Promise<Scanned> => {
  const values: Values = []
  const own = rowsOf(values, keys, selection.party)
  return scan(reader, values, selection, [ordered(values, selection, `(${own} offset 0)`, [])])
}

/** Every row of the keys that a party may see; those of places lie together for each party. */
const rowsOf = (values: Values, keys: KeyFilter, party: string | null): string => {
  const where = [
    `e.key = any(${bind(values, keys.hashes)}::uuid[])`,
    roleIn(values, keys.roles),
    ...(isOfPlaces(keys) ? [isPlaceRow] : []),
  ]
  return perOwner(values, party)
    .map((own) => `select e.* from events.event_key e where ${[...where, ...own].join(' and ')}`)
    .join(' union all ')
}

/** Events by their columns alone, by event time: for the operator those of a business step, where it is asked for. */
export const scanByColumns = (reader: Reader, selection: Selection): Promise<Scanned> => {
  const values: Values = []
  const { bizSteps } = selection.columns
  if (selection.party === null && bizSteps !== undefined) {
    const asked = `unnest(${bind(values, bizSteps)}::text[]) as asked (value)`
    const found = ordered(values, selection, 'events.event', ['e.biz_step = asked.value'])
    return scan(reader, values, selection, [perValue(asked, found, values, selection)])
  }
  const reads = perOwner(values, selection.party).map((own) => ordered(values, selection, 'events.event', own))
  return scan(reader, values, selection, reads)
}

/** Conditions of the reads that together hold what a party may see: declared in its name, and captured for others. */
const perOwner = (values: Values, party: string | null): string[][] => {
  if (party === null) return [[]]
  const own = bind(values, party)
  return [[`e.declared_by = ${own}`], [`e.captured_by = ${own}`, 'e.captured_by <> e.declared_by']]
}

const ownRows = (values: Values, party: string | null): string[] => {
  if (party === null) return []
  const own = bind(values, party)
  return [`(e.captured_by = ${own} or e.declared_by = ${own})`]
}

const roleIn = (values: Values, roles: number[]): string => `e.role = any(${bind(values, roles)}::smallint[])`

/** One read in the order of an index: what the index cannot tell is left to `scan`, so that the rows looked at are counted. */
const ordered = (values: Values, selection: Selection, table: string, where: string[]): string => {
  const all = [...where, ...inTime(values, selection.columns), ...afterTime(values, selection)]
  return `select e.event_time, e.event_uid, e.capture_number, e.event_type, e.action, e.biz_step, e.disposition, e.declaration
     from ${table} e ${all.length === 0 ? '' : `where ${all.join(' and ')}`}
    order by e.event_time ${direction(selection)}, e.event_uid ${direction(selection)} limit ${bind(values, selection.limit)}`
}

const afterTime = (values: Values, selection: Selection): string[] => {
  if (selection.after === undefined) return []
  const { eventTime, uid } = selection.after
  return [
    `(e.event_time, e.event_uid) ${beyond(selection)} (${bind(values, eventTime)}::timestamptz, ${bind(values, uid)}::uuid)`,
  ]
}

const direction = ({ descending }: Selection): string => (descending ? 'desc' : 'asc')

/**
 * One ordered read for each value asked for, merged: an index gives its order only behind one value of its first column,
 * and then a page costs the same however long the result is.
 */
const perValue = (asked: string, ofOne: string, values: Values, selection: Selection): string =>
  `select found.* from ${asked} cross join lateral (${ofOne}) found
    order by found.event_time ${direction(selection)}, found.event_uid ${direction(selection)} limit ${bind(values, selection.limit)}`

type ScannedRow = Place & { fits: boolean; rows: number }

/** The rows of the reads in order up to the limit: those that fit, and the last whether or not it does. */
const scan = async (reader: Reader, values: Values, selection: Selection, reads: string[]): Promise<Scanned> => {
  const order = `event_time ${direction(selection)}, event_uid ${direction(selection)}`
  const rows = await reader.query<ScannedRow>(
    `with merged as materialized (
       select * from (${reads.map((read) => `(${read})`).join(' union all ')}) u order by ${order} limit ${bind(values, selection.limit)}),
     judged as (
       select s.event_time, s.event_uid, p.position, ${fits(values, selection, 's')} as fits
         from merged s ${positionOf('s')}),
     numbered as (select *, row_number() over (order by ${order}) as n, count(*) over () as rows from judged)
     select event_time as "eventTime", event_uid as uid, position::float8 as position, fits, rows::float8 as rows
       from numbered where fits or n = rows order by n`,
    values,
  )
  return outcome(rows, rows[0]?.rows ?? 0, selection.limit)
}

const outcome = (rows: ScannedRow[], count: number, limit: number): Scanned => {
  const places = rows
    .filter(({ fits: is }, index) => is && rows[index - 1]?.uid !== rows[index]?.uid)
    .map(({ eventTime, uid, position }) => ({ eventTime, uid, position }))
  const last = rows.at(-1)
  return { places, rows: count, end: count < limit ? undefined : last }
}

/** What every row must fulfil besides what led to it; `rows` is its name in the statement, `p` its position. */
const fits = (values: Values, { columns, positions }: Selection, rows: string): string => {
  const anyOf = (column: string, type: string, list: unknown[] | undefined) =>
    list === undefined ? [] : [`coalesce(${rows}.${column} = any(${bind(values, list)}::${type}[]), false)`]
  return [
    `p.position >= ${bind(values, positions.first)}`,
    `p.position <= ${bind(values, positions.last)}`,
    ...anyOf('event_type', 'smallint', columns.types),
    ...anyOf('action', 'smallint', columns.actions),
    ...anyOf('biz_step', 'text', columns.bizSteps),
    ...anyOf('disposition', 'text', columns.dispositions),
    ...(columns.declaration === undefined ? [] : [`${rows}.declaration = ${bind(values, columns.declaration)}`]),
  ].join(' and ')
}

const inTime = (values: Values, { timeFrom, timeBefore }: ColumnFilter): string[] => [
  ...(timeFrom === undefined ? [] : [`e.event_time >= ${bind(values, timeFrom)}::timestamptz`]),
  ...(timeBefore === undefined ? [] : [`e.event_time < ${bind(values, timeBefore)}::timestamptz`]),
]

const beyond = ({ descending }: Selection): string => (descending ? '<' : '>')

const recorded = `e.event_time as "eventTime", e.event_uid as uid, p.position::float8 as position`

/** Events that have any of the keys, by position: for keys with few events, which are all read and sorted. */
export const sortByKeys = async (reader: Reader, keys: KeyFilter, selection: Selection): Promise<Scanned> => {
  const values: Values = []
  const own = rowsOf(values, keys, selection.party)
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
  const where = [
    'e.capture_number = p.number',
    `e.event_uid ${beyond(selection)} ${bound}`,
    ...ownRows(values, selection.party),
    ...inTime(values, selection.columns),
  ]
  const rows = await reader.query<ScannedRow>(
    `select ${recorded}, ${fits(values, selection, 'e')} as fits
       from unnest($1::bigint[], $2::bigint[]) as p (number, position) cross join lateral (
         select * from events.event e where ${where.join(' and ')}
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

/** Events whose uid lies in any of the ranges: those of given eventIDs. They are few, and all read. */
export const selectByUid = async (
  reader: Reader,
  ranges: [string, string][],
  selection: Selection,
  order: 'eventTime' | 'recordTime',
): Promise<Scanned> => {
  const values: Values = [ranges.map(([low]) => low), ranges.map(([, high]) => high)]
  const where = [...ownRows(values, selection.party), ...inTime(values, selection.columns)]
  const all = [...where, ...(order === 'recordTime' ? afterPosition(values, selection) : afterTime(values, selection))]
  const rows = await reader.query<ScannedRow>(
    `with named as materialized (
       select i.event_uid, i.event_time from unnest($1::uuid[], $2::uuid[]) as r (low, high)
         join events.identity i on i.event_uid between r.low and r.high)
     select distinct ${recorded}, ${fits(values, selection, 'e')} as fits
       from named i ${eventAt('i.event_uid', 'i.event_time')} ${positionOf('e')}
      ${all.length === 0 ? '' : `where ${all.join(' and ')}`}
      order by ${order === 'recordTime' ? 'position' : '"eventTime"'} ${direction(selection)}, uid ${direction(selection)}
      limit ${bind(values, selection.limit)}`,
    values,
  )
  return outcome(rows, rows.length, selection.limit)
}
