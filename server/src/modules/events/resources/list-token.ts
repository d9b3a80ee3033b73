import { problem } from '../../../platform/problem.ts'

/** Where a list goes on: the name of the list, and what its own page needs. */
export const writeListToken = (list: string, place: object): string =>
  Buffer.from(JSON.stringify({ list, ...place })).toString('base64url')

/** Reads a token of this list; throws a Problem for any other text. `isPlace` judges the place. */
export const readListToken = <T extends object>(list: string, text: string, isPlace: (place: T) => boolean): T => {
  const place = decoded(text)
  if (place?.list !== list || !isPlace(place as T)) throw problem('events.page-token-invalid')
  return place as T
}

const decoded = (text: string): { list?: unknown } | undefined => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) ?? undefined
  } catch {
    return undefined
  }
}
