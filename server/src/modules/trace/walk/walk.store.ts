import { lowestID } from '../../../platform/ids.ts'
import { positionOf, positionsOf } from '../../../platform/positions.ts'
import { type Reader, uuidArray } from '../../../platform/postgres/database.ts'
import { firstOfMany } from '../assertion.ts'
import { inOrder, type Said, type Statement } from './statement.ts'
import { type Cursor, cursorOf, inIndex, toldAlike, type WalkReader } from './walk-reader.ts'

/** Which of some events a caller may see, by uid. */
export type VisibleEvents = (events: { uid: string; time: string }[]) => Promise<ReadonlySet<string>>

type Kinds = Parameters<WalkReader['many']>[1]

/** What rows carry that are judged before they count. */
type Judged = { captureNumber: number; declared: boolean; eventUid: string; eventTime: string }

/** Reads the statements of visible events as at a position, without those that were taken back by then. */
export const createWalkReader = (reader: Reader, asOf: number, visible?: VisibleEvents): WalkReader => {
  // Whether or not there is anything, it is asked who sees it, and before anything else is: what is hidden takes as long as nothing.
  const standing = async <Row extends Judged>(rows: Row[]): Promise<Row[]> => {
    const placed = await placedBy(reader, rows, asOf)
    const seen = visible === undefined ? placed : await seenBy(placed, visible)
    const takenBack = await selectTakenBack(reader, seen, asOf)
    return takenBack.size === 0 ? seen : seen.filter(({ eventUid }) => !takenBack.has(eventUid))
  }
  const pageOf = async (keys: readonly string[], [first, last]: Kinds, most: number, after: Cursor) => {
    const from = [after.key, after.kind, after.eventTime, after.eventUid, after.other]
    const rows = await reader.query<ManyRow>(many, [uuidArray(keys), first, last, ...from, most])
    const isFull = rows.reduce((sum, { others }) => sum + others.length, 0) === most
    const end = isFull ? rows.map(lastOf).reduce((a, b) => (inIndex(a, b) > 0 ? a : b)) : undefined
    return { rows: (await standing(rows)).flatMap(apart).sort(inIndex), end: end && cursorOf(end) }
  }
  /** Whether anything that counts comes behind a place: most often the next row does. */
  const goesOn = async (keys: readonly string[], kinds: Kinds, most: number, after: Cursor): Promise<boolean> => {
    for (let [from, size] = [after, 1]; ; size = most) {
      const { rows, end } = await pageOf(keys, kinds, size, from)
      if (rows.length > 0 || end === undefined) return rows.length > 0
      from = end
    }
  }
  return {
    own: async (keys) => {
      const seen: OwnRow[] = []
      const holding = new Set<string>()
      for (let from = 0; from < keys.length; from += batch) {
        const asked = keys.slice(from, from + batch)
        const rows = await reader.query<OwnRow | HoldingRow>(own, [uuidArray(asked), firstOfMany, mostHeld])
        for (const row of await standing(rows.filter(isTold))) seen.push(row)
        for (const row of rows) if (!isTold(row)) for (const key of row.keys ?? []) holding.add(key)
      }
      return { told: toldAlike(keys, seen.sort(inOrder).map(asSaid)), holding }
    },
    many: async (keys, kinds, most, after = beforeAll) => {
      let page = await pageOf(keys, kinds, most, after)
      while (page.rows.length === 0 && page.end !== undefined) page = await pageOf(keys, kinds, most, page.end)
      const { rows, end } = page
      const last = rows.at(-1)
      // Whether and where it goes on is told of what counts alone: a place among hidden rows would tell of them.
      const isMore = last !== undefined && end !== undefined && (await goesOn(keys, kinds, most, end))
      return { rows, ...(isMore && { next: cursorOf(last) }) }
    },
  }
}

const batch = 20_000

/** Where keys together hold so much, each is asked about by itself; else it is faster to read what they hold. */
const mostHeld = 20_000

