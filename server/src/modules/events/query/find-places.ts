import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import type { Driver } from './driver.ts'
import { fulfilling } from './exact.ts'
import { selectHaving } from './query.store.ts'
import { mostCandidates, type Search } from './search.ts'
import type { Place } from './selection.store.ts'

/** How many rows are looked at in one statement, more each time. */
const pieces = [64, 256, 1024, 4096] as const
const largest = pieces[3]

/**
 * Candidates piece by piece, each piece with every key asked for; `rows`: how many were looked at so far. Where nothing else
 * is asked of them, a piece ends with as many as are wanted.
 */
export async function* candidates(
  reader: Reader,
  search: Search,
  driver: Driver,
  start: { after: Place | undefined; wanted: number },
): AsyncGenerator<{ places: Place[]; end: Place | undefined; rows: number }> {
  const { columns, sight, positions, descending, predicates } = search
  const isAnswer = predicates.length === 0 && driver.keys.length === 0
  let { after, wanted } = start
  let limit: number = pieces.find((piece) => piece >= wanted * firstPiece(search, driver)) ?? largest
  for (let rows = 0; ; limit = Math.min(limit * 4, largest)) {
    const enough = isAnswer && wanted > 0 ? wanted : limit
    const scanned = await driver.scan({ columns, sight, positions, descending, after, limit, enough })
    if (scanned.end !== undefined && isSame(scanned.end, after)) throw new Error('a reading of events stands still')
    rows += scanned.rows
    after = scanned.end
    wanted -= scanned.places.length
    yield { places: await withEveryKey(reader, scanned.places, driver), end: after, rows }
    if (after === undefined) return
  }
}

const isSame = (place: Place, other: Place | undefined): boolean =>
  place.uid === other?.uid && place.eventTime === other.eventTime && place.position === other.position

/** Where no index tells the step of what a party or an authority sees, more is looked at at once. */
const firstPiece = ({ sight, columns }: Search, { tellsStep }: Driver): number =>
  sight !== null && columns.bizSteps !== undefined && tellsStep === undefined ? 8 : 2

const withEveryKey = async (reader: Reader, places: Place[], driver: Driver): Promise<Place[]> => {
  let kept = places
  for (const keys of driver.keys) {
    if (kept.length === 0) return kept
    const having = await selectHaving(reader, kept, keys)
    kept = kept.filter(({ uid }) => having.has(uid))
  }
  return kept
}

/** The first places that fulfil a search. Throws a Problem where too much must be looked at to find them. */
export const findPlaces = async (
  reader: Reader,
  search: Search,
  driver: Driver,
  start: { after: Place | undefined; wanted: number },
): Promise<Place[]> => {
  const found: Place[] = []
  for await (const { places, end, rows } of candidates(reader, search, driver, start)) {
    for await (const place of exactly(reader, search, places)) {
      found.push(place)
      if (found.length >= start.wanted) return found
    }
    if (end !== undefined) refuseTooComplex(rows)
  }
  return found
}

/** Throws a Problem once a request has looked at as much as it may. */
export const refuseTooComplex = (rows: number): void => {
  if (rows >= mostCandidates) throw problem('events.query-too-complex', { limit: mostCandidates })
}

/** Those of the places that fulfil what only bodies tell. */
export async function* exactly(
  reader: Reader,
  { predicates }: Search,
  places: readonly Place[],
): AsyncGenerator<Place> {
  if (predicates.length === 0) yield* places
  else for await (const { stored } of fulfilling(reader, places, predicates)) yield toPlace(stored)
}

const toPlace = ({ eventTime, uid, position }: Place): Place => ({ eventTime, uid, position })
