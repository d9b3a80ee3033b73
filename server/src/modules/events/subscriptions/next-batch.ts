import { mergeQueries, parseQueryBody, type Query } from '@nguon/epcis'
import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { isProblem, type Problem } from '../../../platform/problem.ts'
import type { StoredBody } from '../query/query.store.ts'
import { eventsAfter } from '../query/query.ts'
import { type Cursor, endOf, isAfter, mostBytes } from './subscription.ts'

/** Who is told, of which events, and between which places of the order of capture. */
export type Span = { listener: Actor; query: Query; after: Cursor; upTo: number }

/** Events to report, and how far they reach: past all that do not match, where no more do. */
export type Batch = { events: StoredBody[]; to: Cursor }

/** A query as a subscription asks it: only what was recorded from its first time on (EPCIS 2.0 §8.2.5.2). */
export const recordedFrom = (query: Query, initialRecordTime: string): Query =>
  mergeQueries(query, parseQueryBody({ GE_recordTime: initialRecordTime }))

/**
 * The next events of a span, as many as go into one message. A search that looked at much and found nothing says how far it
 * came. Where a span is too wide to search at all, a part of it is.
 */
export const nextBatch = async (reader: Reader, span: Span, most: number): Promise<Batch> => {
  const { listener, query, after, upTo } = span
  try {
    const found = await eventsAfter(reader, listener, query, { after, upTo, limit: most })
    const events = withinBytes(found.events)
    const last = events.length < found.events.length ? events.at(-1) : undefined
    if (last !== undefined) return { events, to: placeOf(last) }
    return { events, to: found.more && found.last !== undefined ? found.last : endOf(upTo) }
  } catch (error) {
    const nearest = after.position + 1
    if (upTo <= nearest || !isTooComplex(error)) throw error
    return nextBatch(reader, { ...span, upTo: nearest + Math.floor((upTo - nearest) / 2) }, most)
  }
}

/** Whether a part of what was asked for might be answered all the same. */
export const isTooComplex = (error: unknown): error is Problem =>
  isProblem(error) && error.problemCode === 'events.query-too-complex'

/** The events of a span up to a place: what a message said that was planned before. */
export const eventsBetween = async (
  reader: Reader,
  { listener, query, after }: Omit<Span, 'upTo'>,
  to: Cursor,
  most: number,
): Promise<StoredBody[]> => {
  const events: StoredBody[] = []
  for (let from: Cursor | undefined = after; from !== undefined && isAfter(to, from) && events.length < most; ) {
    const limit = most - events.length
    const found = await eventsAfter(reader, listener, query, { after: from, upTo: to.position, limit })
    events.push(...found.events.filter((event) => !isAfter(placeOf(event), to)))
    from = found.more ? found.last : undefined
  }
  return events
}

export const placeOf = ({ position, uid }: StoredBody): Cursor => ({ position, uid })

/** As many as have no more bytes than a message may have; one in any case. */
const withinBytes = (events: StoredBody[]): StoredBody[] => {
  let bytes = 0
  const end = events.findIndex(({ body }, index) => {
    bytes += Buffer.byteLength(body ?? '')
    return bytes > mostBytes && index > 0
  })
  return end < 0 ? events : events.slice(0, end)
}
