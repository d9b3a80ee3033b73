import type { EventFacts } from '@nguon/epcis'

/** ILMD members that may be shown, by the local names of CBV master data and the GS1 Web Vocabulary. */
const wordNames = {
  lot: ['lotNumber', 'hasBatchLotNumber', 'batchLotNumber'],
  productionDate: ['productionDate', 'manufacturingDate'],
  harvestDate: ['harvestDate', 'harvestEndDate'],
  packagingDate: ['packagingDate', 'packDate'],
  expiryDate: ['itemExpirationDate', 'expirationDate'],
  bestBeforeDate: ['bestBeforeDate', 'bestBefore'],
  countryOfOrigin: ['countryOfOrigin'],
} as const

export type LotFactName = keyof typeof wordNames

const namespaces = [
  'urn:epcglobal:cbv:mda#',
  'urn:epcglobal:cbv:mda:',
  'https://gs1.org/voc/',
  'https://www.gs1.org/voc/',
  'https://ref.gs1.org/voc/',
]

const nameOfUri = new Map(
  Object.entries(wordNames).flatMap(([name, locals]) =>
    locals.flatMap((local) => namespaces.map((namespace) => [namespace + local, name as LotFactName] as const)),
  ),
)

/**
 * What an event says of a key that it creates, as the key's row carries it: the words that may be shown, and the parties on
 * whose written mandate the declarer could describe the key at that time. Who owns it, then or later, is not said here.
 */
export type Creation = { mandatedBy: string[]; words: [name: LotFactName, value: string][] }

/** The listed words of an ILMD. */
export const wordsOf = (facts: EventFacts): Creation['words'] => Object.entries(facts.ilmd ?? {}).flatMap(wordOf)

const wordOf = ([uri, value]: [string, unknown]): Creation['words'] => {
  const name = nameOfUri.get(uri)
  const text = plainValue(value)
  return name === undefined || text === undefined ? [] : [[name, text]]
}

/** A value as a person may read it: text, number, or JSON-LD's `{"@value": …}`; nothing else is shown. */
const plainValue = (value: unknown): string | undefined => {
  if (typeof value === 'string' || typeof value === 'number')
    return String(value).normalize('NFC').slice(0, 200).toWellFormed()
  const inner = (value as { '@value'?: unknown } | null)?.['@value']
  return typeof inner === 'string' || typeof inner === 'number' ? plainValue(inner) : undefined
}
