import type { Language, Words } from '../../../platform/messages.ts'
import { type AddressToday, inLanguage, type PartyCard, type ProductCard } from '../../registry/index.ts'

/** The name under which the public knows a party. */
export const nameOf = ({ publicName, names, kind }: PartyCard, language: Language): string | undefined =>
  inLanguage(publicName, language) ??
  (kind === 'household' || kind === 'individual' ? undefined : inLanguage(names, language))

/** Whose word on a product is its owner's: the owner's, and that of those merged into it. */
export const ownerIDs = (product: ProductCard | undefined): string[] =>
  product?.owner === undefined ? [] : [product.owner.id, ...(product.owner.formerIDs ?? [])]

/** An address as printed; where its unit is called otherwise by now, that stands beside it. */
export const addressText = (words: Words, address: AddressToday | undefined): string | undefined =>
  beside(words, address?.text ?? address?.unitName, address?.today)

/** The commune of an address as printed, and as it is called by now. */
export const communeText = (words: Words, address: AddressToday | undefined): string | undefined =>
  beside(words, address?.unitName, address?.today)

function beside(words: Words, printed: string | undefined, today: AddressToday['today']): string | undefined {
  if (printed === undefined || today === undefined || today.units.length === 0) return printed
  const units = today.units
    .map((unit) => [unit, ...unit.within].map(({ kind, name }) => titleIn(words, kind, name)).join(', '))
    .join('; ')
  return words(`portal.address.${today.outcome}`, { printed, units })
}

const titleIn = (words: Words, kind: string, name: string): string =>
  kind === 'unknown' ? name : words(`units.kind.${kind}`, { name })
