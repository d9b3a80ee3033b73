import type { EpcisEvent, EventFacts } from '@nguon/epcis'
import type { Db } from '../../../platform/postgres/database.ts'
import { gatherWords, type Words } from '../resources/note-words.ts'
import { deleteWords, selectAllWords } from '../resources/vocabulary.store.ts'
import type { StoredEvent } from './upkeep.store.ts'

/** The words of stored events, for each who sees them. */
export const wordsOfStored = (
  read: readonly { stored: StoredEvent; facts: EventFacts; seers: readonly string[] }[],
): Words => {
  const words: Words = new Map()
  for (const { stored, facts, seers } of read) {
    const event = stored.body === null ? undefined : (JSON.parse(stored.body) as EpcisEvent)
    gatherWords(words, { facts, event }, seers)
  }
  return words
}

/**
 * The words noted now, less those that are met: of them no event is left. What is noted from now on is not among them, so
 * captures may go on meanwhile.
 */
export const staleWords = async (db: Db) => {
  const noted = new Map((await selectAllWords(db)).map((word) => [JSON.stringify(Object.values(word)), word]))
  return {
    meet: (words: Words): void => {
      for (const { viewer, kind, value } of words.values()) noted.delete(JSON.stringify([viewer, kind, value]))
    },
    remove: (): Promise<void> => db.transaction((tx) => deleteWords(tx, [...noted.values()])),
  }
}
