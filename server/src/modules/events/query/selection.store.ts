import { positionOf } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { type Bind, orderedColumns, seen } from '../visibility/seen.store.ts'
import type { Sight } from '../visibility/sight.ts'

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
 * In what order, whence, and who sees it; positions count from the first to the last, both included. `limit`: how many rows
 * are looked at; always bound, for a plan that knows it would sort all of a key's rows where it expects few.
 */
export type Selection = {
  columns: ColumnFilter
  sight: Sight
  positions: { first: number; last: number }
  descending: boolean
  after: Place | undefined
  limit: number
}

/** Where an event stands in the order: its time and uid, and its capture's position. */
export type Place = { eventTime: string; uid: string; position: number }

/** What was found among the rows looked at, and the last of these where there may be more. */
export type Scanned = { places: Place[]; rows: number; end: Place | undefined }

/** The values of a statement's parameters. */
export type Values = unknown[]

/** Puts a value into a statement and answers its parameter. */
export const bind = (values: Values, value: unknown): string => `$${values.push(value)}`

export const binder =
  (values: Values): Bind =>
  (value) =>
    bind(values, value)

/** Conditions of the reads that together hold what parties told: declared in their names, and captured for others. */
export const perOwner = (values: Values, sight: Sight): string[][] => {
  if (sight === null) return [[]]
  const own = `any(${bind(values, sight.parties)}::uuid[])`
  return [[`e.declared_by = ${own}`], [`e.captured_by = ${own}`, 'e.captured_by <> e.declared_by']]
}

/**
 * The ordered reads that together hold what parties told, where `asked` are further values of each: one for each party, for
 * an index gives its order only behind one.
 */
export const ownReads = (
  values: Values,
  selection: Selection,
  table: string,
  asked: { from: string; where: string[] } | undefined,
): string[] => {
  const { sight } = selection
  const { from, where } = asked ?? { from: '', where: [] }
  if (sight === null) {
    const all = ordered(values, selection, table, where)
    return [asked === undefined ? all : perValue(from, all, values, selection)]
  }
  const owners = `${from === '' ? '' : `${from} cross join `}unnest(${bind(values, sight.parties)}::uuid[]) as owner (id)`
  const read = (own: string[]) =>
    perValue(owners, ordered(values, selection, table, [...own, ...where]), values, selection)
  return [read(['e.declared_by = owner.id']), read(['e.captured_by = owner.id', 'e.captured_by <> e.declared_by'])]
}

export const seenRows = (values: Values, { sight, positions }: Selection): string[] =>
  seen(binder(values), sight, positions.last)

export const roleIn = (values: Values, roles: number[]): string => `e.role = any(${bind(values, roles)}::smallint[])`

/** One read in the order of an index: what the index cannot tell is left to `scan`, so that the rows looked at are counted. */
export const ordered = (values: Values, selection: Selection, table: string, where: string[]): string => {
  const all = [...where, ...inTime(values, selection.columns), ...afterTime(values, selection)]
  return `select ${orderedColumns} from ${table} e ${all.length === 0 ? '' : `where ${all.join(' and ')}`}
    order by e.event_time ${direction(selection)}, e.event_uid ${direction(selection)} limit ${bind(values, selection.limit)}`
}

export const afterTime = (values: Values, selection: Selection): string[] => {
  if (selection.after === undefined) return []
  const { eventTime, uid } = selection.after
  return [
    `(e.event_time, e.event_uid) ${beyond(selection)} (${bind(values, eventTime)}::timestamptz, ${bind(values, uid)}::uuid)`,
  ]
}

export const direction = ({ descending }: Selection): string => (descending ? 'desc' : 'asc')

/**
 * One ordered read for each value asked for, merged: an index gives its order only behind one value of its first column,
 * and then a page costs the same however long the result is.
 */
export const perValue = (asked: string, ofOne: string, values: Values, selection: Selection): string =>
  `select found.* from ${asked} cross join lateral (${ofOne}) found
    order by found.event_time ${direction(selection)}, found.event_uid ${direction(selection)} limit ${bind(values, selection.limit)}`

export type ScannedRow = Place & { fits: boolean; rows: number }

/** The rows of the reads in order up to the limit: those that fit, and the last whether or not it does. */
export const scan = async (reader: Reader, values: Values, selection: Selection, reads: string[]): Promise<Scanned> => {
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

export const outcome = (rows: ScannedRow[], count: number, limit: number): Scanned => {
  const places = rows
    .filter(({ fits: is }, index) => is && rows[index - 1]?.uid !== rows[index]?.uid)
    .map(({ eventTime, uid, position }) => ({ eventTime, uid, position }))
  const last = rows.at(-1)
  return { places, rows: count, end: count < limit ? undefined : last }
}

/** What every row must fulfil besides what led to it; `rows` is its name in the statement, `p` its position. */
export const fits = (values: Values, { columns, positions }: Selection, rows: string): string => {
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

export const inTime = (values: Values, { timeFrom, timeBefore }: ColumnFilter): string[] => [
  ...(timeFrom === undefined ? [] : [`e.event_time >= ${bind(values, timeFrom)}::timestamptz`]),
  ...(timeBefore === undefined ? [] : [`e.event_time < ${bind(values, timeBefore)}::timestamptz`]),
]

export const beyond = ({ descending }: Selection): string => (descending ? '<' : '>')
