import type { EventFacts } from '@nguon/epcis'
import { keyHash } from '../../../platform/ids.ts'
import type { Audience } from '../audience.ts'

/** Under what the events of a product group are open to the authority of that sector. */
export const groupViewer = (group: string): string => keyHash(`group:${group}`)

/** Under what the events at places of an administrative unit are open to the authority there. */
export const unitViewer = (unit: string): string => keyHash(`unit:${unit}`)

type Speakers = { capturedBy: string; declaredBy: string }

/** The parties at both ends of a hand-over that have not said it themselves; none where an event names none. */
export const partnersOf = (
  { sourceParties, destinationParties }: Pick<Audience, 'sourceParties' | 'destinationParties'>,
  { capturedBy, declaredBy }: Speakers,
): string[] =>
  [...new Set([...sourceParties, ...destinationParties])].filter(
    (party) => party !== declaredBy && party !== capturedBy,
  )

/** Who sees an event besides its speakers: the partners of a hand-over, its sectors, its territories. */
export const viewersOf = (facts: EventFacts, audience: Audience, speakers: Speakers): string[] => {
  const groups = new Set(facts.keys.map(({ key }) => audience.groupOf(key)).filter((group) => group !== undefined))
  return [...partnersOf(audience, speakers), ...[...groups].map(groupViewer), ...audience.units.map(unitViewer)]
}

/** As which a viewer has events of a capture: it declared them, captured them in another's name, or they are open to it. */
export const ways = { declared: 1, captured: 2, open: 3 } as const
export type Way = (typeof ways)[keyof typeof ways]

/** For whom a capture holds events, as which, and about how many. */
export type Held = { viewer: string; way: Way; captureNumber: number; events: number }

/** Who has events by having told them. */
export const toldBy = ({
  captureNumber,
  capturedBy,
  declaredBy,
}: Speakers & { captureNumber: number }): Omit<Held, 'events'>[] => [
  { viewer: declaredBy, way: ways.declared, captureNumber },
  ...(capturedBy === declaredBy ? [] : [{ viewer: capturedBy, way: ways.captured, captureNumber }]),
]

/** What single events, each of which somebody has in a way, come to. */
export const heldIn = (had: Iterable<Omit<Held, 'events'>>): Held[] => {
  const held = new Map<string, Held>()
  for (const { viewer, way, captureNumber } of had) {
    const name = `${viewer} ${way} ${captureNumber}`
    const known = held.get(name)
    if (known === undefined) held.set(name, { viewer, way, captureNumber, events: 1 })
    else known.events += 1
  }
  return [...held.values()]
}
