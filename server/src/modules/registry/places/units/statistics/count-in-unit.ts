import type { Reader } from '../../../../../platform/postgres/database.ts'
import { describeKeys } from '../../../keys/claims/describe-keys.ts'
import type { Moment } from '../../../versions/moment.ts'
import { selectPlacesOfUnits } from '../../locations/location.store.ts'
import { locationCards } from '../../locations/location-card.ts'
import type { Placement, Placing } from './placement.ts'
import { selectPartiesOfUnits, selectProductsOfParties } from './statistics.store.ts'

/** `undetermined`: perhaps in the unit: of a commune that was split, or known no finer than a unit around it. */
export type Count = { total: number; undetermined: number; byKind: Record<string, number> }
export type Counts = { parties: Count; locations: Count; products: Count }

/** What the register has in a unit on a day of the register, without sample data, each placed by the boundaries that `placing` stands for. */
export async function countInUnit(reader: Reader, placing: Placing, moment: Moment): Promise<Counts> {
  const parties = await selectPartiesOfUnits(reader, placing.codes, moment)
  const placed = parties.map(({ id, kind, address }) => ({ id, kind, placement: placing.place(address) }))
  return {
    parties: tally(placed),
    locations: tally(await placedLocations(reader, placing, moment)),
    products: tally(await placedProducts(reader, placed, moment)),
  }
}

type Placed = { kind: string; placement: Placement }

function tally(all: readonly Placed[]): Count {
  const within = all.filter(({ placement }) => placement === 'within')
  const kinds = [...Map.groupBy(within, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    total: within.length,
    undetermined: all.filter(({ placement }) => placement === 'undetermined').length,
    byKind: Object.fromEntries(kinds.map(([kind, some]) => [kind, some.length])),
  }
}

const batch = 1000

/** Each place by the word that counts on where it is: its owner's, else an authority's. */
async function placedLocations(reader: Reader, placing: Placing, moment: Moment): Promise<Placed[]> {
  const all: Placed[] = []
  for (let after = ''; ; ) {
    const asked = { codes: placing.codes, kind: undefined, after, limit: batch }
    const keys = await selectPlacesOfUnits(reader, asked, moment)
    const cards = await locationCards(reader, keys, moment.asOf, moment.at)
    for (const key of keys) {
      const card = cards.get(key)
      if (card?.sample) continue
      all.push({ kind: card?.kind ?? 'unknown', placement: placing.place(card?.address) })
    }
    after = keys.at(-1) ?? ''
    if (keys.length < batch) return all
  }
}

/** A product lies where its owner is; its kind is its product group. */
async function placedProducts(
  reader: Reader,
  parties: readonly (Placed & { id: string })[],
  moment: Moment,
): Promise<Placed[]> {
  const placements = new Map(parties.map(({ id, placement }) => [id, placement]))
  const keys = await selectProductsOfParties(reader, [...placements.keys()], moment)
  const all: Placed[] = []
  for (let start = 0; start < keys.length; start += batch)
    for (const { owner, productGroup } of (
      await describeKeys(reader, keys.slice(start, start + batch), moment.asOf, moment.at)
    ).values())
      all.push({ kind: productGroup ?? 'unknown', placement: placements.get(owner ?? '') ?? 'outside' })
  return all
}
