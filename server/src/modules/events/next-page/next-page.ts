import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import type { Db, Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { digest, toUuid } from '../event-uid.ts'
import { insertFreed, selectIsFreed } from './freed-token.store.ts'

/** How long a next page can be asked for, in seconds: a week, so that what was interrupted can go on. */
const lifetime = 7 * 86_400

/** A token as a client gets it: when it ends, and where the result goes on, which is all that it holds. */
const seal = (place: string, ends: number): string => `${ends.toString(36)}.${place}`

/** What an answer says of the page after it (EPCIS 2.0 §12.6.6.2): the caller's own address with another token. */
export const nextPageHeaders = (
  publicUrl: string,
  rawUrl: string,
  place: string,
  now = Date.now(),
): Record<string, string> => {
  const [path = '', query] = splitUrl(rawUrl)
  const ends = Math.floor(now / 1000) + lifetime
  const parameters = new URLSearchParams(query)
  parameters.delete('nextPageToken')
  parameters.append('nextPageToken', seal(place, ends))
  return {
    link: `<${publicUrl}${path.replace(/[<>"]/g, encodeURIComponent)}?${parameters}>; rel="next"`,
    'gs1-next-page-token-expires': new Date(ends * 1000).toISOString(),
  }
}

/** Path and query string of a request's raw address. */
export const splitUrl = (rawUrl: string): [path: string, query: string] => {
  const mark = rawUrl.indexOf('?')
  return mark < 0 ? [rawUrl, ''] : [rawUrl.slice(0, mark), rawUrl.slice(mark + 1)]
}

/** The query string's pairs, with the place within the token in the token's stead. Throws a Problem for one that has ended. */
export const openedParameters = async (
  reader: Reader,
  actor: Actor,
  rawUrl: string,
  now = Date.now(),
): Promise<[name: string, value: string][]> => {
  const parameters = [...new URLSearchParams(splitUrl(rawUrl)[1])]
  return Promise.all(
    parameters.map(async ([name, value]): Promise<[string, string]> => {
      if (name !== 'nextPageToken') return [name, value]
      const place = placeWithin(value, now)
      if (place === undefined) throw problem('events.page-token-invalid')
      if (await selectIsFreed(reader, freedKey(actor, value))) throw problem('events.page-token-freed')
      return [name, place]
    }),
  )
}

const placeWithin = (token: string, now: number): string | undefined => {
  const [, ends = '', place] = /^([0-9a-z]{1,9})\.([\w-]+)$/.exec(token) ?? []
  const left = Number.parseInt(ends, 36) - now / 1000
  return left > 0 && left <= lifetime ? place : undefined
}

/** One party's freeing a token does not end another's. */
const freedKey = (actor: Actor, token: string): string => toUuid(digest(`${actor.partyID ?? actor.kind} ${token}`))

/** Ends a token before its time. Throws NoSuchResource for one that has ended, or that nobody can have been given. */
export const freeToken = async (db: Db, actor: Actor, token: string, now = Date.now()): Promise<void> => {
  const place = placeWithin(token, now)
  if (place === undefined || !isPlace(place)) throw problem('events.page-token-unknown')
  await db.transaction(async (tx) => {
    if (!(await insertFreed(tx, freedKey(actor, token), lifetime))) throw problem('events.page-token-unknown')
    await recordDeed(tx, actor, { action: 'events.page-token-freed', subject: freedKey(actor, token) })
  })
}

const isPlace = (place: string): boolean => {
  const text = Buffer.from(place, 'base64url').toString('utf8')
  try {
    return /^\{/.test(text) && typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
