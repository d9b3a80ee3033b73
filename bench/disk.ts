import { eventsOfDocument } from './documents.ts'
import { floorDocuments } from './marks.ts'

/** Bytes that an event takes in the measured database, and that one of the floor takes: twice stored, and once in files. */
const bytesStored = 4200
const bytesOfFloor = 2 * bytesStored + 3000
/** PostgreSQL's log: what an event writes into it, and how much is kept (`max_wal_size`). */
const bytesLogged = 6000
const bytesOfLog = 12e9
/** Temporary files, programs' logs, what is captured beside and what vacuum has not given back. */
const bytesBesides = 4e9

/** Bytes that the rest of a run takes on disk at the most. */
export const bytesNeeded = (events: number, documentsDone: number): number =>
  bytesBesides +
  Math.min(bytesOfLog, bytesLogged * events) +
  bytesStored * Math.max(0, events - documentsDone * eventsOfDocument) +
  bytesOfFloor * floorDocuments(events) * eventsOfDocument

/** Refuses a run that would fill the disk; throws one sentence. */
export const refuseWithoutRoom = (folder: string, needed: number, free: number): void => {
  if (free >= needed) return
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)
  throw new Error(`this run needs about ${gigabytes(needed)} GB in ${folder}, and ${gigabytes(free)} GB are free`)
}
