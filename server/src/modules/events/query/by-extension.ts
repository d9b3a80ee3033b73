import { compareOrder, type OrderValue, orderValue } from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import type { Driver } from './driver.ts'
import { fulfilling } from './exact.ts'
import { candidates, refuseTooComplex } from './find-places.ts'
import type { Search } from './search.ts'
import type { Place } from './selection.store.ts'

/** Where an event stands in an order by an extension's member; without that member at the end. */
export type RankedPlace = Place & { value: OrderValue | null }

const mostRanked = 10_000

/**
 * The places of a search in the order of an extension's member, which no index tells: every match is read and held as its
 * place. Throws a Problem where they are too many.
 */
export const rankPlaces = async (
  reader: Reader,
  search: Search,
  driver: Driver,
  names: readonly string[],
): Promise<RankedPlace[]> => {
  const ranked: RankedPlace[] = []
  for await (const { places, end, rows } of candidates(reader, search, driver, { after: undefined, wanted: 1000 })) {
    for await (const { stored, subject } of fulfilling(reader, places, search.predicates)) {
      const { eventTime, uid, position } = stored
      ranked.push({ eventTime, uid, position, value: orderValue(subject, names) ?? null })
      if (ranked.length > mostRanked) throw problem('events.query-too-complex', { limit: mostRanked })
    }
    if (end !== undefined) refuseTooComplex(rows)
  }
  return ranked.sort((a, b) => compareRanks(a, b, search.descending))
}

/** Negative where `a` comes first. */
export const compareRanks = (a: RankedPlace, b: RankedPlace, descending: boolean): number => {
  if (a.value === null || b.value === null) {
    if (a.value !== b.value) return a.value === null ? 1 : -1
  } else {
    const order = compareOrder(a.value, b.value)
    if (order !== 0) return descending ? -order : order
  }
  return a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0
}
