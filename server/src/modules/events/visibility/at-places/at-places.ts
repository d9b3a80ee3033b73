import type { EventFacts } from '@nguon/epcis'
import { keyHash } from '../../../../platform/ids.ts'

/** Events that are open to a viewer at a place in a business step, of one day in UTC: a row of events.sight_place. */
export type OpenAtPlace = {
  viewer: string
  place: string
  bizStep: string
  day: string
  times: string[]
  uids: string[]
}

/** By all that they have in common. */
export type OpenAtPlaces = Map<string, OpenAtPlace>

/** Adds an event to what is open to these viewers at the places that it names. */
export const addAtPlaces = (
  open: OpenAtPlaces,
  { uid, facts }: { uid: string; facts: EventFacts },
  viewers: Iterable<string>,
): void => {
  const { bizStep, eventTime } = facts
  if (bizStep === undefined) return
  const places = new Set(facts.keys.flatMap(({ key, role }) => (isPlace(role) ? [keyHash(key)] : [])))
  const day = eventTime.slice(0, 'YYYY-MM-DD'.length)
  for (const place of places)
    for (const viewer of viewers) {
      const name = `${viewer} ${place} ${day} ${bizStep}`
      const known = open.get(name)
      if (known === undefined) open.set(name, { viewer, place, bizStep, day, times: [eventTime], uids: [uid] })
      else {
        known.times.push(eventTime)
        known.uids.push(uid)
      }
    }
}

const isPlace = (role: string): boolean => role === 'readPoint' || role === 'bizLocation'
