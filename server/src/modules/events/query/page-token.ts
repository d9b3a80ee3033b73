import { isID } from '../../../platform/ids.ts'
import { problem } from '../../../platform/problem.ts'
import { isTimestamp } from '../timestamp.ts'
import type { RankedPlace } from './by-extension.ts'
import type { Place } from './selection.store.ts'

/** Where a result goes on: after a place, among the events up to a position, for one query only. */
export type PageToken = { after: Place | RankedPlace; asOf: number; query: string; left: number | null }

/** Holds no state of the server and so never expires; what a caller may see is decided anew on every page. */
export const writeToken = (token: PageToken): string => Buffer.from(JSON.stringify(token)).toString('base64url')

/** Throws a Problem for anything that writeToken did not make for this query. */
export const readToken = (text: string, query: string): PageToken => {
  const token = decode(text)
  if (token === undefined || token.query !== query) throw problem('events.page-token-invalid')
  return token
}

const decode = (text: string): PageToken | undefined => {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return isToken(token) ? token : undefined
  } catch {
    return undefined
  }
}

const isToken = (token: PageToken): boolean =>
  isPlace(token?.after) &&
  isPosition(token.asOf) &&
  typeof token.query === 'string' &&
  (token.left === null || (Number.isSafeInteger(token.left) && token.left > 0))

const isPosition = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

const isPlace = (place: Place | RankedPlace): boolean =>
  typeof place?.eventTime === 'string' &&
  isTimestamp(place.eventTime) &&
  isID(String(place.uid)) &&
  isPosition(place.position) &&
  (!('value' in place) || place.value === null || isOrderValue(place.value))

const isOrderValue = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'rank' in value &&
  'at' in value &&
  (value.rank === 0 ? Number.isFinite(value.at) : [1, 2].includes(value.rank as number) && typeof value.at === 'string')
