import type { Reader } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import { countingWords } from './counting-words.ts'
import { hearAbout } from './hear.ts'
import type { Word } from './word.ts'

/** The words that count on keys: to who may read everything all of them as they were said, to others the public ones. */
export async function toldWords(
  reader: Reader,
  keys: readonly string[],
  moment: Moment,
  { whole, attributes }: { whole: boolean; attributes: readonly string[] },
): Promise<ReadonlyMap<string, readonly Word[]>> {
  if (keys.length === 0) return new Map()
  if (whole) return countingWords(reader, null, keys, moment, attributes)
  return new Map([...(await hearAbout(reader, keys, moment))].map(([key, { words }]) => [key, words]))
}
