import { writersDone } from '../../../platform/positions.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { describeKeys } from '../../registry/index.ts'
import { audienceOf, keysToDescribe } from '../audience.ts'
import { noteWords } from '../resources/note-words.ts'
import { settleSteps } from '../visibility/settle-steps.ts'
import { storedFacts } from './stored-facts.ts'
import { selectEventsOfCapture } from './upkeep.store.ts'

const batch = 500

/**
 * Settles the steps beside the hand-overs of a capture once more, when all that went on beside it has ended: none of these
 * captures may have seen the other. Running twice does no harm.
 */
export const settleCapture = async (db: Db, number: number): Promise<void> => {
  await writersDone(db)
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const events = await selectEventsOfCapture(db, number, after, batch)
    const last = events.at(-1)
    if (last === undefined) return
    await db.transaction(async (tx) => {
      const read = events.map((stored) => ({ ...stored, facts: storedFacts(stored) }))
      const known = await describeKeys(tx, [...new Set(read.flatMap(({ facts }) => keysToDescribe(facts)))])
      const words = await settleSteps(
        tx,
        read.map((event) => ({ ...event, audience: audienceOf(event.facts, known) })),
        { again: false },
      )
      await noteWords(tx, words)
    })
    after = last.uid
  }
}
