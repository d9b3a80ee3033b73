import { audienceOf, type Descriptions } from '../audience.ts'
import type { EventRecord } from '../event-record.ts'
import { gatherWords, type Words } from '../resources/note-words.ts'
import { viewersOf } from '../visibility/viewers.ts'

/** The words of captured events, for each who sees them; added to those of the batches before. */
export const wordsOfCapture = (
  records: readonly EventRecord[],
  known: Descriptions,
  { capturedBy, declaredBy }: { capturedBy: string; declaredBy: string },
  words: Words = new Map(),
): Words => {
  const speakers = { capturedBy, declaredBy }
  for (const record of records) {
    const viewers = viewersOf(record.facts, audienceOf(record.facts, known), speakers)
    gatherWords(words, record, new Set([capturedBy, declaredBy, ...viewers]))
  }
  return words
}
