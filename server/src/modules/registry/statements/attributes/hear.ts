import type { Reader } from '../../../../platform/postgres/database.ts'
import type { KeyDescription, Reading } from '../../keys/claims/describe-keys.ts'
import { lookUp } from '../../keys/claims/describe-keys.ts'
import type { PartyCard } from '../../parties/party.ts'
import { partyCards } from '../../parties/party-card.ts'
import type { Moment } from '../../versions/moment.ts'
import { publicWord } from './public-word.ts'
import type { OtherWord, Role, Word } from './word.ts'
import { chooseWords, publicAttributes, roleOn } from './word.ts'

/** What is said of one key: the chosen words, the others with whose they are, and who owns it. */
export type Heard = {
  description: KeyDescription
  words: Word[]
  others: (OtherWord & { speaker?: PartyCard })[]
  owner?: PartyCard
  sample: boolean
}

/** Everything public that is said of these keys, all of them places or none, sorted by whose word it is: two queries. */
export async function hearAbout(
  reader: Reader,
  keys: readonly string[],
  moment: Moment,
  { isPlace = false } = {},
): Promise<Map<string, Heard>> {
  const { descriptions, words } = await lookUp(reader, keys, moment, shown)
  const speakers = keys.flatMap((key) => words.get(key) ?? []).flatMap((word) => [word.declaredBy, word.inNameOf ?? []])
  const owners = [...descriptions.values()].map(({ owner }) => owner).filter((owner) => owner !== undefined)
  const parties = await partyCards(reader, [...owners, ...speakers.flat()], moment.asOf, moment.at)
  const personal = new Set([...parties.values()].filter((card) => card.personal).map(({ id }) => id))
  const said = (key: string) => {
    const about = { owner: descriptions.get(key)?.owner, isPlace, personal }
    return (words.get(key) ?? []).flatMap((word) => publicWord(word, about) ?? [])
  }
  return new Map(keys.map((key) => [key, hear(descriptions.get(key) ?? {}, said(key), parties)]))
}

/** The address is read for its commune; no card shows its text. What nobody is shown is not read: it would take its time. */
const shown: Reading = {
  attributes: ['address', ...publicAttributes],
  isSubject: (key) => !key.startsWith('/gcp/'),
}

function hear(description: KeyDescription, words: readonly Word[], parties: ReadonlyMap<string, PartyCard>): Heard {
  const { owner } = description
  const roleOf = (word: Word): Role => roleOn(word, owner, parties.get(word.declaredBy)?.kind === 'agency')
  const { chosen, others } = chooseWords(words, roleOf)
  const ownerCard = owner === undefined ? undefined : parties.get(owner)
  return {
    description,
    words: chosen,
    others: others
      .filter(({ attribute }) => attribute !== 'address')
      .map((word) => ({ ...word, ...speakerOf(parties.get(word.declaredBy)) })),
    ...(ownerCard && { owner: ownerCard }),
    sample: ownerCard ? ownerCard.sample : words.some(({ declaredBy }) => parties.get(declaredBy)?.sample === true),
  }
}

const speakerOf = (speaker: PartyCard | undefined): { speaker?: PartyCard } => (speaker ? { speaker } : {})
