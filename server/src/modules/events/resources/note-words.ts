import type { Tx } from '../../../platform/postgres/database.ts'
import type { EventRecord } from '../event-record.ts'
import { insertWords } from './vocabulary.store.ts'
import { distinctWords, type Word, wordsOfEvent } from './word.ts'

/** The words of the events gone over so far, each once, as first sent. */
export type Words = Map<string, Word>

/** Gathers the words of events. */
export const gatherWords = (
  records: readonly Pick<EventRecord, 'facts' | 'event'>[],
  words: Words = new Map(),
): Words => {
  for (const { facts, event } of records) {
    for (const word of wordsOfEvent(facts, event)) {
      const name = `${word.kind} ${word.value}`
      if (!words.has(name)) words.set(name, word)
    }
  }
  return words
}

/**
 * Notes the words of a capture's events for those who see them. Call it once, with the words of all that is stored, right
 * before the position is taken: until then nobody else's capture can wait for it.
 */
export const noteWords = async (
  tx: Tx,
  { capturedBy, declaredBy }: { capturedBy: string; declaredBy: string },
  words: Iterable<Word>,
): Promise<void> => {
  const distinct = distinctWords([...words])
  if (distinct.length > 0) await insertWords(tx, [capturedBy, declaredBy], distinct)
}
