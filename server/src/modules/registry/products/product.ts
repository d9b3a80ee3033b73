import { unitKinds } from '@nguon/epcis'
import Type from 'typebox'
import { Identifier, IdentifierView } from '../keys/identifiers/identifier.ts'
import { Day, PartyCard } from '../parties/party.ts'
import type { Spoken } from '../statements/attributes/word.ts'
import { mapOf, spokenMap, spokenOne, wordOn } from '../statements/attributes/word.ts'
import type { LanguageMap } from '../statements/language-map.ts'
import { languageMap } from '../statements/language-map.ts'
import { HsCode, hsDigits } from './hs-code.ts'

/** Units of mass, by their codes in UN/ECE Recommendation 20. */
const weightUnits = [...unitKinds].filter(([, kind]) => kind === 'Mass').map(([code]) => code)

/** Data groups that Decree 37/2026 art. 23.5 wants only of goods that have them. */
export const ifAnyItems = ['brand-lot-serial', 'expiry'] as const
type IfAnyItem = (typeof ifAnyItems)[number]

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
      { additionalProperties: false, description: 'As the label has it' },
    ),
  ),
  netWeight: Type.Optional(
    Type.Object(
      {
        value: Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }),
        unit: Type.Enum([...weightUnits], {
          description: 'A unit of mass of UN/ECE Recommendation 20: KGM, GRM, TNE …',
        }),
      },
      { additionalProperties: false },
    ),
  ),
  species: Type.Optional(
    Type.Object(
      {
        scientificName: Type.Optional(
          Type.String({ pattern: '^[A-Z][a-z-]+( \\S+){0,9}$', maxLength: 200, description: 'Garcinia mangostana L.' }),
        ),
        names: Type.Optional(languageMap(200, 'Common names by language')),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
  ),
  hsCode: Type.Optional(HsCode),
  standards: Type.Optional(
    Type.Array(
      Type.Object(
        {
          number: Type.String({ minLength: 2, maxLength: 100, pattern: '\\S', description: 'TCVN 9770:2013' }),
          names: Type.Optional(languageMap(300, 'Title by language')),
        },
        { additionalProperties: false },
      ),
      { maxItems: 30, description: 'Standards and technical regulations that are applied' },
    ),
  ),
  without: Type.Optional(
    Type.Array(Type.Enum([...ifAnyItems]), {
      maxItems: ifAnyItems.length,
      uniqueItems: true,
      description: 'What the law wants of goods that have it, and this product has not',
    }),
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
  netWeight?: { value: number; unit: string }
  species?: { scientificName?: string; names?: LanguageMap }
  hsCode?: string
  standards?: { number: string; names?: LanguageMap }[]
  without?: IfAnyItem[]
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
  netWeight: Type.Optional(Type.Object({ value: Type.Number(), unit: Type.String() })),
  species: Type.Optional(Type.Object({ scientificName: Type.Optional(Type.String()), names: Type.Optional(words) })),
  hsCode: Type.Optional(Type.String()),
  standards: Type.Optional(Type.Array(Type.Object({ number: Type.String(), names: Type.Optional(words) }))),
  without: Type.Optional(Type.Array(Type.String())),
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
  'netWeight',
  'scientificName',
  'speciesName',
  'hsCode',
  'standards',
  'without',
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
  ...spokenOne('netWeight', input.netWeight),
  ...spokenOne('scientificName', input.species?.scientificName),
  ...spokenMap('speciesName', input.species?.names),
  ...spokenOne('hsCode', input.hsCode && hsDigits(input.hsCode)),
  ...spokenOne('standards', input.standards?.length ? input.standards : undefined),
  ...spokenOne('without', input.without?.length ? input.without : undefined),
]

export function productContent(said: readonly Spoken[]): ProductContent {
  const one = <T>(attribute: string, read: (value: unknown) => T | undefined) => read(wordOn(said, attribute))
  const origin = { names: mapOf(said, 'origin'), country: one('originCountry', asText) }
  const species = { scientificName: one('scientificName', asText), names: mapOf(said, 'speciesName') }
  return told({
    names: mapOf(said, 'name') ?? {},
    images: one('images', textList) ?? [],
    descriptions: mapOf(said, 'description'),
    brand: mapOf(said, 'brand'),
    origin: anyOf(origin),
    productGroup: one('productGroup', asText),
    shelfLife: mapOf(said, 'shelfLife'),
    netContent: one('netContent', asAmount),
    netWeight: one('netWeight', asAmount),
    species: anyOf(species),
    hsCode: one('hsCode', asText),
    standards: one('standards', asStandards),
    without: one('without', textList)?.filter((item): item is IfAnyItem => ifAnyItems.some((each) => each === item)),
  })
}

/** An object without the members that nothing was said of. */
type Told<T> = { [name in keyof T]?: Exclude<T[name], undefined> }
const told = <T extends object, R extends Told<T>>(members: T): R =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as R

const anyOf = <T extends object>(members: T): Told<T> | undefined =>
  Object.values(members).some((value) => value !== undefined) ? told(members) : undefined

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const textList = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined

const asAmount = (value: unknown): ProductContent['netContent'] =>
  value && typeof value === 'object' && 'value' in value && 'unit' in value
    ? { value: Number(value.value), unit: String(value.unit) }
    : undefined

/** A statement of another shape under this name, as master data may make one, is no list of standards. */
const asStandards = (value: unknown): ProductContent['standards'] =>
  Array.isArray(value)
    ? value.filter((item): item is { number: string; names?: LanguageMap } => typeof item?.number === 'string')
    : undefined
