import type { Reader } from '../../../platform/postgres/database.ts'
import { describeKeys, locationCards, partyCards, productCards } from '../../registry/index.ts'
import type { PlaceParties } from './sighted.ts'
import type { TraceNode } from './trace-answer.ts'

type Name = NonNullable<TraceNode['name']>

/** What the register tells of the places, products and parties of an answer. */
export type Register = {
  placeParties(placeKey: string): PlaceParties | undefined
  nameOf(key: string): Name | undefined
}

const gtinKey = /^\/01\/\d{14}/
const gtinKeyLength = '/01/'.length + 14

/** The product of a lot or a serial, where its key has one. */
export const productOf = (key: string): string | undefined =>
  gtinKey.test(key) ? key.slice(0, gtinKeyLength) : undefined

const productsOf = (keys: Iterable<string>): string[] => {
  const products = new Set<string>()
  for (const key of keys) {
    const product = productOf(key)
    if (product !== undefined) products.add(product)
  }
  return [...products]
}

/** Asks the register once for each kind of thing, as it was at a position and on that day. */
export const readRegister = async (
  reader: Reader,
  { places, things, parties }: { places: readonly string[]; things: Iterable<string>; parties: readonly string[] },
  { asOf, at }: { asOf: number; at: string | undefined },
): Promise<Register> => {
  const products = productsOf(things)
  const [described, placeCards, cards] = await Promise.all([
    describeKeys(reader, [...places, ...products], asOf, at),
    locationCards(reader, places, asOf, at),
    productCards(reader, products, { asOf, at }),
  ])
  const holders = [...described.values()].flatMap(({ owner, party }) => [owner, party])
  const known = [...new Set([...parties, ...holders.filter((party) => party !== undefined)])]
  const people = await partyCards(reader, known, asOf, at)
  const names = new Map<string, Name>()
  for (const [key, card] of [...placeCards, ...cards, ...people]) {
    const { vi, en } = card.names
    if (vi !== undefined || en !== undefined) names.set(key, { ...(vi && { vi }), ...(en && { en }) })
  }
  return {
    placeParties: (key) => described.get(key),
    nameOf: (key) => names.get(key),
  }
}
