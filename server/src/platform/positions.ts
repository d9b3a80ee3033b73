import { setTimeout } from 'node:timers/promises'
import type { Reader, Tx } from './postgres/database.ts'

/** Where captures' numbers lead to positions and times; stores join it by these helpers alone. */
export const positionTable = 'platform.position'

/**
 * The position of each row that carries a capture's number, looked up one by one: `p.position`, `p.at`. The limit keeps a
 * plan that knows no values from reading all positions instead; where positions or their times select, `positionJoin`.
 */
export const positionOf = (rows: string, name = 'p'): string =>
  `cross join lateral (select position, at from ${positionTable} where number = ${rows}.capture_number limit 1) ${name}`

/** Joins a row that carries a capture's number to its position: `p.position`, `p.at`. */
export const positionJoin = (rows: string, name = 'p'): string =>
  `join ${positionTable} ${name} on ${name}.number = ${rows}.capture_number`

const capacity = 200_000
const block = 1000
const remembered = new WeakMap<Reader, Map<number, number>>()

/**
 * Positions of captures by their numbers, for rows that are judged here; a capture that is not placed yet has none. They
 * never change: a reader that lives on reads each once, with its neighbours, where a join looks it up for each row.
 */
export const positionsOf = async (reader: Reader, numbers: Iterable<number>): Promise<ReadonlyMap<number, number>> => {
  let known = remembered.get(reader)
  if (known === undefined || known.size > capacity) {
    known = new Map()
    remembered.set(reader, known)
  }
  const unknown = [...new Set(numbers)].filter((number) => !known.has(number))
  const blocks = [...new Set(unknown.map((number) => Math.floor(number / block) * block))]
  if (blocks.length > 0)
    for (const { number, position } of await selectBlocks(reader, blocks)) known.set(number, position)
  return known
}

const selectBlocks = (reader: Reader, firsts: number[]): Promise<{ number: number; position: number }[]> =>
  reader.query(
    `select p.number::float8 as number, p.position::float8 as position from unnest($1::bigint[]) as b (first)
      cross join lateral (
        select number, position from ${positionTable}
         where number >= b.first and number < b.first + $2 order by number limit $2) p`,
    [firsts, block],
  )

/**
 * Takes the next position. Its lock is held until the commit, so positions have neither gaps nor overtaking: take it as
 * the last statement, or first where a short transaction's rows must carry it.
 */
export const takePosition = async (tx: Tx): Promise<number> => {
  const [row] = await tx.query<{ position: number }>(
    'update platform.head set position = position + 1 returning position::float8 as position',
  )
  if (row === undefined) throw new Error('platform.head is empty')
  return row.position
}

/**
 * Gives a capture, whose number is a parameter, its position: what its last statement before the commit begins with, which
 * reads the position from `placed`.
 */
export const placing = (number: string): string =>
  `head as (
     update platform.head
        set position = position + 1, at = greatest(clock_timestamp(), at + interval '1 microsecond')
     returning position, at),
   placed as (
     insert into platform.position (number, position, at) select ${number}::bigint, position, at from head returning position)`

/** Numbers the transaction now, so that `writersDone` waits for it whether or not it has written yet. */
export const numbered = 'pg_current_xact_id()'

/**
 * Waits until every numbered transaction of this moment has ended: any of them may have read what a commit before this
 * moment changed, and not have shown yet what it made of it. What only reads is not waited for.
 */
export const writersDone = async (reader: Reader): Promise<void> => {
  const [now] = await reader.query<{ end: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as end')
  for (const stop = Date.now() + longestWait; Date.now() < stop; await setTimeout(pause)) {
    const [left] = await reader.query<{ done: boolean }>(
      'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as done',
      [now?.end],
    )
    if (left?.done) return
  }
  throw new Error('a transaction has been writing for too long')
}

const pause = 20
const longestWait = 60_000

/** The last position that is committed, as a value within a statement. */
export const positionNow = '(select position::float8 from platform.head)'

/** The last position that is committed. */
export const currentPosition = async (reader: Reader): Promise<number> => {
  const [row] = await reader.query<{ position: number }>(`select ${positionNow} as position`)
  return row?.position ?? 0
}

/** When the last capture up to a position came; undefined where none had. */
export const timeOfPosition = async (reader: Reader, position: number): Promise<string | undefined> => {
  const [row] = await reader.query<{ at: string }>(
    `select at::text as at from ${positionTable} where position <= $1 order by position desc limit 1`,
    [position],
  )
  return row?.at
}
