import type { Reader } from '../../../../platform/postgres/database.ts'
import { withoutNumber } from '../../parties/personal-number.ts'
import { selectKeysOfKind } from './statement.store.ts'
import type { Word } from './word.ts'

const texts: ReadonlySet<string> = new Set(['name', 'description', 'brand'])

/** Whose a key is, whether it is a place or a party, and which parties are persons by law. */
export type About = { owner: string | undefined; isPlace: boolean; personal: ReadonlySet<string> }

/**
 * How a public word reads for everybody; undefined: it is not for everybody. Where a household works is told by its commune alone:
 * what its plot is called, by itself, for it, or by others while it is its own, can lead to its door. What it says of its goods
 * goes without its phone number (Law 91/2025/QH15).
 */
export const publicWord = (word: Word, { owner, isPlace, personal }: About): Word | undefined => {
  const { attribute, value, declaredBy, inNameOf } = word
  const leadsToDoor = isPlace && (attribute === 'name' || attribute === 'description')
  if (leadsToDoor && [owner, declaredBy, inNameOf].some((party) => party && personal.has(party))) return undefined
  if (!personal.has(declaredBy) || !texts.has(attribute) || typeof value !== 'string') return word
  return { ...word, value: withoutNumber(value) }
}

/** Of some keys those of a place or a party. A place without a GLN is known as one by its entry alone. */
export const placesAmong = async (reader: Reader, keys: readonly string[]): Promise<ReadonlySet<string>> => {
  const unclear = keys.filter((key) => !key.startsWith('/'))
  return new Set([
    ...keys.filter((key) => /^\/41[47]\//.test(key)),
    ...(await selectKeysOfKind(reader, unclear, 'location')),
  ])
}
