import { type KeyPredicate, type Predicate, parseQuery, type Query } from '@nguon/epcis'
import type { Actor } from '../../../platform/actor.ts'
import { keyHash } from '../../../platform/ids.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { toTimestamp } from '../event-row.ts'
import { digest, uidRange } from '../event-uid.ts'
import { visibleParty } from '../visibility.ts'
import { actionNumber, roleNumber, typeNumber } from '../vocabulary.ts'
import { type BodyCondition, bodyConditions, fitsPattern, fulfilling } from './exact.ts'
import { pageSize } from './page.ts'
import { readToken, writeToken } from './page-token.ts'
import {
  type ColumnFilter,
  type KeyFilter,
  type Place,
  type Selection,
  type StoredBody,
  selectBodies,
  selectByColumns,
  selectByKeys,
  selectByUid,
  selectHaving,
  selectKeysByPrefix,
} from './query.store.ts'

/** A page of events, and the token of the next. */
export type EventPage = { events: StoredBody[]; nextPageToken?: string; perPage: number }

/** Names and values of a query string, decoded. */
export type QueryParameters = readonly (readonly [name: string, value: string])[]

const ours = new Set(['asOf'])

/** Answers a SimpleEventQuery for what the actor may see, page by page, stable while captures go on. */
export const queryEvents = async (reader: Reader, actor: Actor, parameters: QueryParameters): Promise<EventPage> => {
  const query = readQuery(parameters.filter(([name]) => !ours.has(name)))
  const fingerprint = queryFingerprint(parameters)
  const token = query.nextPageToken === undefined ? undefined : readToken(query.nextPageToken, fingerprint)
  const asOf = token?.asOf ?? (await positionAskedFor(reader, parameters))
  const left = token === undefined ? (query.eventCountLimit ?? null) : token.left
  const perPage = pageSize(query.perPage)
  const wanted = left === null ? perPage : Math.min(perPage, left)
  if (wanted === 0) return { events: [], perPage }
  const search = await prepareSearch(reader, query)
  const selection = { ...search.selection, party: visibleParty(actor), asOf, after: token?.after }
  if (query.maxEventCount !== undefined) await refuseTooMany(reader, search, selection, query.maxEventCount)
  const places = await findPlaces(reader, search, selection, wanted + 1)
  const page = places.slice(0, wanted)
  const last = page.at(-1)
  const more = places.length > wanted && last !== undefined && left !== wanted
  return {
    events: await readBodies(reader, page),
    perPage,
    ...(more
      ? {
          nextPageToken: writeToken({
            after: last,
            asOf,
            query: fingerprint,
            left: left === null ? null : left - wanted,
          }),
        }
      : {}),
  }
}

const readBodies = async (reader: Reader, places: Place[]): Promise<StoredBody[]> => {
  if (places.length === 0) return []
  const bodies = await selectBodies(reader, places)
  return places.map(({ uid }) => bodies.get(uid)).filter((body) => body !== undefined)
}

const readQuery = (parameters: QueryParameters): Query => {
  const query = parseQuery(parameters)
  if (query.issues.length > 0) {
    throw problem(
      'events.query-parameter-invalid',
      {},
      {
        errors: query.issues.map(({ code, parameter, params }) => ({
          code,
          field: parameter,
          params: { name: parameter, ...params },
        })),
      },
    )
  }
  return query
}

const queryFingerprint = (parameters: QueryParameters): string =>
  digest(JSON.stringify(parameters.filter(([name]) => name !== 'nextPageToken' && name !== 'perPage').toSorted()), 16)

/** `asOf`, ours: answers as at an earlier position. */
const positionAskedFor = async (reader: Reader, parameters: QueryParameters): Promise<number> => {
  const current = await currentPosition(reader)
  const asked = parameters.find(([name]) => name === 'asOf')?.[1]
  if (asked === undefined) return current
  if (!/^\d{1,15}$/.test(asked) || Number(asked) > current)
    throw problem('events.position-invalid', { asOf: asked, current })
  return Number(asked)
}

/** A query ready to be put to the store: what drives it, and what every candidate must have besides. */
type Search = {
  uids: [string, string][] | undefined
  keys: KeyFilter[]
  bodies: BodyCondition[]
  selection: Pick<Selection, 'columns' | 'order' | 'descending' | 'limit'>
}

