import type { Reader } from '../../../../platform/postgres/database.ts'
import { cutterOf } from '../cutter-of.ts'
import { type Spooled, selectPart } from './spool.store.ts'

/** Some events of a document, in its order; `first` is the place of the first of them. */
export type Batch = { events: Uint8Array[]; first: number }

const eventsABatch = 500
const bytesABatch = 1024 * 1024

/** Reads a spooled document as a stream of batches. */
export async function* readBatches(
  reader: Reader,
  { captureID, parts, mediaType }: Pick<Spooled, 'captureID' | 'parts' | 'mediaType'>,
): AsyncGenerator<Batch, void> {
  const cutter = cutterOf(mediaType)
  let batch: Batch = { events: [], first: 0 }
  let bytes = 0
  for (let part = 0; part < parts; part += 1) {
    for (const event of cutter.push(await selectPart(reader, captureID, part))) {
      batch.events.push(event)
      bytes += event.length
      if (batch.events.length < eventsABatch && bytes < bytesABatch) continue
      yield batch
      batch = { events: [], first: batch.first + batch.events.length }
      bytes = 0
    }
  }
  if (batch.events.length > 0) yield batch
}
