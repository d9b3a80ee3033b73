import type { EventFacts } from '@nguon/epcis'
import { keyHash } from '../../../platform/ids.ts'

/** Events that are open to a viewer at a place in a business step, of one stretch of time: a row of events.sight_place. */
export type OpenAtPlace = {
  viewer: string
  place: string
  bizStep: string
  stretch: number
  times: string[]
  uids: string[]
}

/** By all that they have in common. */
export type OpenAtPlaces = Map<string, OpenAtPlace>

const secondsOfStretch = 604_800

/** The stretch of an event's time: its order is that of time. */
export const stretchOf = (instant: string): number => Math.floor(Date.parse(instant) / 1000 / secondsOfStretch)

/** The same of a time in a statement, and where the time of a stretch begins. */
export const stretchIn = (time: string): string => `floor(extract(epoch from ${time}) / ${secondsOfStretch})::integer`
export const beginOf = (stretch: string): string => `to_timestamp((${stretch})::float8 * ${secondsOfStretch})`

/** Adds an event to what is open to these viewers at the places that it names. */
export const addAtPlaces = (
  open: OpenAtPlaces,
  { uid, facts }: { uid: string; facts: EventFacts },
  viewers: Iterable<string>,
): void => {
  const { bizStep, eventTime } = facts
  if (bizStep === undefined) return
  const places = new Set(facts.keys.flatMap(({ key, role }) => (isPlace(role) ? [keyHash(key)] : [])))
  const stretch = stretchOf(eventTime)
  for (const place of places)
    for (const viewer of viewers) {
      const name = `${viewer} ${place} ${stretch} ${bizStep}`
      const known = open.get(name)
      if (known === undefined) open.set(name, { viewer, place, bizStep, stretch, times: [eventTime], uids: [uid] })
      else {
        known.times.push(eventTime)
        known.uids.push(uid)
      }
    }
}

const isPlace = (role: string): boolean => role === 'readPoint' || role === 'bizLocation'
