import Type from 'typebox'
import { Identifier, IdentifierView } from '../keys/identifiers/identifier.ts'
import { Address, AddressToday } from '../places/units/address/address.ts'
import type { LanguageMap } from '../statements/language-map.ts'
import { languageMap } from '../statements/language-map.ts'
import { Day } from '../versions/day.ts'

export { Address, Day }

export const partyKinds = [
  'enterprise',
  'cooperative',
  'household',
  'individual',
  'agency',
  'provider',
  'certification-body',
  'association',
] as const
export type PartyKind = (typeof partyKinds)[number]

/** People and households: what is public of them is a name they chose and their commune (Law 91/2025, Decree 37/2026). */
export const isPersonal = (kind: PartyKind): boolean => kind === 'household' || kind === 'individual'

const content = {
  names: languageMap(300, 'Legal names by language'),
  publicName: Type.Optional(languageMap(200, 'The name shown to everybody; needed for households and individuals')),
  descriptions: Type.Optional(languageMap(4000, 'Descriptions by language')),
  address: Type.Optional(Address),
  phone: Type.Optional(Type.String({ maxLength: 30 })),
  email: Type.Optional(Type.String({ maxLength: 254 })),
  basis: Type.Optional(Type.String({ maxLength: 1000 })),
  validFrom: Type.Optional(Day),
  validTo: Type.Optional(Day),
}

const kind = Type.Enum([...partyKinds])
const identifiers = Type.Array(Identifier, { maxItems: 50 })

/** A new party, as the operator registers it. */
export const NewParty = Type.Object(
  {
    ...content,
    kind,
    identifiers: Type.Optional(identifiers),
    sample: Type.Optional(Type.Boolean({ description: 'All that a sample party declares is sample data' })),
  },
  { additionalProperties: false },
)
export type NewParty = Type.Static<typeof NewParty>

/** A party's whole content again; kind and identifiers are the operator's to change. */
export const PartyUpdate = Type.Object(
  { ...content, kind: Type.Optional(kind), identifiers: Type.Optional(identifiers) },
  { additionalProperties: false },
)
export type PartyUpdate = Type.Static<typeof PartyUpdate>

/** What anybody may know of a party. */
export const PartyCard = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  sample: Type.Boolean(),
  names: Type.Record(Type.String(), Type.String()),
  publicName: Type.Record(Type.String(), Type.String()),
  descriptions: Type.Optional(Type.Record(Type.String(), Type.String())),
  address: Type.Optional(AddressToday),
  mergedInto: Type.Optional(Type.String({ description: 'The party as which it goes on' })),
})
export type PartyCard = {
  id: string
  kind: PartyKind
  sample: boolean
  /** Legal names; of a household or an individual the public name instead. */
  names: LanguageMap
  publicName: LanguageMap
  descriptions?: LanguageMap
  /** Of a household or an individual without the text: unit and name of the commune alone. */
  address?: AddressToday
  /** The party as which it goes on, where the two were found to be one. */
  mergedInto?: string
  /** Whether it is a person by law, or turned out to be one, at whatever moment it is read. Not part of an answer. */
  personal?: true
  /** Those that were found to be one with it: what they declared is its own word. Not part of an answer. */
  formerIDs?: string[]
}

/** What the party itself and the operator see. */
export const PartyView = Type.Object({
  ...PartyCard.properties,
  phone: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  identifiers: Type.Array(IdentifierView),
  position: Type.Integer(),
  declaredBy: Type.String(),
  basis: Type.Optional(Type.String()),
})
export type PartyView = Type.Static<typeof PartyView>
