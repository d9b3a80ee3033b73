import type { Reader } from '../../../../platform/postgres/database.ts'
import { describeKeys } from '../../keys/claims/describe-keys.ts'
import { type PartyRow, selectParties } from '../../parties/party.store.ts'
import { isPersonal } from '../../parties/party.ts'
import type { Moment } from '../../versions/moment.ts'
import { placesAmong, publicWord } from './public-word.ts'
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
  const isOwn = ({ declaredBy }: Word) => viewer === null || declaredBy === viewer
  const said = (await selectWords(reader, keys, moment, undefined, attributes)).filter(
    (word) => isOwn(word) || publicAttributes.has(word.attribute),
  )
  const spokenOf = [...new Set(said.map(({ subject }) => subject))]
  const owners = await describeKeys(reader, spokenOf, moment.asOf, moment.at)
  const ownerOf = (word: Word) => owners.get(word.subject)?.owner
  const met = [...new Set(said.flatMap((word) => [word.declaredBy, word.inNameOf ?? [], ownerOf(word) ?? []].flat()))]
  const parties = met.length > 0 ? await selectParties(reader, met, moment) : []
  const isAgency = ({ kind }: PartyRow) => kind === 'agency'
  const isPerson = ({ kind, latestKind }: PartyRow) => isPersonal(kind) || isPersonal(latestKind)
  const authorities = idsOf(parties.filter(isAgency))
  const personal = idsOf(parties.filter(isPerson))
  const places = await placesAmong(reader, spokenOf)
  const words = said.flatMap((word) => {
    const about = { owner: ownerOf(word), isPlace: places.has(word.subject), personal }
    return isOwn(word) ? word : (publicWord(word, about) ?? [])
  })
  const roleOf = (word: Word) => roleOn(word, ownerOf(word), authorities.has(word.declaredBy))
  const own = (group: readonly Word[]) => group.filter(isOwn).toSorted((a, b) => b.position - a.position)[0]
  const groups = Map.groupBy(words, ({ subject, attribute, language }) => `${subject} ${attribute} ${language}`)
  const counting = [...groups.values()].flatMap((group) => pickWord(group, roleOf) ?? own(group) ?? [])
  return Map.groupBy(counting, ({ subject }) => subject)
}

const idsOf = (parties: readonly PartyRow[]): Set<string> => new Set(parties.map(({ id }) => id))
