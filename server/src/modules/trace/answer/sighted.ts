import { compareTexts } from '../walk/statement.ts'
import type { Sighting } from '../walk/walk-graph.ts'
import type { EventHeader } from './trace-events.ts'

/** A sighting with what its event says of it. */
export type Sighted = Sighting & { header: EventHeader }

/** What the register tells of a place: who owns it, and in whose name it hands over; party ids. */
export type PlaceParties = { owner?: string; party?: string }

/** The order of two instants in UTC, whatever fractions of a second they are written with. */
export const compareInstants = (a: string, b: string): number => {
  if (a.length === b.length) return a < b ? -1 : a > b ? 1 : 0
  const left = a.slice(0, -1)
  const right = b.slice(0, -1)
  return left < right ? -1 : left > right ? 1 : 0
}

/** Each node's sightings, oldest first; those of one instant in an order that is always the same. */
export const sightingsByNode = (
  sightings: readonly Sighting[],
  headers: ReadonlyMap<string, EventHeader>,
): Map<string, Sighted[]> => {
  const byNode = new Map<string, Sighted[]>()
  for (const sighting of sightings) {
    const header = headers.get(sighting.eventUid)
    if (header === undefined) continue
    const list = byNode.get(sighting.node)
    if (list === undefined) byNode.set(sighting.node, [{ ...sighting, header }])
    else list.push({ ...sighting, header })
  }
  for (const list of byNode.values()) if (list.length > 1) list.sort(inTime)
  return byNode
}

const inTime = (a: Sighted, b: Sighted): number =>
  compareInstants(a.eventTime, b.eventTime) || compareTexts(a.eventUid, b.eventUid)
