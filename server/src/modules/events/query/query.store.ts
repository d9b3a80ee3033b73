import { positionJoin, positionOf } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { eventAt } from '../event-at.store.ts'

/** Where an event must be found by a key: any of the hashes, in any of the roles (stored numbers). */
export type KeyFilter = { hashes: string[]; roles: number[] }

/** Conditions on columns that event and event_key both carry. Times are ISO instants. */
export type ColumnFilter = {
  types?: number[]
  actions?: number[]
  bizSteps?: string[]
  dispositions?: string[]
  timeFrom?: string
  timeBefore?: string
  recordFrom?: string
  recordBefore?: string
  declaration?: boolean
}

/** In what order, and whence. `party` null sees all; `asOf` is the last position that counts. */
export type Selection = {
  columns: ColumnFilter
  party: string | null
  asOf: number
  order: 'eventTime' | 'recordTime'
  descending: boolean
  after: Place | undefined
  limit: number
}

/** Where an event stands in the order: its time and uid, and its capture's position. */
export type Place = { eventTime: string; uid: string; position: number }

type Values = unknown[]
const bind = (values: Values, value: unknown): string => `$${values.push(value)}`

/** Events that have any of the keys, in order; an event that has several is met several times, one after the other. */
export const selectByKeys = (reader: Reader, keys: KeyFilter, selection: Selection): Promise<Place[]> => {
  const values: Values = []
  const asked = `${bind(values, keys.hashes)}::uuid[]`
  const where = [
    'e.key = asked.value',
    `e.role = any(${bind(values, keys.roles)}::smallint[])`,
    ...conditions(values, selection),
    ...visible(values, selection.party),
  ]
  return reader.query<Place>(
    ofEach(asked, statement('events.event_key', values, where, selection), values, selection),
    values,
  )
}

/**
 * One ordered read for each value asked for, merged: an index gives its order only behind one value of its first column,
 * and then a page costs the same however long the result is.
 */
const ofEach = (asked: string, ofOne: string, values: Values, selection: Selection): string =>
  `select found.* from unnest(${asked}) as asked (value) cross join lateral (${ofOne}) found
    order by ${orderOf(selection, '"eventTime"', 'uid', 'position')} limit ${bind(values, selection.limit)}`

/** Events by their columns alone, in order. A party's own come from two ordered reads: declared, and captured for others. */
export const selectByColumns = (reader: Reader, selection: Selection): Promise<Place[]> => {
  const values: Values = []
  const { bizSteps, ...columns } = selection.columns
  if (selection.party === null && bizSteps !== undefined) {
    const asked = `${bind(values, [...new Set(bizSteps)])}::text[]`
    const where = ['e.biz_step = asked.value', ...conditions(values, { ...selection, columns })]
    return reader.query<Place>(
      ofEach(asked, statement('events.event', values, where, selection), values, selection),
      values,
    )
  }
  if (selection.party === null) {
    return reader.query<Place>(statement('events.event', values, conditions(values, selection), selection), values)
  }
  const party = bind(values, selection.party)
  const declared = statement(
    'events.event',
    values,
    [`e.declared_by = ${party}`, ...conditions(values, selection)],
    selection,
  )
  const entered = statement(
    'events.event',
    values,
    [`e.captured_by = ${party}`, `e.captured_by <> e.declared_by`, ...conditions(values, selection)],
    selection,
  )
  return reader.query<Place>(
    `select * from ((${declared}) union all (${entered})) both_reads
      order by ${orderOf(selection, '"eventTime"', 'uid', 'position')} limit ${bind(values, selection.limit)}`,
    values,
  )
}

/**
 * Events whose uid lies in any of the ranges: those of given eventIDs. Their identities come first, being few: they tell
 * in which months the events lie.
 */
export const selectByUid = (reader: Reader, ranges: [string, string][], selection: Selection): Promise<Place[]> => {
  const values: Values = []
  const inRange = ranges.map(([low, high]) => `event_uid between ${bind(values, low)} and ${bind(values, high)}`)
  const where = [...conditions(values, selection), ...visible(values, selection.party)]
  const named = `named i ${eventAt('i.event_uid', 'i.event_time')}`
  return reader.query<Place>(
    `with named as materialized (select event_uid, event_time from events.identity where ${inRange.join(' or ')})
     ${statementFrom(named, values, where, selection)}`,
    values,
  )
}

const statement = (table: string, values: Values, where: string[], selection: Selection): string =>
  statementFrom(`${table} e`, values, where, selection)

const statementFrom = (rows: string, values: Values, where: string[], selection: Selection): string =>
  `select e.event_time as "eventTime", e.event_uid as uid, p.position::float8 as position
     from ${rows} ${positionsFor(selection)}
    where ${where.join(' and ')}
    order by ${orderOf(selection, 'e.event_time', 'e.event_uid', 'p.position')} limit ${bind(values, selection.limit)}`

/** Where the record time or its order is asked for, it may lead to the events; else each event to its position. */
const positionsFor = ({ order, columns: { recordFrom, recordBefore } }: Selection): string =>
  order === 'eventTime' && recordFrom === undefined && recordBefore === undefined ? positionOf('e') : positionJoin('e')

