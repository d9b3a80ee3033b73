import {
  newRows,
  putDay,
  putInstants,
  putInteger,
  putText,
  putUuid,
  putUuids,
  startRow,
} from '../../../../platform/postgres/copy-rows.ts'
import type { Tx } from '../../../../platform/postgres/database.ts'
import type { OpenAtPlaces } from './at-places.ts'

const columns = ['viewer', 'place', 'biz_step', 'day', 'events', 'times', 'uids']

/** Writes lists of what is open at places; whatever is in a list twice is read as once. */
export const insertAtPlaces = async (tx: Tx, open: OpenAtPlaces): Promise<void> => {
  if (open.size === 0) return
  const rows = newRows()
  for (const { viewer, place, bizStep, day, times, uids } of open.values()) {
    startRow(rows, columns.length)
    putUuid(rows, viewer)
    putUuid(rows, place)
    putText(rows, bizStep)
    putDay(rows, day)
    putInteger(rows, uids.length)
    putInstants(rows, times)
    putUuids(rows, uids)
  }
  await tx.copy({ table: 'events.sight_place', columns, rows })
}

/** Which of these events are in such lists already, as `nameOfListed` names them. Each list is read once, however many are asked for. */
export const selectListed = async (tx: Tx, open: OpenAtPlaces): Promise<Set<string>> => {
  const lists = [...open.values()]
  const rows = await tx.query<{ viewer: string; place: string; uid: string }>(
    `select asked.viewer, asked.place, listed.uid
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[]) as asked (viewer, place, biz_step, day)
      cross join lateral (
        select unnest(s.uids) as uid from events.sight_place s
         where s.viewer = asked.viewer and s.place = asked.place and s.biz_step = asked.biz_step and s.day = asked.day
        offset 0) listed
      where listed.uid in (select unnest($5::uuid[]))`,
    [
      lists.map(({ viewer }) => viewer),
      lists.map(({ place }) => place),
      lists.map(({ bizStep }) => bizStep),
      lists.map(({ day }) => day),
      [...new Set(lists.flatMap(({ uids }) => uids))],
    ],
  )
  return new Set(rows.map((row) => nameOfListed(row, row.uid)))
}

/** An event in a list, by name: it has one time and one step. */
export const nameOfListed = ({ viewer, place }: { viewer: string; place: string }, uid: string): string =>
  `${viewer} ${place} ${uid}`
