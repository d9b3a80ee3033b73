import { isID, keyHash, lowestID } from '../../../platform/ids.ts'
import { currentPosition, positionsOf } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { originsOf, type Span } from '../../trace/index.ts'
import { isTimestamp, toInstant } from '../timestamp.ts'
import { actions, eventTypes } from '../vocabulary.ts'
import { keyTexts } from './key-texts.ts'
import { type Months, selectMonths, selectTimeline, type TimelineCursor, type TimelineRow } from './story.store.ts'

/** One step on the way of an item, or of what it was made from (`depth` transformations, or contents of a scanned container, up the chain). */
export type StoryStep = {
  eventTime: string
  zone: string
  type: string
  action?: (typeof actions)[number]
  bizStep?: string
  disposition?: string
  place?: string
  declaredBy: string
  depth: number
  inherited: boolean
}

/** `known` is false where no event mentions the key; `next` goes on where the limit cut; `complete` false: the chain was too large. */
export type BackwardStory = { steps: StoryStep[]; known: boolean; complete: boolean; next?: string }

export type StoryOptions = { limit?: number; after?: string; asOf?: number }

const beginning: TimelineCursor = { eventTime: '-infinity', eventUid: lowestID }

/** Where a key comes from: its steps and those of all it stems from, oldest first, right in time. */
export const backwardStory = async (
  reader: Reader,
  canonicalKey: string,
  { limit = 100, after, asOf }: StoryOptions = {},
): Promise<BackwardStory> => {
  const position = asOf ?? (await currentPosition(reader))
  const { spans, complete } = await originsOf(reader, keyHash(canonicalKey), position)
  const months = await selectMonths(reader, [...new Set(spans.map(({ key }) => key))])
  if (months === undefined) return { steps: [], known: false, complete }
  const rows = await readTimeline(reader, spans, parseCursor(after), { wanted: limit + 1, position, months })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const texts = await keyTexts(
    reader,
    shown.map(({ place }) => place).filter((place) => place !== null),
  )
  return {
    steps: shown.map((row) => toStep(row, texts)),
    known: shown.length > 0 || after !== undefined,
    complete,
    ...(rows.length > limit && last !== undefined ? { next: `${last.eventTime}~${last.eventUid}` } : {}),
  }
}

/** Each event once that was there by then, nearest to the item asked for. */
const readTimeline = async (
  reader: Reader,
  spans: readonly Span[],
  start: TimelineCursor,
  { wanted, position, months }: { wanted: number; position: number; months: Months },
): Promise<TimelineRow[]> => {
  const found = new Map<string, TimelineRow>()
  for (let after = start; found.size < wanted; ) {
    const batch = await selectTimeline(reader, spans, after, wanted * 2, position, months)
    const numbers = batch.map(({ captureNumber }) => captureNumber)
    const positions = await positionsOf(reader, numbers)
    for (const row of batch) {
      const captured = positions.get(row.captureNumber)
      if (captured !== undefined && captured <= position && !found.has(row.eventUid)) found.set(row.eventUid, row)
    }
    const last = batch.at(-1)
    if (batch.length < wanted * 2 || last === undefined) break
    after = last
  }
  return [...found.values()].slice(0, wanted)
}

const toStep = (row: TimelineRow, texts: ReadonlyMap<string, string>): StoryStep => ({
  eventTime: toInstant(row.eventTime),
  zone: row.zone,
  type: eventTypes[row.type] ?? 'ExtensionEvent',
  ...(row.action === null ? {} : { action: actions[row.action] }),
  ...(row.bizStep === null ? {} : { bizStep: row.bizStep }),
  ...(row.disposition === null ? {} : { disposition: row.disposition }),
  ...(row.place === null ? {} : { place: texts.get(row.place) }),
  declaredBy: row.declaredBy,
  depth: row.depth,
  inherited: row.inherited,
})

const parseCursor = (text: string | undefined): TimelineCursor => {
  const [eventTime = '', eventUid = '', ...more] = text?.split('~') ?? []
  return more.length === 0 && isTimestamp(eventTime) && isID(eventUid) ? { eventTime, eventUid } : beginning
}
