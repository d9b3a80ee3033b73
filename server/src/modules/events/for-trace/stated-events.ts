import { keyHash, lowestID } from '../../../platform/ids.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import type { EventPage, EventPageRead, StatedEvents } from '../../trace/index.ts'
import { uidRange } from '../event-uid.ts'
import { storedFacts } from '../stored-event.ts'
import { type Months, selectMonths } from '../story/story.store.ts'
import { noteLooks } from '../visibility/note-looks.ts'
import { sightOf } from '../visibility/sight.ts'
import {
  type Bounds,
  type EventAt,
  selectStatedOfID,
  selectStatedOfKey,
  selectStatedOfParty,
  statedOf,
} from './stated-events.store.ts'

/** What events say, for the balances: page by page, each actor its own. */
export const statedEvents = (reader: Reader): StatedEvents => ({
  ofKey: async (key, page) => {
    const hash = keyHash(key)
    const months = (await selectMonths(reader, [hash])) ?? monthOf(new Date())
    return read(reader, page, (bounds) => selectStatedOfKey(reader, hash, bounds, months))
  },
  ofParty: (party, page) => read(reader, page, (bounds) => selectStatedOfParty(reader, party, bounds)),
  ofID: (eventID, page) => read(reader, page, (bounds) => selectStatedOfID(reader, uidRange(eventID), eventID, bounds)),
})

/** Where a key is looked for that nobody told of: it takes as long as one of which only others did. */
const monthOf = (day: Date): Months => {
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()]
  const first = (month: number) => new Date(Date.UTC(year, month)).toISOString()
  return { from: first(month), until: first(month + 1) }
}

const boundsOf = async (reader: Reader, { actor, asOf, from, to, after, limit }: EventPage): Promise<Bounds> => ({
  sight: await sightOf(reader, actor),
  asOf,
  from: from ?? '-infinity',
  to: to ?? 'infinity',
  after: after === undefined ? { eventTime: '-infinity', uid: lowestID } : { eventTime: after.time, uid: after.uid },
  limit,
})

/** An event that names a key in several roles is told once: the next page begins after it, though rows of it be left. */
const read = async (
  reader: Reader,
  page: EventPage,
  select: (bounds: Bounds) => Promise<EventAt[]>,
): Promise<EventPageRead> => {
  const { actor, limit } = page
  const bounds = await boundsOf(reader, page)
  const rows = await select(bounds)
  const places = [...new Map(rows.map((row) => [row.uid, row])).values()]
  const events = []
  for await (const { uid, eventTime, eventID, declaredBy, ...stored } of statedOf(reader, places))
    events.push({ uid, eventTime, eventID, declaredBy, facts: storedFacts(stored) })
  await noteLooks(reader, actor, bounds.sight, events)
  const last = rows.at(-1)
  return {
    events,
    next: rows.length === limit && last !== undefined ? { time: last.eventTime, uid: last.uid } : undefined,
  }
}
