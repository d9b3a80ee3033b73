import { canonicalKey } from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import type { EventHeader, TraceEvents, Viewer } from '../../trace/index.ts'
import { keyTexts } from '../story/key-texts.ts'
import { toInstant } from '../story/story.ts'
import { noteLooks } from '../visibility/note-looks.ts'
import { selectSeenAmong } from '../visibility/seen-among.store.ts'
import { type Sight, sightOf } from '../visibility/sight.ts'
import { eventTypes } from '../vocabulary.ts'
import { type HeaderRow, selectHeaders, selectTransformations } from './event-headers.store.ts'

/** What trace needs of the events, for one answer: it is made of what the viewer sees, and told to the owners of the rest. */
export const traceEvents = async (reader: Reader, viewer: Viewer): Promise<TraceEvents> => {
  const sight = viewer === 'public' ? null : await sightOf(reader, viewer)
  return {
    ...(sight === null ? {} : { visible: visibleTo(reader, sight) }),
    headers: async (events) => {
      const rows = await selectHeaders(reader, events)
      if (viewer !== 'public') await noteLooks(reader, viewer, sight, rows)
      return new Map(rows.map((row) => [row.uid, toHeader(row)]))
    },
    keyTexts: (hashes) => keyTexts(reader, hashes),
    transformations: async (events) => {
      const rows = events.length === 0 ? [] : await selectTransformations(reader, events)
      return new Map(rows.map(({ uid, transformation }) => [uid, canonicalKey(transformation)]))
    },
  }
}

/** As many events as most keys have. */
const usual = 8

/**
 * Which events of a walk are seen. It meets an event once for each of its keys: what one answer has asked once it asks no more. It asks each time, even about
 * nothing, and the first time about as many as is usual: a key of which only others told takes as long as one of which nobody did.
 */
export const visibleTo = (reader: Reader, sight: NonNullable<Sight>): NonNullable<TraceEvents['visible']> => {
  const asked = new Set<string>()
  const visible = new Set<string>()
  let least = usual
  return async (events) => {
    const fresh = new Map(
      events.flatMap((event) =>
        asked.has(event.uid) ? [] : [[event.uid, { uid: event.uid, eventTime: event.time }] as const],
      ),
    )
    for (const uid of await selectSeenAmong(reader, [...fresh.values()], sight, least)) visible.add(uid)
    least = 0
    for (const uid of fresh.keys()) asked.add(uid)
    return visible
  }
}

const toHeader = ({
  uid: _,
  type,
  zone,
  sourceParties,
  destinationParties,
  eventTime,
  ...row
}: HeaderRow): EventHeader => ({
  ...row,
  eventTime: toInstant(eventTime),
  zone: zone ?? 'Z',
  type: eventTypes[type] ?? 'ExtensionEvent',
  sourceParties: sourceParties ?? [],
  destinationParties: destinationParties ?? [],
})