const beforeAll: Cursor = { key: lowestID, kind: -1, eventTime: '-infinity', eventUid: lowestID, other: lowestID }

/** An event names many things in one breath, and so are they read: `keys`, `others`. */
type OwnRow = Said & Judged & { keys: string[] }
type ManyRow = Omit<Statement, 'other'> & Judged & { others: string[] }

/** Which keys hold anything, in one row beside those of what is told; null: none does. */
type HoldingRow = { kind: null; keys: string[] | null }

const isTold = (row: OwnRow | HoldingRow): row is OwnRow => row.kind !== null

const asSaid = ({ keys, captureNumber: _, declared: __, ...said }: OwnRow) => ({ said, keys })

const apart = ({ others, captureNumber: _, declared: __, ...row }: ManyRow): Statement[] =>
  others.map((other) => ({ ...row, other }))

const lastOf = ({ others, ...row }: ManyRow): Statement => ({ ...row, other: others.at(-1) ?? '' })

const said = 'kind, event_time, event_uid, capture_number, place, class_level, action, quantity, uom'

const toldOf = (rows: string): string => `
  select kind, event_time as "eventTime", event_uid as "eventUid", capture_number::float8 as "captureNumber", place,
         class_level as "classLevel", action, quantity::float8 as quantity, uom, ${rows},
         exists (select from trace.cancellation c where c.event_uid = told.event_uid) as declared`

const own = `with held as materialized (select key from trace.assertion where key = any($1::uuid[]) and kind >= $2 limit $3)
${toldOf('other, keys')}
    from (select ${said}, other, json_agg(key) as keys
            from trace.assertion where key = any($1::uuid[]) and kind < $2 group by ${said}, other) told
   union all
  select null, null, null, null, null, null, null, null, null, null, json_agg(key), null
    from (select distinct key from held where (select count(*) from held) < $3
           union all
          select asked.key from unnest($1::uuid[]) as asked (key)
           cross join lateral (select from trace.assertion a where a.key = asked.key and a.kind >= $2 limit 1) a
           where (select count(*) from held) = $3) holding`

const many = `${toldOf('key, others')}
    from (select key, ${said}, json_agg(other order by other) as others
            from (select key, other, ${said} from trace.assertion
                   where key = any($1::uuid[]) and kind between $2 and $3
                     and (key, kind, event_time, event_uid, other) > ($4::uuid, $5, $6::timestamptz, $7::uuid, $8::uuid)
                   order by key, kind, event_time, event_uid, other limit $9) page
           group by key, ${said}) told
   order by key, kind, event_time, event_uid`

const placedBy = async <Row extends Judged>(reader: Reader, rows: Row[], asOf: number): Promise<Row[]> => {
  const positions = await positionsOf(reader, new Set(rows.map(({ captureNumber }) => captureNumber)))
  return rows.filter(({ captureNumber }) => (positions.get(captureNumber) ?? Number.POSITIVE_INFINITY) <= asOf)
}

const selectTakenBack = async (reader: Reader, rows: readonly Judged[], asOf: number): Promise<Set<string>> => {
  const declared = [...new Set(rows.filter((row) => row.declared).map(({ eventUid }) => eventUid))]
  if (declared.length === 0) return new Set()
  const found = await reader.query<{ uid: string }>(
    `select c.event_uid as uid from trace.cancellation c ${positionOf('c')}
      where c.event_uid = any($1::uuid[]) and p.position <= $2`,
    [declared, asOf],
  )
  return new Set(found.map(({ uid }) => uid))
}

const seenBy = async <Row extends Judged>(rows: readonly Row[], visible: VisibleEvents): Promise<Row[]> => {
  const times = new Map(rows.map(({ eventUid, eventTime }) => [eventUid, eventTime]))
  const seen = await visible([...times].map(([uid, time]) => ({ uid, time })))
  return rows.filter(({ eventUid }) => seen.has(eventUid))
}
