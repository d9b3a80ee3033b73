import type { Reader } from '../../../platform/postgres/database.ts'
import {
  communePositions,
  type LocationCard,
  locationCards,
  type PartyCard,
  type ProductCard,
  partyCards,
  productCard,
} from '../../registry/index.ts'
import { createShelf } from './shelf.ts'

/** The register's public cards as at one position. */
export type Cards = {
  product: (gtin: string) => Promise<ProductCard | undefined>
  parties: (ids: readonly string[]) => Promise<Map<string, PartyCard>>
  places: (keys: readonly string[]) => Promise<Map<string, LocationCard>>
  /** About where communes are, by unit code. */
  communes: (codes: readonly string[]) => Promise<Map<string, Position>>
}

type Position = { latitude: number; longitude: number }

type Kept<T> = Map<string, T | undefined>
type KeptCards = {
  products: Kept<ProductCard>
  parties: Kept<PartyCard>
  places: Kept<LocationCard>
  communes: Kept<Position>
}

/** Cards that many scans share, read once for each state of the store (see createShelf). */
export function createCards(db: Reader, now: () => number = Date.now): (position: number, day: string) => Cards {
  const shelf = createShelf<KeptCards>({
    make: () => ({ products: new Map(), parties: new Map(), places: new Map(), communes: new Map() }),
    sizeOf: ({ products, parties, places, communes }) => products.size + parties.size + places.size + communes.size,
    most: 20_000,
    now,
  })
  return (position, day) => {
    const { products, parties, places, communes } = shelf(`${position} ${day}`)
    return {
      product: async (gtin) =>
        (await keep(products, [gtin], (missing) => readProducts(db, missing, position))).get(gtin),
      parties: (ids) => keep(parties, ids, (missing) => partyCards(db, missing, position)),
      places: (keys) => keep(places, keys, (missing) => locationCards(db, missing, position)),
      communes: (codes) => keep(communes, codes, (missing) => communePositions(db, missing, position)),
    }
  }
}

async function readProducts(db: Reader, gtins: readonly string[], position: number): Promise<Map<string, ProductCard>> {
  const found = new Map<string, ProductCard>()
  for (const gtin of gtins) {
    const card = await productCard(db, gtin, position)
    if (card) found.set(gtin, card)
  }
  return found
}

async function keep<T>(
  kept: Kept<T>,
  wanted: readonly string[],
  read: (missing: string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<Map<string, T>> {
  const missing = [...new Set(wanted)].filter((key) => !kept.has(key))
  if (missing.length > 0) {
    const found = await read(missing)
    for (const key of missing) kept.set(key, found.get(key))
  }
  const cards = new Map<string, T>()
  for (const key of wanted) {
    const card = kept.get(key)
    if (card !== undefined) cards.set(key, card)
  }
  return cards
}
