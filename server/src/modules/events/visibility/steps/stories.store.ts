import type { Reader } from '../../../../platform/postgres/database.ts'

/** An event as the rows of one of its keys tell it; times are PostgreSQL's. */
export type HistoryRow = {
  thing: string
  uid: string
  time: string
  capturedBy: string
  declaredBy: string
  sourceParties: string[] | null
  destinationParties: string[] | null
  captureNumber: number
  type: number
  action: number | null
  bizStep: string | null
  disposition: string | null
}

/** Who told anything of a thing. */
export type Teller = Pick<HistoryRow, 'thing' | 'declaredBy'>

/** Where somebody told something of a thing. */
export type Mention = Teller & Pick<HistoryRow, 'time'>

/** The roles in which an event tells of a thing come before all others; written so that the index of tellers holds these rows. */
const tellsOfThing = 'e.role <= 8 and not e.declaration'
const inMonths = `e.event_time >= m.first_month and e.event_time < m.last_month + interval '1 month'`
const withMonths = 'join events.key m on m.key = t.key'

const columns = `k.event_uid as uid, k.event_time as time, k.captured_by as "capturedBy", k.declared_by as "declaredBy",
  k.source_parties as "sourceParties", k.destination_parties as "destinationParties",
  k.capture_number::float8 as "captureNumber", k.event_type as type, k.action, k.biz_step as "bizStep", k.disposition`

/** What was told of each thing, at most so many events of each. */
export const selectHistories = (reader: Reader, things: readonly string[], limit: number): Promise<HistoryRow[]> =>
  reader.query<HistoryRow>(
    `select t.key as thing, ${columns} from unnest($1::uuid[]) as t (key) ${withMonths}
      cross join lateral (
        select distinct on (e.event_time, e.event_uid) e.* from events.event_key e
         where e.key = t.key and ${inMonths} and ${tellsOfThing}
         order by e.event_time, e.event_uid limit $2) k`,
    [things, limit],
  )

/** Who told of each thing, at most so many of each: one descent of the index for each of them, however much it told. */
export const selectTellers = (reader: Reader, things: readonly string[], limit: number): Promise<Teller[]> => {
  const next = (behind: string) =>
    `(select e.declared_by from events.event_key e
       where e.key = t.key and ${behind} and ${inMonths} and ${tellsOfThing} order by e.declared_by limit 1)`
  return reader.query<Teller>(
    `select t.key as thing, told.teller as "declaredBy" from unnest($1::uuid[]) as t (key) ${withMonths}
      cross join lateral (
        with recursive told (teller, nth) as (
          select ${next('true')}, 1 union all
          select ${next('e.declared_by > told.teller')}, nth + 1 from told where teller is not null and nth < $2)
        select teller from told where teller is not null) told`,
    [things, limit],
  )
}

/** What each told of its thing, at most so many rows of each; an event may have more than one. */
export const selectToldBy = (reader: Reader, tellers: readonly Teller[], limit: number): Promise<HistoryRow[]> =>
  reader.query<HistoryRow>(
    `select t.key as thing, ${columns} from unnest($1::uuid[], $2::uuid[]) as t (key, teller) ${withMonths}
      cross join lateral (
        select e.* from events.event_key e
         where e.key = t.key and e.declared_by = t.teller and ${inMonths} and ${tellsOfThing}
         order by e.event_time limit $3) k`,
    [...columnsOf(tellers), limit],
  )

/** So many instants on either side: those next to it may have been taken back. */
const instantsBeside = 4

/**
 * What each told of its thing at the instant of a mention (`mentioned`) and at those beside it, at most so many rows of an
 * instant: found by one descent of the index for each instant, however much was told of the thing.
 */
export const selectToldAround = (
  reader: Reader,
  mentions: readonly Mention[],
  limit: number,
): Promise<(HistoryRow & { mentioned: boolean })[]> =>
  reader.query(
    `with near as materialized (
       select t.key, t.teller, beside.time, bool_or(beside.time = t.time) as mentioned
         from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as t (key, teller, time) ${withMonths}
        cross join lateral (
          select t.time union all ${instants('<', 'desc')} union all ${instants('>', 'asc')}) beside (time)
        group by t.key, t.teller, beside.time)
     select t.key as thing, t.mentioned, ${columns} from near t
      cross join lateral (
        select e.* from events.event_key e
         where e.key = t.key and e.declared_by = t.teller and e.event_time = t.time and ${tellsOfThing} limit $4) k`,
    [...columnsOf(mentions), mentions.map(({ time }) => time), limit],
  )

/** The instants before, or after, that of a mention at which its teller told something of its thing. */
const instants = (side: '<' | '>', order: 'desc' | 'asc'): string => {
  const next = (from: string) =>
    `(select e.event_time from events.event_key e
       where e.key = t.key and e.declared_by = t.teller and e.event_time ${side} ${from} and ${inMonths} and ${tellsOfThing}
       order by e.event_time ${order} limit 1)`
  return `(with recursive told (time, nth) as (
       select ${next('t.time')}, 1 union all
       select ${next('told.time')}, nth + 1 from told where told.time is not null and nth < ${instantsBeside})
     select time from told where time is not null)`
}

const columnsOf = (tellers: readonly Teller[]): [things: string[], tellers: string[]] => [
  tellers.map(({ thing }) => thing),
  tellers.map(({ declaredBy }) => declaredBy),
]
