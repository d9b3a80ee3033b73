import type { Reader } from '../../../../platform/postgres/database.ts'
import { isPartyID, selectBearers } from '../../keys/identifiers/identifier.store.ts'
import type { LanguageMap } from '../../statements/language-map.ts'
import type { PartyCard } from '../party.ts'
import { partyCards } from '../party-card.ts'
import { nameKeys, phoneDigest } from './likeness.ts'
import { selectAlike } from './merge.store.ts'
import { selectStandings } from './standing.store.ts'

type Reason = 'tax-code' | 'name' | 'phone'
export type Duplicate = { party: PartyCard; reasons: Reason[] }

/**
 * Parties that may be the one that is described: by a tax code, by a name without its marks and legal form, by the digest
 * of a telephone number. `except`: the party itself.
 */
export async function likelyDuplicates(
  reader: Reader,
  described: { names: LanguageMap; taxCodes: readonly string[]; phones: readonly string[] },
  except?: string,
): Promise<Duplicate[]> {
  const bearers = (await selectBearers(reader, described.taxCodes, {})).filter(
    ({ scheme, subject }) => scheme === 'tax-code' && isPartyID(subject),
  )
  const alike: { id: string; reason: Reason }[] = [
    ...bearers.map(({ subject }) => ({ id: subject, reason: 'tax-code' as const })),
    ...(await selectAlike(
      reader,
      nameKeys(described.names),
      described.phones.flatMap((phone) => phoneDigest(phone) ?? []),
    )),
  ]
  const standing = await selectStandings(reader, [...new Set(alike.map(({ id }) => id))])
  const reasons = new Map<string, Set<Reason>>()
  for (const { id, reason } of alike) {
    const party = standing.get(id) ?? id
    if (party !== except) reasons.set(party, (reasons.get(party) ?? new Set()).add(reason))
  }
  const cards = await partyCards(reader, [...reasons.keys()])
  return [...reasons].flatMap(([id, found]) => {
    const party = cards.get(id)
    return party ? [{ party, reasons: [...found].sort() }] : []
  })
}
