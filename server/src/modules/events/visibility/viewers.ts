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
