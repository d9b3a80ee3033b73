import type { Reader, Tx } from './postgres/database.ts'

/** Where captures' numbers lead to positions and times; stores join it by these helpers alone. */
export const positionTable = 'platform.position'

/** Joins a row that carries a capture's number to its position: `p.position`, `p.at`. */
export const positionJoin = (rows: string, name = 'p'): string =>
  `join ${positionTable} ${name} on ${name}.number = ${rows}.capture_number`

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

/** Gives a capture its position, as the last statement before its commit. */
export const placeCapture = async (tx: Tx, number: number): Promise<void> => {
  await tx.query(
    `with head as (
       update platform.head
          set position = position + 1, at = greatest(clock_timestamp(), at + interval '1 microsecond')
       returning position, at)
     insert into platform.position (number, position, at) select $1, position, at from head`,
    [number],
  )
}

/** The last position that is committed. */
export const currentPosition = async (reader: Reader): Promise<number> => {
  const [row] = await reader.query<{ position: number }>('select position::float8 as position from platform.head')
  return row?.position ?? 0
}