const prepareSearch = async (reader: Reader, query: Query): Promise<Search> => {
  const search: Search = {
    uids: undefined,
    keys: [],
    bodies: bodyConditions(query.predicates),
    selection: { columns: {}, order: query.orderBy, descending: query.orderDirection === 'DESC', limit: 0 },
  }
  for (const predicate of query.predicates) {
    if (predicate.field === 'key') await addKeys(reader, search, predicate)
    else if (predicate.field === 'eventID') search.uids = intersect(search.uids, predicate.in.map(uidRange))
    else addColumn(search.selection.columns, predicate)
  }
  search.keys.sort((a, b) => a.hashes.length - b.hashes.length)
  return search
}

const intersect = (before: [string, string][] | undefined, ranges: [string, string][]): [string, string][] =>
  before === undefined ? ranges : before.filter(([low]) => ranges.some(([other]) => other === low))

type ColumnPredicate = Exclude<Predicate, { field: 'key' } | { field: 'eventID' }>

const addColumn = (columns: ColumnFilter, predicate: ColumnPredicate): void => {
  switch (predicate.field) {
    case 'eventType':
      columns.types = predicate.in.map(typeNumber)
      break
    case 'action':
      columns.actions = predicate.in.map((word) => actionNumber(word as 'ADD') ?? -1)
      break
    case 'bizStep':
      columns.bizSteps = predicate.in
      break
    case 'disposition':
      columns.dispositions = predicate.in
      break
    case 'errorDeclaration':
      columns.declaration = true
      break
    case 'eventTime':
      if (predicate.op === 'ge') columns.timeFrom = toTimestamp(predicate.time)
      else columns.timeBefore = toTimestamp(predicate.time)
      break
    case 'recordTime':
      if (predicate.op === 'ge') columns.recordFrom = toTimestamp(predicate.time)
      else columns.recordBefore = toTimestamp(predicate.time)
  }
}

const mostKeysOfPattern = 10_000

/**
 * Patterns become the keys known to start so. Where they are too many, whoever's they are, the pattern is held against the
 * bodies that the actor may see: what others have decides neither what is found nor whether it is.
 */
const addKeys = async (reader: Reader, search: Search, predicate: KeyPredicate): Promise<void> => {
  const { prefixes } = predicate
  const matched = prefixes.length === 0 ? [] : await selectKeysByPrefix(reader, prefixes, mostKeysOfPattern + 1)
  if (matched.length > mostKeysOfPattern) search.bodies.push(fitsPattern(predicate))
  else
    search.keys.push({
      hashes: [...predicate.keys.map(keyHash), ...matched],
      roles: predicate.roles.map(roleNumber),
    })
}

const candidatesAtOnce = 1000
/** How many rounds a query may take: a round that reads bodies costs ten times one that reads keys. */
const roundsAtMost = ({ bodies }: Search): number => (bodies.length > 0 ? 20 : 200)

/** Reads candidates in order and keeps those that have every key, until there are enough or no more. */
const findPlaces = async (reader: Reader, search: Search, start: Selection, wanted: number): Promise<Place[]> => {
  const found: Place[] = []
  let after = start.after
  const rounds = roundsAtMost(search)
  for (let round = 0; round < rounds; round += 1) {
    const limit = Math.max(wanted * 2, round === 0 ? 0 : candidatesAtOnce)
    const candidates = await selectCandidates(reader, search, { ...start, after, limit })
    const distinct = candidates.filter(({ uid }, index) => uid !== candidates[index - 1]?.uid)
    found.push(...(await withEveryKey(reader, distinct, search)))
    after = candidates.at(-1)
    if (candidates.length < limit || found.length >= wanted) return found.slice(0, wanted)
  }
  throw problem('events.query-too-complex', { limit: rounds * candidatesAtOnce })
}

const selectCandidates = (reader: Reader, search: Search, selection: Selection): Promise<Place[]> => {
  if (search.uids !== undefined)
    return search.uids.length === 0 ? Promise.resolve([]) : selectByUid(reader, search.uids, selection)
  const [driver] = search.keys
  return driver === undefined ? selectByColumns(reader, selection) : selectByKeys(reader, driver, selection)
}

const withEveryKey = async (reader: Reader, places: Place[], search: Search): Promise<Place[]> => {
  let kept = places
  for (const keys of search.uids === undefined ? search.keys.slice(1) : search.keys) {
    if (kept.length === 0) return kept
    const having = await selectHaving(reader, kept, keys)
    kept = kept.filter(({ uid }) => having.has(uid))
  }
  return fulfilling(reader, kept, search.bodies)
}

/** maxEventCount: more events than that are an error, not a cut (EPCIS 2.0 §8.2.7.1). */
const refuseTooMany = async (reader: Reader, search: Search, selection: Selection, most: number): Promise<void> => {
  const found = await findPlaces(reader, search, { ...selection, after: undefined }, most + 1)
  if (found.length > most) throw problem('events.result-too-large', { limit: most })
}
