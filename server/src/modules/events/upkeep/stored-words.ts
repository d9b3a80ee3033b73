import type { EpcisEvent, EventFacts } from '@nguon/epcis'
import type { Db } from '../../../platform/postgres/database.ts'
import { deleteWords, selectAllWords } from '../resources/vocabulary.store.ts'
import { distinctWords, type Word, wordsOfEvent } from '../resources/word.ts'
import type { StoredEvent } from './upkeep.store.ts'

/** The words of stored events by the party that sees them: who captured, and who declared. */
export const wordsByParty = (read: readonly { stored: StoredEvent; facts: EventFacts }[]): Map<string, Word[]> => {
  const words = new Map<string, Word[]>()
  for (const { stored, facts } of read) {
    const event = stored.body === null ? undefined : (JSON.parse(stored.body) as EpcisEvent)
    for (const party of new Set([stored.capturedBy, stored.declaredBy])) {
      words.set(party, [...(words.get(party) ?? []), ...wordsOfEvent(facts, event)])
    }
  }
  return new Map([...words].sort().map(([party, each]) => [party, distinctWords(each)]))
}

/**
 * The words noted now, less those that are met: of them no event is left. What is noted from now on is not among them, so
 * captures may go on meanwhile.
 */
export const staleWords = async (db: Db) => {
  const noted = new Map((await selectAllWords(db)).map((word) => [JSON.stringify(Object.values(word)), word]))
  return {
    meet: (party: string, words: readonly Word[]): void => {
      for (const { kind, value } of words) noted.delete(JSON.stringify([party, kind, value]))
    },
    remove: (): Promise<void> => db.transaction((tx) => deleteWords(tx, [...noted.values()])),
  }
}
