import { placing, positionOf } from '../../../platform/positions.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { type Held, type Way, ways } from './viewers.ts'

/** To whom events of a capture are open by now. */
export const selectOpenOf = async (tx: Tx, captureNumber: number): Promise<Held[]> => {
  const rows = await tx.query<Pick<Held, 'viewer' | 'events'>>(
    `select viewer, count(*)::integer as events from events.sight where capture_number = $1 group by viewer`,
    [captureNumber],
  )
  return rows.map((row) => ({ ...row, way: ways.open, captureNumber }))
}

/** Gives a capture its position and notes for whom it holds events there: the last statement before its commit. */
export const placeCapture = async (tx: Tx, captureNumber: number, held: readonly Held[]): Promise<void> => {
  await tx.query(
    `with ${placing('$1')}
     insert into events.audience (viewer, way, position, capture_number, events)
     select h.viewer, h.way, placed.position, $1::bigint, h.events
       from placed cross join unnest($2::uuid[], $3::smallint[], $4::integer[]) as h (viewer, way, events)`,
    [captureNumber, ...columnsOf(held)],
  )
}

/**
 * Notes for whom captures hold events that have their positions; one that is going on notes its own. What is there already
 * is only read, so that transactions meet over new rows alone, and then in one order.
 */
export const noteAudience = async (tx: Tx, held: readonly Held[]): Promise<void> => {
  if (held.length === 0) return
  await tx.query(
    `insert into events.audience (viewer, way, position, capture_number, events)
     select h.viewer, h.way, p.position, h.capture_number, h.events
       from unnest($1::bigint[], $2::uuid[], $3::smallint[], $4::integer[]) as h (capture_number, viewer, way, events)
            ${positionOf('h')}
      where not exists (select from events.audience a
                         where a.viewer = h.viewer and a.way = h.way and a.position = p.position offset 0)
      order by h.viewer, h.way, p.position
     on conflict do nothing`,
    [held.map(({ captureNumber }) => captureNumber), ...columnsOf(held)],
  )
}

const columnsOf = (held: readonly Held[]): unknown[] => [
  held.map(({ viewer }) => viewer),
  held.map(({ way }) => way),
  held.map(({ events }) => events),
]

/**
 * The condition that any capture holds events for a viewer in a way; row by row, and in the order of the index: a plan that knows
 * no values reads all rows for one that has none.
 */
export const isHeldFor = (viewer: string, way: Way): string =>
  `exists (select from events.audience a where a.viewer = ${viewer} and a.way = ${way} order by a.viewer, a.way, a.position offset 0)`

/**
 * A capture in its place that holds events for who asks, about so many. `own`: all of it, for its events were captured by one
 * party in one party's name.
 */
export type Holding = { number: number; position: number; own: boolean; events: number }

/** Who has events by having declared them, captured them in another's name, or because they are open to it. */
type Having = Readonly<Record<keyof typeof ways, readonly string[]>>

const columnsOfHaving = (having: Having): [viewers: string[], ways: Way[]] => {
  const names = Object.keys(ways) as (keyof typeof ways)[]
  return [names.flatMap((name) => having[name]), names.flatMap((name) => having[name].map(() => ways[name]))]
}

/** Captures that hold events for these, between two positions and in their order. */
export const selectHeld = (
  reader: Reader,
  having: Having,
  { first, last, descending, limit }: { first: number; last: number; descending: boolean; limit: number },
): Promise<Holding[]> => {
  const order = `position ${descending ? 'desc' : 'asc'}`
  return reader.query<Holding>(
    `select h.capture_number::float8 as number, h.position::float8 as position, bool_or(h.own) as own,
            max(h.events)::float8 as events
       from unnest($1::uuid[], $2::smallint[]) as v (viewer, way) cross join lateral (
         select capture_number, position, way < ${ways.open} as own, events from events.audience a
          where a.viewer = v.viewer and a.way = v.way and position >= $3 and position <= $4
          order by ${order} limit $5) h
      group by h.position, h.capture_number order by ${order} limit $5`,
    [...columnsOfHaving(having), first, last, limit],
  )
}
