import { gatherWords, type Words } from '../resources/note-words.ts'
import type { FreshEvent } from './judge.ts'

/** The words of captured events, for each who sees them; added to those of the batches before. */
export const wordsOfCapture = (
  events: readonly FreshEvent[],
  { capturedBy, declaredBy }: { capturedBy: string; declaredBy: string },
  words: Words = new Map(),
): Words => {
  for (const event of events) gatherWords(words, event, new Set([capturedBy, declaredBy, ...event.viewers]))
  return words
}
