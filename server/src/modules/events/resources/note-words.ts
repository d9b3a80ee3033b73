import type { EpcisEvent, EventFacts } from '@nguon/epcis'
import type { Tx } from '../../../platform/postgres/database.ts'
import { insertWords } from './vocabulary.store.ts'
import { type SeenWord, wordsOfEvent } from './word.ts'

/** The words of the events gone over so far, for each who sees them once, as first sent. */
export type Words = Map<string, SeenWord>

/** Gathers the words of an event for those who see it. */
export const gatherWords = (
  words: Words,
  { facts, event }: { facts: EventFacts; event?: EpcisEvent | undefined },
  seers: ReadonlySet<string>,
): void => {
  for (const word of wordsOfEvent(facts, event)) {
    for (const viewer of seers) {
      const name = `${viewer} ${word.kind} ${word.value}`
      if (!words.has(name)) words.set(name, { viewer, ...word })
    }
  }
}

/**
 * Notes the words of a capture's events for those who see them. Call it once, with the words of all that is stored, right
 * before the position is taken: until then nobody else's capture can wait for it.
 */
export const noteWords = async (tx: Tx, words: Words): Promise<void> => {
  if (words.size > 0) await insertWords(tx, [...words.values()])
}
