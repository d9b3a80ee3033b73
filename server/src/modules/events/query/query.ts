import type { Query } from '@nguon/epcis'
import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { noteLooks } from '../visibility/note-looks.ts'
import { officeOf, sightNow, sightOf } from '../visibility/sight.ts'
import { compareRanks, type RankedPlace, rankPlaces } from './by-extension.ts'
import { byPosition, chooseDriver, type Driver } from './driver.ts'
import { candidates, exactly, findPlaces } from './find-places.ts'
import { pageSize } from './page.ts'
import { type PageToken, readToken, writeToken } from './page-token.ts'
import { type StoredBody, selectBodies } from './query.store.ts'
import { type QueryBasis, type QueryParameters, readRequest } from './request.ts'
import { prepareSearch, type Search } from './search.ts'
import type { Place } from './selection.store.ts'

export type { QueryBasis, QueryParameters } from './request.ts'

/** A page of events, and the token of the next. `noted`: owners are told of what it shows; awaited before it is sent. */
export type EventPage = { events: StoredBody[]; nextPageToken?: string; perPage: number; noted: Promise<void> }

/**
 * Answers a SimpleEventQuery for what the actor may see, page by page, stable while captures go on. `basis`: a named query
 * or a resource, whose own parameters hold as well.
 */
export const queryEvents = async (
  reader: Reader,
  actor: Actor,
  parameters: QueryParameters,
  basis: QueryBasis = {},
): Promise<EventPage> => {
  const { sight, current } = await sightNow(reader, actor)
  const { query, asOf: asked, fingerprint } = readRequest(parameters, { ...basis, sight })
  const token = query.nextPageToken === undefined ? undefined : readToken(query.nextPageToken, fingerprint)
  const asOf = token?.asOf ?? positionAskedFor(current, asked)
  const left = token === undefined ? (query.eventCountLimit ?? null) : token.left
  const perPage = pageSize(query.perPage)
  const wanted = Math.min(perPage, left ?? perPage)
  if (wanted === 0) return { events: [], perPage, noted: Promise.resolve() }
  const search = await prepareSearch(reader, query, { sight, party: registerReader(actor), asOf })
  const driver = await chooseDriver(reader, search)
  if (token === undefined) await refuseTooMany(reader, search, driver, query)
  const places = await placesAfter(reader, search, driver, query, token, wanted + 1)
  const { bodies, read } = await selectBodies(reader, places.slice(0, wanted), officeOf(actor, sight))
  const noted = noteLooks(reader, actor, sight, bodies)
  // Whoever awaits it hears of a failure, however the answer ends meanwhile.
  noted.catch(() => {})
  const last = places[read - 1]
  const rest = left === null ? null : left - read
  const isLast = places.length <= read || last === undefined || rest === 0
  return {
    events: bodies,
    perPage,
    noted,
    ...(isLast ? {} : { nextPageToken: writeToken({ after: last, asOf, query: fingerprint, left: rest }) }),
  }
}

/** As whom the register is asked what it says of keys: whoever sees all events need not see all that parties keep to themselves. */
const registerReader = ({ kind, partyID }: Pick<Actor, 'kind' | 'partyID'>): string | null =>
  kind === 'operator' ? null : partyID

const placesAfter = async (
  reader: Reader,
  search: Search,
  driver: Driver,
  { orderBy }: Query,
  token: PageToken | undefined,
  wanted: number,
): Promise<(Place | RankedPlace)[]> => {
  if (typeof orderBy !== 'object') return findPlaces(reader, search, driver, { after: token?.after, wanted })
  const ranked = await rankPlaces(reader, search, driver, orderBy.names)
  const after: RankedPlace | undefined = token && { value: null, ...token.after }
  const rest = after === undefined ? ranked : ranked.filter((each) => compareRanks(after, each, search.descending) < 0)
  return rest.slice(0, wanted)
}

/** `asOf`, ours: answers as at an earlier position. */
export const positionAskedFor = (current: number, asked: string | undefined): number => {
  if (asked === undefined) return current
  if (!/^\d{1,15}$/.test(asked) || Number(asked) > current)
    throw problem('events.position-invalid', { asOf: asked, current })
  return Number(asked)
}

/** maxEventCount: more events than that are an error, not a cut (EPCIS 2.0 §8.2.7.1). */
const refuseTooMany = async (reader: Reader, search: Search, driver: Driver, query: Query): Promise<void> => {
  const most = query.maxEventCount
  if (most === undefined) return
  const found = await findPlaces(reader, search, driver, { after: undefined, wanted: most + 1 })
  if (found.length > most) throw problem('events.result-too-large', { limit: most })
}

/** Which captures' events are read: after a place, up to a position, in pieces of at most so many. */
export type CaptureWindow = { after: { position: number; uid: string } | undefined; upTo: number; limit: number }

/** `last`: up to where all was looked at, to go on from where there is more; also where nothing was found. */
export type EventsAfter = { events: StoredBody[]; last?: { position: number; uid: string }; more: boolean }

const mostLookedAt = 20_000

/**
 * Events that fulfil a query, in the order of their captures: what subscriptions read. One call looks at a bounded number of
 * events, so an answer may be empty and yet not the last.
 */
export const eventsAfter = async (
  reader: Reader,
  listener: Actor,
  query: Query,
  { after, upTo, limit }: CaptureWindow,
): Promise<EventsAfter> => {
  const viewpoint = { sight: await sightOf(reader, listener), party: registerReader(listener), asOf: upTo }
  const prepared = await prepareSearch(reader, query, viewpoint)
  const search: Search = { ...prepared, order: 'recordTime', descending: false }
  const start = after && { ...after, eventTime: '' }
  const found: Place[] = []
  for await (const { places, end, rows } of candidates(reader, search, byPosition(reader, search), {
    after: start,
    wanted: limit,
  })) {
    for await (const place of exactly(reader, search, places)) {
      found.push(place)
      if (found.length === limit) return answer(reader, found, place)
    }
    if (end !== undefined && rows >= mostLookedAt) return answer(reader, found, end)
  }
  return answer(reader, found, undefined)
}

/** Where the bodies are too many to hold, the answer ends before, and goes on from there. */
const answer = async (reader: Reader, found: Place[], end: Place | undefined): Promise<EventsAfter> => {
  const { bodies, read } = await selectBodies(reader, found)
  const last = read < found.length ? found[read - 1] : (end ?? found.at(-1))
  return {
    events: bodies,
    ...(last === undefined ? {} : { last: { position: last.position, uid: last.uid } }),
    more: read < found.length || end !== undefined,
  }
}
