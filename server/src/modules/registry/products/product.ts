import Type from 'typebox'
import type { Spoken } from '../attributes/word.ts'
import { mapOf, spokenMap, spokenOne, wordOn } from '../attributes/word.ts'
import { Identifier, IdentifierView } from '../identifiers/identifier.ts'
import type { LanguageMap } from '../language-map.ts'
import { languageMap } from '../language-map.ts'
import { Day, PartyCard } from '../parties/party.ts'

const words = Type.Record(Type.String(), Type.String())

const described = {
  names: languageMap(300, 'Names by language'),
  descriptions: Type.Optional(languageMap(4000, 'Descriptions by language')),
  brand: Type.Optional(languageMap(200, 'Brand or trade mark by language')),
  images: Type.Optional(
    Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { maxItems: 12, description: 'Hashes of public files' }),
  ),
  origin: Type.Optional(
    Type.Object(
      {
        names: Type.Optional(languageMap(300, 'Origin in words')),
        country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' })),
      },
      { additionalProperties: false },
    ),
  ),
  productGroup: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,63}$' })),
  shelfLife: Type.Optional(languageMap(300, 'Shelf life in words')),
  netContent: Type.Optional(
    Type.Object(
      { value: Type.Number({ exclusiveMinimum: 0 }), unit: Type.String({ minLength: 1, maxLength: 20 }) },
      { additionalProperties: false },
    ),
  ),
}

/** What one party says of a product: its whole word, replacing what it said before. */
export const ProductInput = Type.Object(
  {
    ...described,
    identifiers: Type.Optional(Type.Array(Identifier, { maxItems: 50 })),
    basis: Type.Optional(Type.String({ maxLength: 1000 })),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
  },
  { additionalProperties: false },
)
export type ProductInput = Type.Static<typeof ProductInput>

export type ProductContent = {
  names: LanguageMap
  descriptions?: LanguageMap
  brand?: LanguageMap
  images: string[]
  origin?: { names?: LanguageMap; country?: string }
  productGroup?: string
  shelfLife?: LanguageMap
  netContent?: { value: number; unit: string }
}

export const OtherWordView = Type.Object({
  attribute: Type.String(),
  language: Type.String(),
  value: Type.Unknown(),
  declaredBy: Type.String(),
  role: Type.String(),
  speaker: Type.Optional(PartyCard),
})

/** What anybody may know of a product. */
export const ProductView = Type.Object({
  key: Type.String(),
  gtin: Type.Optional(Type.String()),
  names: words,
  descriptions: Type.Optional(words),
  brand: Type.Optional(words),
  images: Type.Array(Type.String()),
  origin: Type.Optional(Type.Object({ names: Type.Optional(words), country: Type.Optional(Type.String()) })),
  productGroup: Type.Optional(Type.String()),
  shelfLife: Type.Optional(words),
  netContent: Type.Optional(Type.Object({ value: Type.Number(), unit: Type.String() })),
  owner: Type.Optional(PartyCard),
  claim: Type.Optional(Type.String()),
  sample: Type.Boolean(),
  identifiers: Type.Array(IdentifierView),
  others: Type.Array(OtherWordView),
})

/** The attributes that a product's PUT replaces as a whole. */
export const productAttributes = [
  'name',
  'description',
  'brand',
  'images',
  'origin',
  'originCountry',
  'productGroup',
  'shelfLife',
  'netContent',
]

export const productWords = (input: ProductInput): Spoken[] => [
  ...spokenMap('name', input.names),
  ...spokenMap('description', input.descriptions),
  ...spokenMap('brand', input.brand),
  ...spokenOne('images', input.images?.length ? input.images : undefined),
  ...spokenMap('origin', input.origin?.names),
  ...spokenOne('originCountry', input.origin?.country),
  ...spokenOne('productGroup', input.productGroup),
  ...spokenMap('shelfLife', input.shelfLife),
  ...spokenOne('netContent', input.netContent),
]

export function productContent(said: readonly Spoken[]): ProductContent {
  const content: ProductContent = { names: mapOf(said, 'name') ?? {}, images: textList(wordOn(said, 'images')) }
  const descriptions = mapOf(said, 'description')
  if (descriptions) content.descriptions = descriptions
  const brand = mapOf(said, 'brand')
  if (brand) content.brand = brand
  const originNames = mapOf(said, 'origin')
  const country = wordOn(said, 'originCountry')
  if (originNames || typeof country === 'string')
    content.origin = {
      ...(originNames && { names: originNames }),
      ...(typeof country === 'string' && { country }),
    }
  const productGroup = wordOn(said, 'productGroup')
  if (typeof productGroup === 'string') content.productGroup = productGroup
  const shelfLife = mapOf(said, 'shelfLife')
  if (shelfLife) content.shelfLife = shelfLife
  const netContent = readNetContent(wordOn(said, 'netContent'))
  if (netContent) content.netContent = netContent
  return content
}

const textList = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

const readNetContent = (value: unknown): ProductContent['netContent'] =>
  value && typeof value === 'object' && 'value' in value && 'unit' in value
    ? { value: Number(value.value), unit: String(value.unit) }
    : undefined
