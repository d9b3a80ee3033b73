import type { EventFacts } from '@nguon/epcis'
import type { KeyDescription } from '../registry/index.ts'

/** What the registry knows of a key, by canonical key: owner, product group, unit of a place, party. */
export type Descriptions = ReadonlyMap<string, KeyDescription>

/** For whom an event is: derived from the registry as it stood at the event's position, re-derived when that changes. */
export type Audience = {
  sourceParties: string[]
  destinationParties: string[]
  placeUnit: string | undefined
  /** The units in which it was read and in which its things are afterwards, each once. */
  units: string[]
  /** Product group of one key of the event; a lot and a serial have their GTIN's. */
  groupOf: (key: string) => string | undefined
}

const gtinKeyLength = '/01/'.length + 14

/** The registered key that speaks for this one: a lot's and a serial's GTIN, else the key itself. */
export const registeredKey = (key: string): string => (key.startsWith('/01/') ? key.slice(0, gtinKeyLength) : key)

/** Every key that the registry must be asked about before an event can be stored. */
export const keysToDescribe = (facts: EventFacts): string[] => [
  ...facts.keys.filter(({ key }) => key.startsWith('/01/')).map(({ key }) => registeredKey(key)),
  ...facts.creates.map(registeredKey),
  ...[facts.readPoint, facts.bizLocation].filter((key) => key !== undefined),
  ...facts.sources.map(({ key }) => key),
  ...facts.destinations.map(({ key }) => key),
]

export const audienceOf = (facts: EventFacts, known: Descriptions): Audience => ({
  sourceParties: partiesOf(facts.sources, known),
  destinationParties: partiesOf(facts.destinations, known),
  placeUnit: known.get(facts.bizLocation ?? facts.readPoint ?? '')?.unit,
  units: [
    ...new Set(
      [facts.bizLocation, facts.readPoint]
        .map((place) => known.get(place ?? '')?.unit)
        .filter((unit) => unit !== undefined),
    ),
  ],
  groupOf: (key) => known.get(registeredKey(key))?.productGroup,
})

const partiesOf = (ends: readonly { key: string }[], known: Descriptions): string[] => [
  ...new Set(ends.map(({ key }) => known.get(key)?.party).filter((party) => party !== undefined)),
]
