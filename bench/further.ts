import { type BenchDocument, documentText } from './documents.ts'
import type { Ground } from './ground.ts'
import { closedLoop } from './load.ts'
import { type Door, sendDocument } from './send-document.ts'

/** Further documents for a figure that needs captures going on: one in 5,000 events, 8 to `most`. */
export const furtherDocuments = (ground: Ground, most: number): BenchDocument[] =>
  furtherNumbers(ground, most).map((number) => documentText(ground.corpus, number))

/** The numbers of as many. */
export const furtherNumbers = (ground: Ground, most: number): number[] => {
  const count = Math.max(fewest, Math.min(most, Math.floor(ground.corpus.events / 5000)))
  const first = ground.takeFurther(count)
  return Array.from({ length: count }, (_, index) => first + index)
}

const fewest = 8

/** Documents on their way at one time. */
const inFlight = 2

/** What becomes of documents while they are captured: how many have been sent, and which are acknowledged. */
export type Stream = { sent: BenchDocument[]; acknowledged: BenchDocument[]; ended: boolean }

/** Captures the documents while `work` goes on beside; ends when both have. */
export const whileCapturing = async <T>(
  door: Door,
  documents: readonly BenchDocument[],
  work: (stream: Stream) => Promise<T>,
): Promise<T> => {
  const stream: Stream = { sent: [], acknowledged: [], ended: false }
  const capturing = closedLoop(documents, inFlight, async (document) => {
    stream.sent.push(document)
    await sendDocument(door, document)
    stream.acknowledged.push(document)
  }).finally(() => {
    stream.ended = true
  })
  const [result] = await Promise.all([work(stream), capturing])
  return result
}
