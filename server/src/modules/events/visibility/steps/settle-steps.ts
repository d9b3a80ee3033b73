import type { Tx } from '../../../../platform/postgres/database.ts'
import { cancelledWithin } from '../../../trace/index.ts'
import type { Audience } from '../../audience.ts'
import type { KeyRowSource } from '../../event-row.ts'
import type { Words } from '../../resources/note-words.ts'
import { roleNumber } from '../../vocabulary.ts'
import { noteOpened } from '../note-opened.ts'
import { partnersOf } from '../viewers.ts'
import { type Opening, openingsOf, type Told } from './openings.ts'
import {
  deleteHandOvers,
  deleteOpened,
  type HistoryRow,
  insertHandOvers,
  insertSights,
  lockThings,
  type NewSight,
  selectHandedOver,
  selectHistories,
  selectOpened,
  selectThingsOf,
} from './steps.store.ts'
import { thingRoles, thingsOf } from './things.ts'

/** An event that was stored, or derived anew. */
export type Stored = Omit<KeyRowSource, 'describesFor'>

/** A key that more events name than that is no thing that goes from hand to hand: nothing is opened beside its hand-overs. */
const longestHistory = 1000

const receipts = ['receiving', 'arriving', 'accepting']

/**
 * `words`: of events that are seen now by somebody who did not see them before. `doubtful`: whether a hand-over may open less
 * than it did, which hangs on all of its things, of which others may tell at the same time.
 */
export type Settled = { words: Words; doubtful: boolean }

/**
 * Makes anew what stands beside hand-overs of the things that these events tell of: the same whatever came first.
 * `again`: they had been settled before.
 */
export const settleSteps = async (
  tx: Tx,
  events: readonly (Stored & { audience: Audience })[],
  { again }: { again: boolean },
): Promise<Settled> => {
  if (again)
    await deleteHandOvers(
      tx,
      events.map(({ uid }) => uid),
    )
  const handedOver = events.filter(isHandOver).flatMap((event) => thingsOf(event.facts).map((key) => toRow(event, key)))
  if (handedOver.length > 0) await insertHandOvers(tx, handedOver)
  const told = [...new Set(events.flatMap(({ facts }) => thingsOf(facts)))]
  const things = told.length === 0 ? [] : await selectHandedOver(tx, told)
  if (things.length === 0) return { words: new Map(), doubtful: false }
  await lockThings(tx, things)
  return settle(tx, things)
}

/** Whether an event hands its things over: between parties of which one does not tell it itself. */
export const isHandOver = (event: Stored & { audience: Audience }): boolean =>
  !event.declaration && partnersOf(event.audience, event).length > 0

const toRow = ({ uid, facts, captureNumber }: Stored, key: string) => ({
  key,
  uid,
  time: facts.eventTime,
  captureNumber,
})

const settle = async (tx: Tx, things: readonly string[]): Promise<Settled> => {
  const found = await openingsIn(tx, things)
  const { rows, openings } = found
  const handOvers = [...rows.values()].filter((row) => partnersIn(row).length > 0).map(({ uid }) => uid)
  const before = await selectOpened(tx, [...new Set([...handOvers, ...found.takenBack])], [...rows.keys()])
  const known = new Set(before.map(nameOf))
  const wanted = new Set(openings.map(nameOf))
  const doubtful = new Set(before.filter((opening) => !wanted.has(nameOf(opening))).map(({ by }) => by))
  const added = openings.filter((opening) => !known.has(nameOf(opening)))
  const opened = await insertOpenings(tx, added, rows)
  const again = doubtful.size > 0 ? await replaceOpenings(tx, doubtful) : []
  return { words: await noteOpened(tx, [...opened, ...again]), doubtful: doubtful.size > 0 }
}

/** What a hand-over no longer opens by one thing it may still open by another: all of its things are looked at. */
const replaceOpenings = async (tx: Tx, handOvers: ReadonlySet<string>): Promise<NewSight[]> => {
  const { rows, openings } = await openingsIn(tx, await selectThingsOf(tx, [...handOvers]))
  await deleteOpened(tx, [...handOvers])
  const still = openings.filter(({ by }) => handOvers.has(by))
  return insertOpenings(tx, still, rows)
}

const insertOpenings = async (
  tx: Tx,
  openings: readonly Opening[],
  rows: ReadonlyMap<string, HistoryRow>,
): Promise<NewSight[]> => {
  const sights = openings.flatMap(({ viewer, event, by }) => {
    const row = rows.get(event)
    const openedAt = rows.get(by)?.captureNumber ?? null
    return row === undefined ? [] : [{ ...row, viewer, openedBy: by, openedAt }]
  })
  await insertSights(tx, sights)
  return sights
}

type Openings = { rows: Map<string, HistoryRow>; openings: Opening[]; takenBack: string[] }

/** What stands beside the hand-overs of things, by what is told of each and was not taken back. */
const openingsIn = async (tx: Tx, things: readonly string[]): Promise<Openings> => {
  const all = await selectHistories(tx, things, thingRoles.map(roleNumber), longestHistory + 1)
  const uids = [...new Set(all.map(({ uid }) => uid))]
  const cancelled = await cancelledWithin(
    tx,
    uids.map((uid) => [uid, uid]),
  )
  const openings = new Map<string, Opening>()
  for (const history of Map.groupBy(all, ({ thing }) => thing).values()) {
    if (history.length > longestHistory) continue
    const standing = history.filter(({ uid }) => !cancelled.has(uid))
    for (const opening of openingsOf(standing.map(toTold))) openings.set(nameOf(opening), opening)
  }
  const rows = new Map(all.map((row) => [row.uid, row]))
  const isOthers = ({ viewer, event }: Opening) => rows.get(event)?.capturedBy !== viewer
  return { rows, openings: [...openings.values()].filter(isOthers), takenBack: [...cancelled] }
}

const nameOf = ({ viewer, event, by }: Opening): string => `${viewer} ${event} ${by}`

const partnersIn = ({ sourceParties, destinationParties, ...speakers }: HistoryRow): string[] =>
  partnersOf({ sourceParties: sourceParties ?? [], destinationParties: destinationParties ?? [] }, speakers)

const toTold = (row: HistoryRow): Told => ({
  uid: row.uid,
  time: row.time,
  declaredBy: row.declaredBy,
  givers: row.sourceParties ?? [],
  takers: row.destinationParties ?? [],
  partners: partnersIn(row),
  isReceipt: receipts.includes(row.bizStep ?? ''),
})
