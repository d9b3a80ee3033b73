import { canonicalKey } from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import type { EventHeader, TraceEvents, Viewer } from '../../trace/index.ts'
import { keyTexts } from '../story/key-texts.ts'
import { toInstant } from '../timestamp.ts'
import { noteLooks } from '../visibility/note-looks.ts'
import { sightOf } from '../visibility/sight.ts'
import { visibleTo } from '../visibility/visible-to.store.ts'
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
