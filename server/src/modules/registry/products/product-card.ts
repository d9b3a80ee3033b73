import type { Reader } from '../../../platform/postgres/database.ts'
import type { PartyCard } from '../parties/party.ts'
import type { Heard } from '../statements/attributes/hear.ts'
import { hearAbout } from '../statements/attributes/hear.ts'
import type { OtherWord } from '../statements/attributes/word.ts'
import type { Moment } from '../versions/moment.ts'
import type { ProductContent } from './product.ts'
import { productContent } from './product.ts'

/** A product as everybody may see it. The content is the owner's word, else an authority's; `others` are shown as theirs. */
export type ProductCard = ProductContent & {
  key: string
  gtin?: string
  owner?: PartyCard
  claim?: 'asserted' | 'verified' | 'contested'
  sample: boolean
  others: (OtherWord & { speaker?: PartyCard })[]
}

/** The register's part of what a shopper sees of a GTIN (14 digits, or the product's key); undefined where nothing is known. */
export async function productCard(
  reader: Reader,
  gtin: string,
  asOf?: number,
  at?: string,
): Promise<ProductCard | undefined> {
  const key = /^\d{14}$/.test(gtin) ? `/01/${gtin}` : gtin
  return (await productCards(reader, [key], { asOf, at })).get(key)
}

/** Cards of many products by key; a key of which nobody said anything and which nobody claims is left out. */
export async function productCards(
  reader: Reader,
  keys: readonly string[],
  moment: Moment,
): Promise<Map<string, ProductCard>> {
  const heard = await hearAbout(reader, keys, moment)
  return new Map([...heard].filter(([, it]) => isKnown(it)).map(([key, it]) => [key, toProductCard(key, it)]))
}

const isKnown = ({ words, others, description }: Heard): boolean =>
  words.length > 0 || others.length > 0 || description.claim !== undefined

const toProductCard = (key: string, { words, others, owner, description, sample }: Heard): ProductCard => ({
  key,
  ...(key.startsWith('/01/') && { gtin: key.slice('/01/'.length) }),
  ...productContent(words),
  ...(owner && { owner }),
  ...(description.claim && { claim: description.claim }),
  sample,
  others,
})
