import { eventsOfDocument } from './documents.ts'

// Where the load is cut into slices, so that a rate that sinks as the store grows is seen.

/** Sizes of the store, in events, at which its growth is read off. */
const milestones = [100_000, 300_000, 1_000_000, 3_000_000, 10_000_000]
const parts = 10

/** The milestones on the way, and the end. */
export const growthSizes = (events: number): number[] => [...milestones.filter((size) => size < events), events]

/** The ends of all slices in rising order: every tenth of the load, in whole documents, and the milestones. */
export const sliceEnds = (events: number): number[] => {
  const tenths = Array.from({ length: parts }, (_, index) => wholeDocuments((events * (index + 1)) / parts))
  return [...new Set([...tenths.filter((size) => size > 0 && size < events), ...growthSizes(events)])].sort(
    (a, b) => a - b,
  )
}

const wholeDocuments = (events: number): number => Math.round(events / eventsOfDocument) * eventsOfDocument

/** The slices that are still to be captured where `done` documents are there already. */
export const slicesToDo = (events: number, done: number): { from: number; to: number }[] => {
  const start = done * eventsOfDocument
  const ends = sliceEnds(events).filter((end) => end > start)
  return ends.map((to, index) => ({ from: ends[index - 1] ?? start, to }))
}

const mostOfFloor = 500_000

/** How many further documents the floor of a load has: half as many events as that at most. */
export const floorDocuments = (events: number): number =>
  Math.max(1, Math.floor(Math.min(mostOfFloor, events / 2) / eventsOfDocument))
