import type { Reader } from '../../../platform/postgres/database.ts'
import type { KeyDescription } from '../claims/describe-keys.ts'
import { describeKeys } from '../claims/describe-keys.ts'
import type { Moment } from '../moment.ts'
import type { PartyCard } from '../parties/party.ts'
import { partyCards } from '../parties/party-card.ts'
import { selectWords } from './statement.store.ts'
import type { OtherWord, Role, Word } from './word.ts'
import { chooseWords, publicAttributes } from './word.ts'

/** What is said of one key: the chosen words, the others with whose they are, and who owns it. */
export type Heard = {
  description: KeyDescription
  words: Word[]
  others: (OtherWord & { speaker?: PartyCard })[]
  owner?: PartyCard
  sample: boolean
}

/** Everything public that is said of these keys, sorted by whose word it is; private attributes only with `private`. */
export async function hearAbout(
  reader: Reader,
  keys: readonly string[],
  moment: Moment,
  show: 'public' | 'private' = 'public',
): Promise<Map<string, Heard>> {
  const descriptions = await describeKeys(reader, keys, moment.asOf, moment.at)
  const words = await selectWords(reader, keys, moment)
  const owners = [...descriptions.values()].map(({ owner }) => owner).filter((owner) => owner !== undefined)
  const parties = await partyCards(
    reader,
    [...owners, ...words.map(({ declaredBy }) => declaredBy)],
    moment.asOf,
    moment.at,
  )
  const byKey = Map.groupBy(words, ({ subject }) => subject)
  return new Map(
    keys.map((key) => [key, hear(descriptions.get(key) ?? {}, shown(byKey.get(key) ?? [], show), parties)]),
  )
}

const shown = (words: readonly Word[], show: 'public' | 'private'): Word[] =>
  words.filter(({ attribute }) => show === 'private' || attribute === 'address' || publicAttributes.has(attribute))

function hear(description: KeyDescription, words: readonly Word[], parties: ReadonlyMap<string, PartyCard>): Heard {
  const { owner } = description
  const roleOf = ({ declaredBy, inNameOf }: Word): Role => {
    if (owner !== undefined && declaredBy === owner) return 'owner'
    if (owner !== undefined && inNameOf === owner) return 'holder'
    return parties.get(declaredBy)?.kind === 'agency' ? 'authority' : 'other'
  }
  const { chosen, others } = chooseWords(words, roleOf)
  const ownerCard = owner === undefined ? undefined : parties.get(owner)
  return {
    description,
    words: chosen,
    others: others.map((word) => ({ ...word, ...speakerOf(parties.get(word.declaredBy)) })),
    ...(ownerCard && { owner: ownerCard }),
    sample: ownerCard ? ownerCard.sample : words.some(({ declaredBy }) => parties.get(declaredBy)?.sample === true),
  }
}

const speakerOf = (speaker: PartyCard | undefined): { speaker?: PartyCard } => (speaker ? { speaker } : {})