const orderOf = ({ order, descending }: Selection, time: string, uid: string, position: string): string => {
  const direction = descending ? 'desc' : 'asc'
  return order === 'eventTime'
    ? `${time} ${direction}, ${uid} ${direction}`
    : `${position} ${direction}, ${uid} ${direction}`
}

const visible = (values: Values, party: string | null): string[] => {
  if (party === null) return []
  const own = bind(values, party)
  return [`(e.captured_by = ${own} or e.declared_by = ${own})`]
}

const conditions = (values: Values, selection: Selection): string[] => {
  const { columns, after, order, descending, asOf } = selection
  const where = [`p.position <= ${bind(values, asOf)}`]
  const anyOf = (column: string, type: string, list: unknown[] | undefined) => {
    if (list !== undefined) where.push(`${column} = any(${bind(values, list)}::${type}[])`)
  }
  const compare = (text: string, value: unknown) => {
    if (value !== undefined) where.push(`${text} ${bind(values, value)}`)
  }
  anyOf('e.event_type', 'smallint', columns.types)
  anyOf('e.action', 'smallint', columns.actions)
  anyOf('e.biz_step', 'text', columns.bizSteps)
  anyOf('e.disposition', 'text', columns.dispositions)
  compare('e.event_time >=', columns.timeFrom)
  compare('e.event_time <', columns.timeBefore)
  compare('p.at >=', columns.recordFrom)
  compare('p.at <', columns.recordBefore)
  compare('e.declaration =', columns.declaration)
  if (after !== undefined) {
    const beyond = descending ? '<' : '>'
    where.push(
      order === 'eventTime'
        ? `(e.event_time, e.event_uid) ${beyond} (${bind(values, after.eventTime)}::timestamptz, ${bind(values, after.uid)}::uuid)`
        : `(p.position, e.event_uid) ${beyond} (${bind(values, after.position)}::bigint, ${bind(values, after.uid)}::uuid)`,
    )
  }
  return where
}

/** Which of the events have any of the keys in any of the roles. */
export const selectHaving = async (reader: Reader, places: Place[], keys: KeyFilter): Promise<Set<string>> => {
  const times = places.map(({ eventTime }) => eventTime).toSorted()
  const rows = await reader.query<{ uid: string }>(
    `select distinct e.event_uid as uid from events.event_key e
      where e.key = any($1::uuid[]) and e.role = any($2::smallint[]) and e.event_uid = any($3::uuid[])
        and e.event_time = any($4::timestamptz[]) and e.event_time >= $5::timestamptz and e.event_time <= $6::timestamptz`,
    [keys.hashes, keys.roles, places.map(({ uid }) => uid), [...new Set(times)], times[0], times.at(-1)],
  )
  return new Set(rows.map(({ uid }) => uid))
}

/** A stored event as it is answered: its text, what was added by us, and the @context it was sent under. */
export type StoredBody = {
  uid: string
  body: string | null
  tombstone: unknown
  eventID: string
  eventIDOurs: boolean
  recordTime: string
  contextText: string
}

export const selectBodies = async (reader: Reader, places: Place[]): Promise<Map<string, StoredBody>> => {
  const rows = await reader.query<StoredBody>(
    `select e.event_uid as uid, e.body, e.tombstone, e.event_id as "eventID", e.event_id_ours as "eventIDOurs",
            p.at as "recordTime", c.body as "contextText"
       from unnest($1::uuid[], $2::timestamptz[]) as asked (uid, time) ${eventAt('asked.uid', 'asked.time')}
       ${positionOf('e')} join events.context c on c.context_id = e.context_id`,
    [places.map(({ uid }) => uid), places.map(({ eventTime }) => eventTime)],
  )
  return new Map(rows.map((row) => [row.uid, row]))
}

/** Hashes of known keys whose canonical text starts with any of the prefixes, up to a limit. */
export const selectKeysByPrefix = async (reader: Reader, prefixes: string[], limit: number): Promise<string[]> => {
  const rows = await reader.query<{ key: string }>(
    `select k.key from unnest($1::text[], $2::text[]) as r (low, high) cross join lateral
       (select key from events.key where canonical ~>=~ r.low and canonical ~<~ r.high limit $3) k
      limit $3`,
    [prefixes, prefixes.map(justAfter), limit],
  )
  return rows.map(({ key }) => key)
}

/** The first text, in the order of code points, that no longer starts with the prefix. */
const justAfter = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)

/** Events stored by captures of any but these parties, without what others captured in the name of one of them. */
export const selectStoredCount = async (reader: Reader, except: string[]): Promise<number> => {
  const [row] = await reader.query<{ stored: number }>(
    `select (select coalesce(sum(events_stored), 0) from events.capture_job where party_id <> all($1::uuid[]))::float8
          - (select count(*) from events.event
              where declared_by = any($1::uuid[]) and captured_by <> all($1::uuid[]))::float8 as stored`,
    [except],
  )
  return row?.stored ?? 0
}
