import { problem } from '../../../platform/problem.ts'
import { isTimestamp } from '../timestamp.ts'
import type { Place } from './query.store.ts'

/** Where a result goes on: after a place, among the events up to a position, for one query only. */
export type PageToken = { after: Place; asOf: number; query: string; left: number | null }

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
  typeof token?.after?.eventTime === 'string' &&
  isTimestamp(token.after.eventTime) &&
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(token.after.uid)) &&
  Number.isSafeInteger(token.after.position) &&
  Number.isSafeInteger(token.asOf) &&
  typeof token.query === 'string' &&
  (token.left === null || (Number.isSafeInteger(token.left) && token.left > 0))
