import { canonicalKey } from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import type { EventHeader, TraceEvents, Viewer } from '../../trace/index.ts'
import { keyTexts } from '../story/key-texts.ts'
import { toInstant } from '../story/story.ts'
import { visibleParty } from '../visibility.ts'
import { eventTypes } from '../vocabulary.ts'
import { type HeaderRow, selectHeaders, selectTransformations, selectVisible } from './event-headers.store.ts'

/** What trace needs of the events, for one answer: a party's is made of its own events alone. */
export const traceEvents = (reader: Reader, viewer: Viewer): TraceEvents => {
  const party = viewer === 'public' ? null : visibleParty(viewer)
  return {
    ...(party === null ? {} : { visible: rememberVisible((events) => selectVisible(reader, events, party)) }),
    headers: async (events) => new Map((await selectHeaders(reader, events)).map((row) => [row.uid, toHeader(row)])),
    keyTexts: (hashes) => keyTexts(reader, hashes),
    transformations: async (events) => {
      const rows = events.length === 0 ? [] : await selectTransformations(reader, events)
      return new Map(rows.map(({ uid, transformation }) => [uid, canonicalKey(transformation)]))
    },
  }
}

/** A walk meets an event once for each of its keys: what one answer has asked once it asks no more. */
const rememberVisible = (
  select: (events: readonly { uid: string; time: string }[]) => Promise<ReadonlySet<string>>,
): NonNullable<TraceEvents['visible']> => {
  const asked = new Set<string>()
  const visible = new Set<string>()
  return async (events) => {
    const fresh = new Map(events.flatMap((event) => (asked.has(event.uid) ? [] : [[event.uid, event] as const])))
    if (fresh.size > 0) for (const uid of await select([...fresh.values()])) visible.add(uid)
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
