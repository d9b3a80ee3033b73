import type { EventPredicate, KeyPattern, KeyPredicate, Query } from '@nguon/epcis'
import { keyHash } from '../../../platform/ids.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { uidRange } from '../event-uid.ts'
import type { Sight } from '../visibility/sight.ts'
import { actionNumber, eventTypes, roleNumber, typeNumber } from '../vocabulary.ts'
import { type Viewpoint, withMasterData } from './master-data.ts'
import { selectKeysOfPatterns, selectPositionsBetween } from './query.store.ts'
import type { ColumnFilter, KeyFilter } from './selection.store.ts'

/** A query ready to be put to the store: what indexes and columns answer, and what every candidate's body must besides. */
export type Search = {
  uids: [string, string][] | undefined
  keys: KeyFilter[]
  columns: ColumnFilter
  sight: Sight
  positions: { first: number; last: number }
  order: 'eventTime' | 'recordTime'
  descending: boolean
  predicates: EventPredicate[]
}

/** How many rows one request may look at: the same for the same data, however busy the server is. */
export const mostCandidates = 100_000

const mostValues = 10_000

/** Prepares a query for a viewpoint. Throws a Problem where it asks for too many values. */
export const prepareSearch = async (reader: Reader, query: Query, viewpoint: Viewpoint): Promise<Search> => {
  const predicates = await withMasterData(reader, query.predicates, viewpoint)
  if (predicates.reduce((sum, predicate) => sum + valuesOf(predicate), 0) > mostValues) {
    throw problem('events.query-too-complex', { limit: mostValues })
  }
  const bounds = recordBounds(predicates)
  const search: Search = {
    uids: undefined,
    keys: [],
    columns: {},
    sight: viewpoint.sight,
    positions: { first: 0, last: viewpoint.asOf },
    order:
      query.orderBy === 'recordTime' || (query.orderBy === undefined && bounds !== undefined)
        ? 'recordTime'
        : 'eventTime',
    descending: query.orderDirection !== 'ASC',
    predicates: [],
  }
  if (bounds !== undefined) await narrowPositions(reader, search, bounds)
  for (const predicate of predicates) {
    if (predicate.field === 'key') await addKeys(reader, search, predicate)
    else if (!narrow(search, predicate)) search.predicates.push(predicate)
  }
  return search
}

const valuesOf = (predicate: EventPredicate): number => {
  if ('in' in predicate) return predicate.in.length
  if ('values' in predicate) return predicate.values.length
  return predicate.field === 'key' ? predicate.keys.length + predicate.patterns.length : 1
}

type Bounds = { from?: string; before?: string }

/** The narrowest record times asked for. */
const recordBounds = (predicates: readonly EventPredicate[]): Bounds | undefined => {
  const bounds: Bounds = {}
  for (const predicate of predicates) {
    if (predicate.field !== 'recordTime') continue
    if (predicate.op === 'ge') bounds.from = later(bounds.from, predicate.time)
    else bounds.before = earlier(bounds.before, predicate.time)
  }
  return Object.keys(bounds).length === 0 ? undefined : bounds
}

const narrowPositions = async (reader: Reader, search: Search, { from, before }: Bounds): Promise<void> => {
  const { first, last } = await selectPositionsBetween(reader, from, before)
  search.positions = { first, last: Math.min(last, search.positions.last) }
}

/** Instants in UTC: what sorts later is later, but for the Z behind more or fewer digits. */
const later = (a: string | undefined, b: string): string => (a === undefined || timeKey(a) < timeKey(b) ? b : a)
const earlier = (a: string | undefined, b: string): string => (a === undefined || timeKey(a) > timeKey(b) ? b : a)
const timeKey = (time: string): string => time.replace(/Z$/, '')

const mostKeysOfPattern = 10_000

/**
 * What stands in bodies alone is held against them: a transaction's or party's type; a pattern for whoever does not see all
 * events, or where too many keys fit it. For who sees all it becomes the keys known to fit.
 */
const addKeys = async (reader: Reader, search: Search, predicate: KeyPredicate): Promise<void> => {
  const { patterns } = predicate
  const matched = await keysOfPatterns(reader, search, patterns)
  if (matched === undefined || predicate.type !== undefined) search.predicates.push(predicate)
  if (matched !== undefined) {
    const hashes = [...new Set([...predicate.keys.map(keyHash), ...matched])]
    search.keys.push({ hashes, roles: predicate.roles.map(roleNumber) })
  }
}

/**
 * Undefined where it must be held against what is seen: to read the keys of all would tell by the time it takes how many others
 * have, so for a caller with more than may be looked at as well, whose own events alone decide whether it is answered.
 */
const keysOfPatterns = async (
  reader: Reader,
  { sight }: Search,
  patterns: readonly KeyPattern[],
): Promise<string[] | undefined> => {
  if (patterns.length === 0) return []
  if (sight !== null) return undefined
  const matched = await selectKeysOfPatterns(reader, patterns, mostKeysOfPattern + 1)
  return matched.length > mostKeysOfPattern ? undefined : matched
}

/** Takes what a column answers into the search; false where the body must be asked, too. */
const narrow = (search: Search, predicate: EventPredicate): boolean => {
  const { columns } = search
  switch (predicate.field) {
    case 'recordTime':
      return true
    case 'eventTime':
      if (predicate.op === 'ge') columns.timeFrom = later(columns.timeFrom, predicate.time)
      else columns.timeBefore = earlier(columns.timeBefore, predicate.time)
      return true
    case 'eventType':
      columns.types = common(columns.types, predicate.in.map(typeNumber))
      return predicate.in.every((type) => (eventTypes as readonly string[]).includes(type))
    case 'action':
      columns.actions = common(
        columns.actions,
        predicate.in.map((word) => actionNumber(word as 'ADD') ?? -1),
      )
      return true
    case 'bizStep':
      columns.bizSteps = common(columns.bizSteps, predicate.in)
      return true
    case 'disposition':
      columns.dispositions = common(columns.dispositions, predicate.in)
      return true
    case 'eventID':
      search.uids = commonRanges(search.uids, predicate.in.map(uidRange))
      return false
    case 'errorDeclaration':
      columns.declaration = true
      return true
    case 'errorDeclarationTime':
    case 'errorReason':
    case 'correctiveEventID':
      columns.declaration = true
      return false
    default:
      return false
  }
}

const common = <T>(before: T[] | undefined, values: readonly T[]): T[] => {
  const distinct = [...new Set(values)]
  return before === undefined ? distinct : before.filter((value) => distinct.includes(value))
}

const commonRanges = (before: [string, string][] | undefined, ranges: [string, string][]): [string, string][] => {
  const distinct = [...new Map(ranges.map((range) => [range[0], range])).values()]
  return before === undefined ? distinct : before.filter(([low]) => distinct.some(([other]) => other === low))
}
