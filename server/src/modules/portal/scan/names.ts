import type { Language } from '../../../platform/messages.ts'
import { inLanguage, type PartyCard, type ProductCard } from '../../registry/index.ts'

/** The name under which the public knows a party. */
export const nameOf = ({ publicName, names, kind }: PartyCard, language: Language): string | undefined =>
  inLanguage(publicName, language) ??
  (kind === 'household' || kind === 'individual' ? undefined : inLanguage(names, language))

/** Whose word on a product is its owner's: the owner's, and that of those merged into it. */
export const ownerIDs = (product: ProductCard | undefined): string[] =>
  product?.owner === undefined ? [] : [product.owner.id, ...(product.owner.formerIDs ?? [])]
