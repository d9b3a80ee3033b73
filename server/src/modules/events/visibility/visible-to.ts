import type { Reader } from '../../../platform/postgres/database.ts'
import type { TraceEvents } from '../../trace/index.ts'
import { selectSeenAmong } from './seen-among.store.ts'
import type { Sight } from './sight.ts'

/** As many events as most keys have. */
const usual = 8

/**
 * Which of some events are seen, for one answer: a walk meets an event once for each of its keys, and what was asked once is asked no more.
 * It is asked each time, even about nothing, and the first time about as many as is usual: a key of which only others told takes as
 * long as one of which nobody did.
 */
export const visibleTo = (reader: Reader, sight: NonNullable<Sight>): NonNullable<TraceEvents['visible']> => {
  const asked = new Set<string>()
  const visible = new Set<string>()
  let least = usual
  return async (events) => {
    const fresh = new Map(events.filter(({ uid }) => !asked.has(uid)).map((event) => [event.uid, event]))
    for (const uid of await selectSeenAmong(reader, [...fresh.values()], sight, least)) visible.add(uid)
    least = 0
    for (const uid of fresh.keys()) asked.add(uid)
    return visible
  }
}
