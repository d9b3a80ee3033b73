import type { Language, Words } from '../../../platform/messages.ts'
import { type AddressToday, inLanguage, type PartyCard, type ProductCard } from '../../registry/index.ts'

/** The name under which the public knows a party. */
export const nameOf = ({ publicName, names, kind }: PartyCard, language: Language): string | undefined =>
  inLanguage(publicName, language) ??
  (kind === 'household' || kind === 'individual' ? undefined : inLanguage(names, language))

/** Whose word on a product is its owner's: the owner's, and that of those merged into it. */
export const ownerIDs = (product: ProductCard | undefined): string[] =>
  product?.owner === undefined ? [] : [product.owner.id, ...(product.owner.formerIDs ?? [])]

/**
 * An address as printed, with its commune where it is told by its code alone and the text does not say it; where the commune is
 * called otherwise by now, that stands beside it.
 */
export function addressText(words: Words, address: AddressToday | undefined): string | undefined {
  const { text, unit } = address ?? {}
  const commune = communeOf(words, address)
  const isWhole = text !== undefined && (unit === undefined || namesUnit(text, unit.name))
  return beside(words, isWhole ? text : [text, commune].filter(Boolean).join(', ') || undefined, address?.today)
}

/** The commune of an address as printed, and as it is called by now. */
export const communeText = (words: Words, address: AddressToday | undefined): string | undefined =>
  beside(words, communeOf(words, address), address?.today)

const communeOf = (words: Words, address: AddressToday | undefined): string | undefined =>
  address?.unitName ?? (address?.unit && titleOf(words, address.unit))

/** Whether a text names the unit; what stands before its first comma is a house in a street, which may be called alike. */
const namesUnit = (text: string, name: string): boolean =>
  text
    .slice(text.indexOf(',') + 1)
    .toLowerCase()
    .includes(name.toLowerCase())

function beside(words: Words, printed: string | undefined, today: AddressToday['today']): string | undefined {
  if (printed === undefined || today === undefined || today.units.length === 0) return printed
  const units = today.units.map((unit) => titleOf(words, unit)).join('; ')
  return words(`portal.address.${today.outcome}`, { printed, units })
}

type Titled = NonNullable<AddressToday['unit']>

const titleOf = (words: Words, unit: Titled): string =>
  [unit, ...unit.within].map(({ kind, name }) => titleIn(words, kind, name)).join(', ')

const titleIn = (words: Words, kind: string, name: string): string =>
  kind === 'unknown' ? name : words(`units.kind.${kind}`, { name })
