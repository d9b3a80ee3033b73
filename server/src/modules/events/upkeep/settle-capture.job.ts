import { lowestID } from '../../../platform/ids.ts'
import { writersDone } from '../../../platform/positions.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { describeKeys } from '../../registry/index.ts'
import { audienceOf, keysToDescribe } from '../audience.ts'
import { noteWords } from '../resources/note-words.ts'
import { announceGrowth, sharesGrownBy } from '../shares/announce-growth.ts'
import type { OwnedShare } from '../shares/share.store.ts'
import { storedFacts } from '../stored-event.ts'
import { settleSteps } from '../visibility/steps/settle-steps.ts'
import { type StoredEvent, selectEventsOfCapture } from './upkeep.store.ts'

const batch = 500

/**
 * Settles the steps beside the hand-overs of a capture once more, when all that went on beside it has ended: none of these
 * captures may have seen the other. Then the shared chains that it made longer are made anew, each once. Running twice does
 * no harm.
 */
export const settleCapture = async (db: Db, number: number): Promise<void> => {
  await writersDone(db)
  const grown = new Map<string, OwnedShare>()
  for (let after = lowestID; ; ) {
    const events = await selectEventsOfCapture(db, number, after, batch)
    const last = events.at(-1)
    if (last === undefined) break
    for (const share of await db.transaction((tx) => settleEvents(tx, events))) grown.set(share.share, share)
    after = last.uid
  }
  await db.transaction((tx) => announceGrowth(tx, { number, shares: [...grown.values()] }))
}

/** Answers the shares whose chains the events may have made longer. */
const settleEvents = async (tx: Tx, stored: readonly StoredEvent[]): Promise<OwnedShare[]> => {
  const read = stored.map((event) => ({ ...event, facts: storedFacts(event) }))
  const known = await describeKeys(tx, [...new Set(read.flatMap(({ facts }) => keysToDescribe(facts)))])
  const events = read.map((event) => ({ ...event, audience: audienceOf(event.facts, known) }))
  const { words } = await settleSteps(tx, events, { again: false })
  await noteWords(tx, words)
  return sharesGrownBy(tx, events)
}
