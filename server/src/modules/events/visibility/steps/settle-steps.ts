import type { Tx } from '../../../../platform/postgres/database.ts'
import { cancelledWithin } from '../../../trace/index.ts'
import type { Audience } from '../../audience.ts'
import type { KeyRowSource } from '../../event-row.ts'
import type { Words } from '../../resources/note-words.ts'
import { noteOpened } from '../note-opened.ts'
import { partnersOf } from '../viewers.ts'
import { handOversIn, handOversNear, type Opening, openingsOf, ownSteps, type Told } from './openings.ts'
import {
  deleteHandOvers,
  deleteOpened,
  insertHandOvers,
  insertSights,
  lockThings,
  type NewSight,
  selectHandedOver,
  selectOpened,
  selectThingsOf,
} from './steps.store.ts'
import type { HistoryRow, Mention } from './stories.store.ts'
import { readStories, type Story } from './stories.ts'
import { thingsOf } from './things.ts'

/** An event that was stored, or derived anew. */
export type Stored = Omit<KeyRowSource, 'describesFor'>

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
  const told = events.flatMap(({ facts, declaredBy }) =>
    thingsOf(facts).map((thing) => ({ thing, declaredBy, time: facts.eventTime })),
  )
  const named = [...new Set(told.map(({ thing }) => thing))]
  const things = new Set(named.length === 0 ? [] : await selectHandedOver(tx, named))
  if (things.size === 0) return { words: new Map(), doubtful: false }
  await lockThings(tx, [...things])
  return settle(
    tx,
    told.filter(({ thing }) => things.has(thing)),
  )
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

const settle = async (tx: Tx, told: readonly Mention[]): Promise<Settled> => {
  const { rows, openings, handOvers, settled } = await openingsIn(tx, told)
  const isAnswer = ({ event, by }: Opening) => rows.get(event)?.declaredBy !== rows.get(by)?.declaredBy
  const all = await selectOpened(tx, handOvers, [...rows.keys()])
  const before = all.filter((opening) => settled.has(opening.by) || isAnswer(opening))
  const known = new Set(before.map(nameOf))
  const wanted = new Set(openings.map(nameOf))
  const doubtful = new Set(before.filter((opening) => !wanted.has(nameOf(opening))).map(({ by }) => by))
  const added = openings.filter((opening) => !known.has(nameOf(opening)))
  const opened = await insertOpenings(tx, added, rows)
  const again = doubtful.size > 0 ? await replaceOpenings(tx, doubtful, rows) : []
  return { words: await noteOpened(tx, [...opened, ...again]), doubtful: doubtful.size > 0 }
}

/** What a hand-over no longer opens by one thing it may still open by another: all of its things are looked at. */
const replaceOpenings = async (
  tx: Tx,
  handOvers: ReadonlySet<string>,
  known: ReadonlyMap<string, HistoryRow>,
): Promise<NewSight[]> => {
  const told = (await selectThingsOf(tx, [...handOvers])).flatMap(({ thing, uid }) => {
    const row = known.get(uid)
    return row === undefined ? [] : [{ ...row, thing }]
  })
  const { rows, openings } = await openingsIn(tx, told)
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

/** `handOvers`: of which anything is read; `settled`: whose own steps are all there, or that were taken back. */
type Openings = { rows: Map<string, HistoryRow>; openings: Opening[]; handOvers: string[]; settled: Set<string> }

/** What stands beside the hand-overs that this bears upon, by what is told of each thing and was not taken back. */
const openingsIn = async (tx: Tx, told: readonly Mention[]): Promise<Openings> => {
  const stories = await readStories(tx, told)
  const rows = new Map(stories.flatMap(rowsOf).map((row) => [row.uid, row]))
  const cancelled = await cancelledWithin(
    tx,
    [...rows.keys()].map((uid) => [uid, uid]),
  )
  const openings = new Map<string, Opening>()
  const settled = new Set(cancelled)
  for (const story of stories) {
    const found = openingsOfStory(story, (all) => all.filter(({ uid }) => !cancelled.has(uid)).map(toTold))
    for (const uid of found.settled) settled.add(uid)
    for (const opening of found.openings) openings.set(nameOf(opening), opening)
  }
  const isOthers = ({ viewer, event }: Opening) => rows.get(event)?.capturedBy !== viewer
  const handOvers = [...rows.values()].filter((row) => partnersIn(row).length > 0).map(({ uid }) => uid)
  return { rows, openings: [...openings.values()].filter(isOthers), handOvers, settled }
}

const rowsOf = ({ told, near }: Story): HistoryRow[] => [...told, ...[...near.values()].flatMap((each) => each.told)]

const openingsOfStory = (
  { told, partly, near }: Story,
  standing: (rows: readonly HistoryRow[]) => Told[],
): { settled: string[]; openings: Opening[] } => {
  const history = standing(told)
  const whole = handOversIn(history).filter(({ declaredBy }) => !partly.has(declaredBy))
  const openings = openingsOf(history, partly)
  const around = [...near.values()].map((each) => ({ own: standing(each.told), instants: each.instants }))
  const beside = around.flatMap(({ own, instants }) => handOversNear(own, instants).map((each) => [each, own] as const))
  return {
    settled: [...whole, ...beside.map(([handOver]) => handOver)].map(({ uid }) => uid),
    openings: [...openings, ...beside.flatMap(([handOver, own]) => ownSteps(handOver, own))],
  }
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
