import type { Reader } from '../../../../platform/postgres/database.ts'
import { describeKeys } from '../../keys/claims/describe-keys.ts'
import { selectParties } from '../../parties/party.store.ts'
import type { Moment } from '../../versions/moment.ts'
import { selectWords } from './statement.store.ts'
import type { Word } from './word.ts'
import { pickWord, publicAttributes, roleOn } from './word.ts'

/**
 * The words on keys that count as their master data for `viewer` (a party; null: the operator), one for each attribute and
 * language: the owner's, else its mandate holder's, else an authority's, else the viewer's own. Private words of others
 * do not count, or an answer would tell them; to the operator every word counts where nobody of more weight speaks.
 */
export async function countingWords(
  reader: Reader,
  viewer: string | null,
  keys: readonly string[],
  moment: Moment,
  attributes?: readonly string[],
): Promise<Map<string, Word[]>> {
  const words = (await selectWords(reader, keys, moment, undefined, attributes)).filter(
    ({ attribute, declaredBy }) => viewer === null || declaredBy === viewer || publicAttributes.has(attribute),
  )
  const spokenOf = [...new Set(words.map(({ subject }) => subject))]
  const owners = await describeKeys(reader, spokenOf, moment.asOf, moment.at)
  const speakers = [...new Set(words.map(({ declaredBy }) => declaredBy))]
  const parties = speakers.length > 0 ? await selectParties(reader, speakers, moment) : []
  const authorities = new Set(parties.filter(({ kind }) => kind === 'agency').map(({ id }) => id))
  const roleOf = (word: Word) => roleOn(word, owners.get(word.subject)?.owner, authorities.has(word.declaredBy))
  const own = (group: readonly Word[]) =>
    group
      .filter(({ declaredBy }) => viewer === null || declaredBy === viewer)
      .toSorted((a, b) => b.position - a.position)[0]
  const groups = Map.groupBy(words, ({ subject, attribute, language }) => `${subject} ${attribute} ${language}`)
  const counting = [...groups.values()].flatMap((group) => pickWord(group, roleOf) ?? own(group) ?? [])
  return Map.groupBy(counting, ({ subject }) => subject)
}
