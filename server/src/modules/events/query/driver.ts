import type { Reader } from '../../../platform/postgres/database.ts'
import { type Sight, sightOfPartyAlone } from '../visibility/sight.ts'
import { scanByPlaceAndStep } from './place-step.store.ts'
import { countOpen, countRows, selectIsFewAmong } from './query.store.ts'
import { scanByPositions, selectByUid, sortByKeys } from './record-order.store.ts'
import { isOfPlaces, lookAmongOthers, type Opened, scanByColumns, scanByKeys, sortFewAtPlaces } from './scan.store.ts'
import type { Search } from './search.ts'
import type { KeyFilter, Scanned, Selection } from './selection.store.ts'

/**
 * What leads to the candidates, in order and piece by piece, and the keys that each must have besides. `tellsStep`: whether all that
 * it leads to is of the business steps that are asked for.
 */
export type Driver = { scan(selection: Selection): Promise<Scanned>; keys: KeyFilter[]; tellsStep?: true }

const few = 1000
const sortable = 20_000
const mostPairs = 200
const fewSeen = 5000
const amongOthers = 8

/** The read that leads to the fewest candidates. Only rows that are seen are counted, so others decide nothing. */
export const chooseDriver = async (reader: Reader, search: Search): Promise<Driver> => {
  const { uids, keys, order } = search
  if (uids !== undefined) return { scan: (selection) => selectByUid(reader, uids, selection, order), keys }
  if (order === 'recordTime') return byRecordTime(reader, search)
  const [only, ...others] = keys
  if (only === undefined) return { scan: (selection) => scanByColumns(reader, selection), keys }
  const stepwise = keys.find((filter) => isStepwise(search, filter))
  if (others.length === 0 && stepwise === undefined) return byKeys(reader, search, only)
  const best = others.length === 0 ? { filter: only, count: Infinity } : await rarest(reader, search, few + 1)
  if (best.count <= few || stepwise === undefined) return byKeys(reader, search, best.filter)
  const asked = { keys: stepwise, bizSteps: search.columns.bizSteps ?? [] }
  return {
    scan: (selection) => scanByPlaceAndStep(reader, asked, selection),
    keys: keys.filter((filter) => filter !== stepwise),
    tellsStep: true,
  }
}

/** A place and a business step together have an index; of too many pairs each would have to be opened. */
const isStepwise = ({ columns }: Search, filter: KeyFilter): boolean =>
  columns.bizSteps !== undefined && filter.hashes.length * columns.bizSteps.length <= mostPairs && isOfPlaces(filter)

const byKeys = (reader: Reader, search: Search, filter: KeyFilter): Driver => {
  const party = isOfPlaces(filter) ? sightOfPartyAlone(search.sight) : undefined
  return {
    scan: party === undefined ? (selection) => scanByKeys(reader, filter, selection) : atPlaces(reader, party, filter),
    keys: search.keys.filter((other) => other !== filter),
  }
}

/**
 * At a place of its own a party's events lie in order among few others': a first look finds enough. Where it does not, and
 * others use the place much, the few that the party sees are read without passing over theirs. How many these are decides how
 * long it takes, and nothing else; where the party itself told of nothing, whether there are any decides not even that.
 */
const atPlaces = (reader: Reader, party: NonNullable<Sight>, filter: KeyFilter): Driver['scan'] => {
  let isFew: boolean | undefined
  return async (selection) => {
    if (isFew === undefined) {
      const looked = await lookAmongOthers(reader, filter, selection)
      if (looked.places.length >= selection.enough) return looked
      isFew = await selectIsFewAmong(reader, filter, party, { few: fewSeen, times: amongOthers })
    }
    return (isFew ? sortFewAtPlaces : scanByKeys)(reader, filter, selection)
  }
}

/** How much is open to the viewers of a search, wherever it is. */
const openTo = async (reader: Reader, { sight }: Search): Promise<Opened> =>
  sight === null || (await countOpen(reader, sight, fewSeen + 1)) <= fewSeen ? 'few' : 'many'

const byRecordTime = async (reader: Reader, search: Search): Promise<Driver> => {
  if (search.keys.length > 0) {
    const { filter, count } = await rarest(reader, search, sortable + 1)
    if (count <= sortable) {
      const open = isOfPlaces(filter) ? await openTo(reader, search) : 'few'
      return {
        scan: (selection) => sortByKeys(reader, filter, open, selection),
        keys: search.keys.filter((other) => other !== filter),
      }
    }
  }
  return byPosition(reader, search)
}

/** In the order of captures, whatever is asked for: what a reader that follows them needs. */
export const byPosition = (reader: Reader, { keys }: Search): Driver => ({
  scan: (selection) => scanByPositions(reader, selection),
  keys,
})

const rarest = async (reader: Reader, search: Search, limit: number): Promise<{ filter: KeyFilter; count: number }> => {
  const counted: { filter: KeyFilter; count: number }[] = []
  for (const filter of search.keys) counted.push({ filter, count: await countRows(reader, filter, search, limit) })
  const [best] = counted.toSorted((a, b) => a.count - b.count || a.filter.hashes.length - b.filter.hashes.length)
  if (best === undefined) throw new Error('a search without keys has no rarest')
  return best
}
