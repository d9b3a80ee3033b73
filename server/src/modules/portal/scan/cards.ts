import type { Reader } from '../../../platform/postgres/database.ts'
import {
  type LocationCard,
  locationCards,
  type PartyCard,
  type ProductCard,
  partyCards,
  productCard,
} from '../../registry/index.ts'

/** The register's public cards as at one position. */
export type Cards = {
  product: (gtin: string) => Promise<ProductCard | undefined>
  parties: (ids: readonly string[]) => Promise<Map<string, PartyCard>>
  places: (keys: readonly string[]) => Promise<Map<string, LocationCard>>
}

type Kept<T> = Map<string, T | undefined>
type Shelf = {
  at: string
  since: number
  products: Kept<ProductCard>
  parties: Kept<PartyCard>
  places: Kept<LocationCard>
}

const mostKept = 20_000
const longest = 60_000

/**
 * Cards that many scans share, read once: as at a position (and a day) they never change, so what was read stays right
 * until the next position is taken, by this process or another. Only what is deleted (sample data) may linger for a minute.
 */
export function createCards(db: Reader, now: () => number = Date.now): (position: number, day: string) => Cards {
  let shelf = newShelf('', 0)
  return (position, day) => {
    const at = `${position} ${day}`
    const size = shelf.products.size + shelf.parties.size + shelf.places.size
    if (shelf.at !== at || size > mostKept || now() - shelf.since > longest) shelf = newShelf(at, now())
    const { products, parties, places } = shelf
    return {
      product: async (gtin) =>
        (
          await keep(products, [gtin], async () => {
            const card = await productCard(db, gtin, position)
            return new Map(card ? [[gtin, card]] : [])
          })
        ).get(gtin),
      parties: (ids) => keep(parties, ids, (missing) => partyCards(db, missing, position)),
      places: (keys) => keep(places, keys, (missing) => locationCards(db, missing, position)),
    }
  }
}

const newShelf = (at: string, since: number): Shelf => ({
  at,
  since,
  products: new Map(),
  parties: new Map(),
  places: new Map(),
})

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
