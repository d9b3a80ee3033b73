import { lowestID } from '../../../platform/ids.ts'
import { positionOf } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { anyOf, type Bind, orderedColumns, seen } from '../visibility/seen.store.ts'
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
 * are looked at; always bound, for a plan that knows it would sort all of a key's rows where it expects few. `enough`: how
 * many that fit end it before.
 */
export type Selection = {
  columns: ColumnFilter
  sight: Sight
  positions: { first: number; last: number }
  descending: boolean
  after: Place | undefined
  limit: number
  enough: number
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
  const { declared, captured } = sight
  const bound = binder(values)
  return [
    ...(declared.length === 0 ? [] : [[`e.declared_by = ${anyOf(bound, declared)}`]]),
    ...(captured.length === 0 ? [] : [[`e.captured_by = ${anyOf(bound, captured)}`, forAnother]]),
  ]
}

const forAnother = 'e.captured_by <> e.declared_by'

/** The ordered reads that together hold what parties told, where `asked` binds further values of each. */
export const ownReads = (
  values: Values,
  selection: Selection,
  table: string,
  asked: () => { from?: string; where: string[] } = () => ({ where: [] }),
  columns = orderedColumns,
): string[] => {
  const { sight } = selection
  const read = (where: string[]) => ordered(values, selection, table, where, columns)
  if (sight === null) {
    const { from, where } = asked()
    return [from === undefined ? read(where) : perValue(from, read(where), values, selection)]
  }
  const of = (column: string, list: readonly string[], more: string[] = []) => {
    if (list.length === 0) return []
    const { from, where } = asked()
    return [behind(values, selection, { column, type: 'uuid', list, from }, (own) => read([own, ...more, ...where]))]
  }
  return [...of('e.declared_by', sight.declared), ...of('e.captured_by', sight.captured, [forAnother])]
}

/** Rows whose column is one of a list, each with what `from` gives. */
type Behind = { column: string; type: 'uuid' | 'text'; list: readonly string[]; from?: string | undefined }

/** The ordered read of such rows: one for each of the list, for an index gives its order only behind one value. */
export const behind = (
  values: Values,
  selection: Selection,
  { column, type, list, from }: Behind,
  read: (own: string) => string,
): string => {
  if (list.length === 1 && from === undefined) return read(`${column} = ${bind(values, list[0])}::${type}`)
  const all = `${from === undefined ? '' : `${from} cross join `}unnest(${bind(values, list)}::${type}[]) as own (value)`
  return perValue(all, read(`${column} = own.value`), values, selection)
}

export const seenRows = (values: Values, { sight, positions }: Selection): string[] =>
  seen(binder(values), sight, positions.last)

export const roleIn = (values: Values, roles: number[]): string => `e.role = any(${bind(values, roles)}::smallint[])`

/** Conditions that a row of events.event_key is of one of the keys. */
export const ofKeys = (values: Values, { hashes, roles }: KeyFilter): string[] => [
  `e.key = any(${bind(values, hashes)}::uuid[])`,
  roleIn(values, roles),
]

/** One read in the order of an index: what the index cannot tell is left to `scan`, so that the rows looked at are counted. */
export const ordered = (
  values: Values,
  selection: Selection,
  table: string,
  where: string[],
  columns = orderedColumns,
): string => {
  const all = [...where, ...inTime(values, selection.columns), ...afterTime(values, selection)]
  return `select ${columns} from ${table} e ${all.length === 0 ? '' : `where ${all.join(' and ')}`}
    order by e.event_time ${direction(selection)}, e.event_uid ${direction(selection)} limit ${bind(values, selection.limit)}`
}

/** Behind a place in the order. By the time alone as well: months before it are left out, which two columns together do not tell. */
export const afterTime = (values: Values, selection: Selection): string[] => {
  if (selection.after === undefined) return []
  const [time, uid] = [bind(values, selection.after.eventTime), bind(values, selection.after.uid)]
  return [
    `e.event_time ${beyond(selection)}= ${time}::timestamptz`,
    `(e.event_time, e.event_uid) ${beyond(selection)} (${time}::timestamptz, ${uid}::uuid)`,
  ]
}

export const direction = ({ descending }: Selection): string => (descending ? 'desc' : 'asc')

/**
 * One ordered read for each value asked for, merged: an index gives its order only behind one value of its first column,
 * and then a page costs the same however long the result is.
 */
const perValue = (asked: string, ofOne: string, values: Values, selection: Selection): string =>
  `select found.* from ${asked} cross join lateral (${ofOne}) found
    order by found.event_time ${direction(selection)}, found.event_uid ${direction(selection)} limit ${bind(values, selection.limit)}`

export type ScannedRow = Place & { fits: boolean; rows: number }

/**
 * Of the rows of the reads, in order and up to the limit, those that fit, until they are enough; where they are not, the last
 * row, whether or not it fits. Only as many rows are read as that takes, and only those whose columns fit are placed.
 * `judged`: what they must fulfil besides, as rows `s`; `before`: what stands before the reads. A row of the lowest uid is no event: it
 * says where the reading goes on.
 */
export const scan = async (
  reader: Reader,
  values: Values,
  selection: Selection,
  reads: string[],
  { judged = [], before = [] }: { judged?: string[]; before?: string[] } = {},
): Promise<Scanned> => {
  if (reads.length === 0) return { places: [], rows: 0, end: undefined }
  const order = `event_time ${direction(selection)}, event_uid ${direction(selection)}`
  const enough = bind(values, selection.enough)
  const rows = await reader.query<ScannedRow>(
    `with ${before.map((each) => `${each},\n     `).join('')}looked as materialized (
       select u.*, row_number() over (order by ${order}) as n
         from (select * from (${reads.map((read) => `(${read})`).join(' union all ')}) r
                order by ${order} limit ${bind(values, selection.limit)}) u),
     found as materialized (
       select s.event_time, s.event_uid, p.position, s.n from looked s ${positionOf('s')}
        where ${[fits(values, selection, 's'), ...judged].join(' and ')} limit ${enough})
     select event_time as "eventTime", event_uid as uid, position::float8 as position, true as fits, n::float8 as rows from found
     union all
     (select event_time, event_uid, 0, false, n from looked
       where (select count(*) from found) < ${enough} order by n desc limit 1)
     order by rows, fits desc`,
    values,
  )
  const last = rows.at(-1)
  const rowsRead = last?.rows ?? 0
  return outcome(rows, rowsRead, last?.fits === true || last?.uid === lowestID ? rowsRead : selection.limit)
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
  const among = (column: string, type: string, list: unknown[] | undefined) =>
    list === undefined ? [] : [`coalesce(${rows}.${column} = any(${bind(values, list)}::${type}[]), false)`]
  return [
    `p.position >= ${bind(values, positions.first)}`,
    `p.position <= ${bind(values, positions.last)}`,
    ...among('event_type', 'smallint', columns.types),
    ...among('action', 'smallint', columns.actions),
    ...among('biz_step', 'text', columns.bizSteps),
    ...among('disposition', 'text', columns.dispositions),
    ...(columns.declaration === undefined ? [] : [`${rows}.declaration = ${bind(values, columns.declaration)}`]),
  ].join(' and ')
}

export const inTime = (values: Values, { timeFrom, timeBefore }: ColumnFilter): string[] => [
  ...(timeFrom === undefined ? [] : [`e.event_time >= ${bind(values, timeFrom)}::timestamptz`]),
  ...(timeBefore === undefined ? [] : [`e.event_time < ${bind(values, timeBefore)}::timestamptz`]),
]

export const beyond = ({ descending }: Selection): string => (descending ? '<' : '>')
