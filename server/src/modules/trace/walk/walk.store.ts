import { positionOf, positionsOf } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { firstOfMany } from '../assertion.ts'
import type { Statement } from './statement.ts'
import { type Cursor, cursorOf, type WalkReader } from './walk-reader.ts'

/** Which of some events a caller may see, by uid. */
export type VisibleEvents = (events: { uid: string; time: string }[]) => Promise<ReadonlySet<string>>

type Row = Statement & { captureNumber: number; declared: boolean }

/** Reads the statements of visible events as at a position, without those that were taken back by then. */
export const createWalkReader = (reader: Reader, asOf: number, visible?: VisibleEvents): WalkReader => {
  const standing = async (rows: Row[]): Promise<Statement[]> => {
    const placed = await placedBy(reader, rows, asOf)
    const takenBack = await selectTakenBack(reader, placed, asOf)
    const left = takenBack.size === 0 ? placed : placed.filter(({ eventUid }) => !takenBack.has(eventUid))
    return visible === undefined || left.length === 0 ? left : seenBy(left, visible)
  }
  return {
    own: async (keys) => {
      const rows: Row[] = []
      for (let from = 0; from < keys.length; from += batch) {
        const found = await reader.query<Row>(`${select} where a.key = any($1::uuid[]) and a.kind < $2`, [
          keys.slice(from, from + batch),
          firstOfMany,
        ])
        for (const row of found) rows.push(row)
      }
      return standing(rows)
    },
    many: async (keys, [first, last], most, after = beforeAll) => {
      const rows = await reader.query<Row>(
        `${select}
          where a.key = any($1::uuid[]) and a.kind between $2 and $3
            and (a.key, a.kind, a.event_time, a.event_uid, a.other) > ($4::uuid, $5, $6::timestamptz, $7::uuid, $8::uuid)
          order by a.key, a.kind, a.event_time, a.event_uid, a.other limit $9`,
        [keys, first, last, after.key, after.kind, after.eventTime, after.eventUid, after.other, most],
      )
      const next = rows.length < most ? undefined : rows.at(-1)
      return { rows: await standing(rows), ...(next && { next: cursorOf(next) }) }
    },
  }
}

const batch = 5000

const zero = '00000000-0000-0000-0000-000000000000'
const beforeAll: Cursor = { key: zero, kind: -1, eventTime: '-infinity', eventUid: zero, other: zero }

const select = `
  select a.key, a.kind, a.event_time as "eventTime", a.other, a.event_uid as "eventUid",
         a.capture_number::float8 as "captureNumber", a.place, a.class_level as "classLevel", a.action,
         a.quantity::float8 as quantity, a.uom,
         exists (select from trace.cancellation c where c.event_uid = a.event_uid) as declared
    from trace.assertion a`

const placedBy = async (reader: Reader, rows: Row[], asOf: number): Promise<Row[]> => {
  const positions = await positionsOf(reader, new Set(rows.map(({ captureNumber }) => captureNumber)))
  return rows.filter(({ captureNumber }) => (positions.get(captureNumber) ?? Number.POSITIVE_INFINITY) <= asOf)
}

const selectTakenBack = async (reader: Reader, rows: readonly Row[], asOf: number): Promise<Set<string>> => {
  const declared = [...new Set(rows.filter((row) => row.declared).map(({ eventUid }) => eventUid))]
  if (declared.length === 0) return new Set()
  const found = await reader.query<{ uid: string }>(
    `select c.event_uid as uid from trace.cancellation c ${positionOf('c')}
      where c.event_uid = any($1::uuid[]) and p.position <= $2`,
    [declared, asOf],
  )
  return new Set(found.map(({ uid }) => uid))
}

const seenBy = async (rows: readonly Statement[], visible: VisibleEvents): Promise<Statement[]> => {
  const times = new Map(rows.map(({ eventUid, eventTime }) => [eventUid, eventTime]))
  const seen = await visible([...times].map(([uid, time]) => ({ uid, time })))
  return rows.filter(({ eventUid }) => seen.has(eventUid))
}
