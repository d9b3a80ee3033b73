import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { sightOf } from '../visibility/sight.ts'
import { readListToken, writeListToken } from './list-token.ts'
import type { Resource } from './resource.ts'
import { selectHasWord, selectWords } from './vocabulary.store.ts'
import { kindNumber } from './word.ts'

/** A page of a list of values, and the token of the next. */
export type ValuePage = { values: string[]; nextPageToken?: string }

/** How much of a list is asked for, and where it goes on. */
export type ListRequest = { perPage: number; nextPageToken: string | undefined }

/** The values of a resource in the events that the actor sees, in the order of their one spelling, as first sent. */
export const listWords = async (
  reader: Reader,
  actor: Actor,
  { path, kind }: Resource,
  { perPage, nextPageToken }: ListRequest,
): Promise<ValuePage> => {
  const after =
    nextPageToken === undefined
      ? ''
      : readListToken<{ after: string }>(path, nextPageToken, (place) => typeof place.after === 'string').after
  const words = await selectWords(reader, {
    sight: await sightOf(reader, actor),
    kind: kindNumber(kind),
    after,
    limit: perPage + 1,
  })
  const page = words.slice(0, perPage)
  const last = page.at(-1)
  return {
    values: page.map(({ spelling }) => spelling),
    ...(words.length > perPage && last !== undefined
      ? { nextPageToken: writeListToken(path, { after: last.value }) }
      : {}),
  }
}

/** Whether any event that the actor sees holds the value. */
export const holdsWord = async (reader: Reader, actor: Actor, { kind }: Resource, value: string): Promise<boolean> =>
  selectHasWord(reader, { sight: await sightOf(reader, actor), kind: kindNumber(kind), value })
