import { type EventFacts, linksOf } from '@nguon/epcis'
import { lowestID } from '../../../platform/ids.ts'
import { newRows } from '../../../platform/postgres/copy-rows.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { describeKeys, describesForHistory, standingParties } from '../../registry/index.ts'
import { deleteOfEvents, insertAssertions } from '../../trace/index.ts'
import { type Audience, audienceOf, keysToDescribe } from '../audience.ts'
import { insertKeys } from '../capture/capture.store.ts'
import { noteKey, type SeenKeys } from '../capture/seen-keys.ts'
import { cancelDeclared, declaredIDs } from '../declarations.ts'
import { assertionsOf } from '../event-assertions.ts'
import { putKeys, putSights } from '../event-row.ts'
import { gatherWords, noteWords, type Words } from '../resources/note-words.ts'
import { refreshShares } from '../shares/refresh-share.ts'
import { selectStandingShares } from '../shares/share.store.ts'
import { type StoredWord, storedEvent } from '../stored-event.ts'
import { toInstant } from '../timestamp.ts'
import { addAtPlaces, type OpenAtPlaces } from '../visibility/at-places/at-places.ts'
import { listAtPlaces } from '../visibility/at-places/list-at-places.ts'
import { noteAudience } from '../visibility/audience.store.ts'
import { settleSteps } from '../visibility/steps/settle-steps.ts'
import { selectViewers } from '../visibility/steps/steps.store.ts'
import { type Held, heldIn, toldBy, viewersOf, ways } from '../visibility/viewers.ts'
import { staleWords } from './stale-words.ts'
import { lockDerivation, replaceKeyRows, replaceSights, type StoredEvent, selectEventsAfter } from './upkeep.store.ts'

const usualBatch = 500

/**
 * Derives key rows and trace anew from the bodies and tombstones, batch by batch, each in its own transaction: killed
 * in the middle it leaves every event either as it was or derived anew. Answers how many events it went over.
 */
export const rebuild = async (
  db: Db,
  progress: (done: number) => void = () => {},
  batch = usualBatch,
): Promise<number> => {
  const stale = await staleWords(db)
  let after = { uid: lowestID, eventTime: '-infinity' }
  for (let done = 0; ; ) {
    const events = await selectEventsAfter(db, after, batch)
    const last = events.at(-1)
    if (last === undefined) {
      await refreshShares(db, await selectStandingShares(db), { onWords: stale.meet })
      await stale.remove()
      return done
    }
    await db.transaction((tx) => deriveAnew(tx, events, stale.meet))
    after = last
    done += events.length
    progress(done)
  }
}

/** All derived rows of some events, from their bodies and the registry as it is now. `onWords` hears what words they give to whom. */
export const deriveAnew = async (
  tx: Tx,
  events: readonly StoredEvent[],
  onWords: (words: Words) => void = () => {},
): Promise<void> => {
  if (events.length === 0) return
  const uids = events.map(({ uid }) => uid)
  const read = events.map((stored) => ({ stored, ...storedEvent(stored) }))
  const audiences = await deriveKeyRows(tx, read)
  const declared = await declaredIDs(tx, events)
  await deleteOfEvents(tx, uids)
  await insertAssertions(
    tx,
    read.flatMap(({ stored, facts }) => assertionsOf({ ...stored, facts }, linksOf(facts))),
  )
  await cancelDeclared(tx, events, declared)
  onWords(await deriveSights(tx, read, audiences))
}

type Read = { stored: StoredEvent } & Pick<StoredWord, 'event' | 'facts'>

/** Who sees some events, and what stands beside their hand-overs; with the words that they show. */
export const deriveSights = async (
  tx: Tx,
  read: readonly Read[],
  audiences: ReadonlyMap<string, Audience>,
): Promise<Words> => {
  const events = read.flatMap(({ stored, facts }) => {
    const audience = audiences.get(stored.uid)
    return audience === undefined ? [] : [{ ...stored, facts, audience }]
  })
  const had = await deriveOwnSights(tx, events)
  const { words } = await settleSteps(tx, events, { again: true })
  // As a capture does: when it holds the things that it settles, so that none waits for the other.
  await noteAudience(tx, heldIn(had))
  const viewers = Map.groupBy(await selectViewers(tx, events), ({ uid }) => uid)
  for (const { stored, event, facts } of read) {
    const seers = (viewers.get(stored.uid) ?? []).map(({ viewer }) => viewer)
    gatherWords(words, { event, facts }, new Set([stored.capturedBy, stored.declaredBy, ...seers]))
  }
  await noteWords(tx, words)
  return words
}

/** Who sees events by what they say themselves, and where they are listed for them; answers who has which by what. */
const deriveOwnSights = async (
  tx: Tx,
  events: readonly (StoredEvent & { facts: EventFacts; audience: Audience })[],
): Promise<Omit<Held, 'events'>[]> => {
  const standing = await standingParties(tx, [
    ...new Set(events.flatMap((event) => [event.capturedBy, event.declaredBy])),
  ])
  const rows = newRows()
  const open: OpenAtPlaces = new Map()
  const had: Omit<Held, 'events'>[] = []
  for (const event of events) {
    const viewers = new Set([...viewersOf(event.facts, event.audience, event), ...mergedInto(event, standing)])
    putSights(rows, { ...event, describesFor: () => [] }, [...viewers])
    addAtPlaces(open, event, viewers)
    had.push(...toldBy(event))
    for (const viewer of viewers) had.push({ viewer, way: ways.open, captureNumber: event.captureNumber })
  }
  await replaceSights(tx, events, rows)
  await listAtPlaces(tx, open)
  return had
}

/** The party as which a speaker goes on, who was found to be one with it: its events are that one's to see. */
const mergedInto = ({ capturedBy, declaredBy }: StoredEvent, standing: ReadonlyMap<string, string>): string[] =>
  [capturedBy, declaredBy].flatMap((party) => {
    const now = standing.get(party) ?? party
    return now === party ? [] : [now]
  })

/** The key rows alone; answers for whom each event is. */
export const deriveKeyRows = async (tx: Tx, read: readonly Read[]): Promise<Map<string, Audience>> => {
  await lockDerivation(tx)
  const known = await describeKeys(tx, [...new Set(read.flatMap(({ facts }) => keysToDescribe(facts)))])
  const describesFor = await describesForHistory(tx, [...new Set(read.map(({ stored }) => stored.declaredBy))])
  const keys: SeenKeys = new Map()
  const rows = newRows()
  const audiences = new Map<string, Audience>()
  for (const { stored, facts } of read) {
    const audience = audienceOf(facts, known)
    audiences.set(stored.uid, audience)
    const { declaredBy, position, recordTime } = stored
    const source = {
      ...stored,
      facts,
      describesFor: (key: string) => describesFor(declaredBy, key, position, toInstant(recordTime)),
    }
    putKeys(rows, source, audience, (hash, key, month) => noteKey(keys, hash, key, month))
  }
  await replaceKeyRows(
    tx,
    read.map(({ stored }) => stored.uid),
    read.map(({ stored }) => stored.eventTime),
    { keys: [...keys.keys()], rows },
  )
  await insertKeys(tx, keys)
  return audiences
}
