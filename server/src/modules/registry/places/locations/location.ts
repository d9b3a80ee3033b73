import { hasCheckDigit, keyPath } from '@nguon/gs1'
import Type from 'typebox'
import { problem } from '../../../../platform/problem.ts'
import { Identifier, IdentifierView } from '../../keys/identifiers/identifier.ts'
import { Day, PartyCard } from '../../parties/party.ts'
import { OtherWordView } from '../../products/product.ts'
import type { Spoken } from '../../statements/attributes/word.ts'
import { mapOf, spokenMap, spokenOne, wordOn } from '../../statements/attributes/word.ts'
import type { LanguageMap } from '../../statements/language-map.ts'
import { languageMap } from '../../statements/language-map.ts'
import type { Address as AddressType } from '../units/address/address.ts'
import { Address, AddressToday } from '../units/address/address.ts'
import { type PlotContent, plotAttributes, plotContent, plotInput, plotView, plotWords } from './plots/plot.ts'

export const locationKinds = [
  'growing-area',
  'plot',
  'farm',
  'packhouse',
  'processing',
  'warehouse',
  'shop',
  'market',
  'port',
  'office',
  'other',
] as const

const Coordinates = Type.Object(
  { latitude: Type.Number({ minimum: -90, maximum: 90 }), longitude: Type.Number({ minimum: -180, maximum: 180 }) },
  { additionalProperties: false },
)

/** What one party says of a place: its whole word, replacing what it said before. */
export const LocationInput = Type.Object(
  {
    names: languageMap(300, 'Names by language'),
    descriptions: Type.Optional(languageMap(4000, 'Descriptions by language')),
    kind: Type.Optional(Type.Enum([...locationKinds])),
    address: Type.Optional(Address),
    coordinates: Type.Optional(Coordinates),
    ...plotInput,
    identifiers: Type.Optional(Type.Array(Identifier, { maxItems: 50 })),
    basis: Type.Optional(Type.String({ maxLength: 1000 })),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
  },
  { additionalProperties: false },
)
export type LocationInput = Type.Static<typeof LocationInput>

const words = Type.Record(Type.String(), Type.String())

/** A place as its reader may see it; text of the address, coordinates and land only for its owner and authorities in reach. */
export const LocationView = Type.Object({
  key: Type.String(),
  names: words,
  descriptions: Type.Optional(words),
  kind: Type.Optional(Type.String()),
  address: Type.Optional(AddressToday),
  coordinates: Type.Optional(Coordinates),
  about: Type.Optional(
    Type.Object(
      { ...Coordinates.properties, of: Type.String() },
      { description: 'About where the commune is, for everybody' },
    ),
  ),
  ...plotView,
  owner: Type.Optional(PartyCard),
  claim: Type.Optional(Type.String()),
  sample: Type.Boolean(),
  identifiers: Type.Array(IdentifierView),
  others: Type.Array(OtherWordView),
})

export const locationAttributes = ['name', 'description', 'kind', 'address', 'coordinates', ...plotAttributes]

export const locationWords = (input: LocationInput): Spoken[] => [
  ...spokenMap('name', input.names),
  ...spokenMap('description', input.descriptions),
  ...spokenOne('kind', input.kind),
  ...spokenOne('address', input.address),
  ...spokenOne('coordinates', input.coordinates),
  ...plotWords(input),
]

export type LocationContent = PlotContent & {
  names: LanguageMap
  descriptions?: LanguageMap
  kind?: string
  address?: AddressType
  coordinates?: { latitude: number; longitude: number }
}

export function locationContent(said: readonly Spoken[]): LocationContent {
  const content: LocationContent = { names: mapOf(said, 'name') ?? {}, ...plotContent(said) }
  const descriptions = mapOf(said, 'description')
  if (descriptions) content.descriptions = descriptions
  const kind = wordOn(said, 'kind')
  if (typeof kind === 'string') content.kind = kind
  const address = wordOn(said, 'address')
  if (address && typeof address === 'object') content.address = address
  const coordinates = wordOn(said, 'coordinates')
  if (coordinates && typeof coordinates === 'object' && 'latitude' in coordinates && 'longitude' in coordinates)
    content.coordinates = { latitude: Number(coordinates.latitude), longitude: Number(coordinates.longitude) }
  return content
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The key of a place as its path names it: a GLN, with the extension of a plot (AI 254), or the id of one without GLN. */
export function locationKey(name: string, extension?: string): string {
  if (uuid.test(name) && extension === undefined) return `urn:uuid:${name}`
  if (!/^\d{13}$/.test(name)) throw problem('registry.key-malformed', { key: name })
  if (!hasCheckDigit(name)) throw problem('registry.check-digit-wrong', { key: name })
  if (extension === undefined) return `/414/${name}`
  if (!/^[\x21-\x7e]{1,20}$/.test(extension)) throw problem('registry.key-malformed', { key: extension })
  return keyPath({ key: ['414', name], qualifiers: [['254', extension]] })
}
