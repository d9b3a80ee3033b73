import type { Reader } from '../../../../platform/postgres/database.ts'
import { withoutNumber } from '../../parties/personal-number.ts'
import { selectKeysOfKind } from './statement.store.ts'
import { publicAttributes, type Word } from './word.ts'

const texts: ReadonlySet<string> = new Set(['name', 'description', 'brand'])

/** What a household or an individual says of its goods goes without its phone number (Law 91/2025/QH15). */
export const withoutPhone = <W extends Pick<Word, 'attribute' | 'value'>>(word: W, isPersonal: boolean): W =>
  isPersonal && texts.has(word.attribute) && typeof word.value === 'string'
    ? { ...word, value: withoutNumber(word.value) }
    : word

/** Where a household works is told by its commune alone: what its plot is called, by whomever, can lead to its door. */
export const leadsToDoor = ({ attribute }: Pick<Word, 'attribute'>): boolean =>
  attribute === 'name' || attribute === 'description'

/** How a word reads for everybody; undefined: it is not for everybody. `personal`: of whom it holds that they are persons. */
export const publicWord = (
  word: Word,
  { owner, isPlace, personal }: { owner: string | undefined; isPlace: boolean; personal: ReadonlySet<string> },
): Word | undefined => {
  if (!publicAttributes.has(word.attribute)) return undefined
  if (isPlace && owner !== undefined && personal.has(owner) && leadsToDoor(word)) return undefined
  return withoutPhone(word, personal.has(word.declaredBy))
}

/** Of some keys those of a place or a party. A place without a GLN is known as one by its entry alone. */
export const placesAmong = async (reader: Reader, keys: readonly string[]): Promise<ReadonlySet<string>> => {
  const unclear = keys.filter((key) => !key.startsWith('/'))
  return new Set([
    ...keys.filter((key) => /^\/41[47]\//.test(key)),
    ...(await selectKeysOfKind(reader, unclear, 'location')),
  ])
}
