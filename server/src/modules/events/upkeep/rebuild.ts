import { linksOf } from '@nguon/epcis'
import { newRows } from '../../../platform/postgres/copy-rows.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { describeKeys, describesForHistory } from '../../registry/index.ts'
import { deleteOfEvents, insertAssertions } from '../../trace/index.ts'
import { audienceOf, keysToDescribe } from '../audience.ts'
import { insertKeys } from '../capture/capture.store.ts'
import { noteKey, type SeenKeys } from '../capture/seen-keys.ts'
import { cancelDeclared, declaredIDs } from '../declarations.ts'
import { assertionsOf } from '../event-assertions.ts'
import { putKeys } from '../event-row.ts'
import { noteWords } from '../resources/note-words.ts'
import type { Word } from '../resources/word.ts'
import { toInstant } from '../story/story.ts'
import { storedFacts } from './stored-facts.ts'
import { staleWords, wordsByParty } from './stored-words.ts'
import { lockDerivation, replaceKeyRows, type StoredEvent, selectEventsAfter } from './upkeep.store.ts'

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
  let after = { uid: '00000000-0000-0000-0000-000000000000', eventTime: '-infinity' }
  for (let done = 0; ; ) {
    const events = await selectEventsAfter(db, after, batch)
    const last = events.at(-1)
    if (last === undefined) {
      await stale.remove()
      return done
    }
    await db.transaction((tx) => deriveAnew(tx, events, stale.meet))
    after = last
    done += events.length
    progress(done)
  }
}

/** All derived rows of some events, from their bodies and the registry as it is now. `onWords` hears what words whom they give. */
export const deriveAnew = async (
  tx: Tx,
  events: readonly StoredEvent[],
  onWords: (party: string, words: readonly Word[]) => void = () => {},
): Promise<void> => {
  if (events.length === 0) return
  const uids = events.map(({ uid }) => uid)
  const read = events.map((stored) => ({ stored, facts: storedFacts(stored) }))
  await deriveKeyRows(tx, read)
  const declared = await declaredIDs(tx, events)
  await deleteOfEvents(tx, uids)
  await insertAssertions(
    tx,
    read.flatMap(({ stored, facts }) => assertionsOf({ ...stored, facts }, linksOf(facts))),
  )
  await cancelDeclared(tx, events, declared)
  for (const [party, words] of wordsByParty(read)) {
    onWords(party, words)
    await noteWords(tx, { capturedBy: party, declaredBy: party }, words)
  }
}

/** The key rows alone: what a change of the registry touches. */
export const deriveKeyRows = async (
  tx: Tx,
  read: readonly { stored: StoredEvent; facts: ReturnType<typeof storedFacts> }[],
): Promise<void> => {
  await lockDerivation(tx)
  const known = await describeKeys(tx, [...new Set(read.flatMap(({ facts }) => keysToDescribe(facts)))])
  const describesFor = await describesForHistory(tx, [...new Set(read.map(({ stored }) => stored.declaredBy))])
  const keys: SeenKeys = new Map()
  const rows = newRows()
  for (const { stored, facts } of read) {
    const { declaredBy, position, recordTime } = stored
    const source = {
      ...stored,
      facts,
      describesFor: (key: string) => describesFor(declaredBy, key, position, toInstant(recordTime)),
    }
    putKeys(rows, source, audienceOf(facts, known), (hash, key, month) => noteKey(keys, hash, key, month))
  }
  await replaceKeyRows(
    tx,
    read.map(({ stored }) => stored.uid),
    read.map(({ stored }) => stored.eventTime),
    { keys: [...keys.keys()], rows },
  )
  await insertKeys(tx, keys)
}
