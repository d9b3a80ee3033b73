import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { type PartyRow, selectParties } from './party.store.ts'

/** Throws a Problem where there is no such party, or where it goes on as another. */
export async function refuseUnknown(reader: Reader, id: string): Promise<void> {
  const getKnown = await partyCheck(reader, [id])
  getKnown(id)
}

/** The same for many, which are read once: answers each, or throws. */
export async function partyCheck(reader: Reader, ids: readonly string[]): Promise<(id: string) => PartyRow> {
  const parties = new Map((await selectParties(reader, [...new Set(ids)], {})).map((party) => [party.id, party]))
  return (id) => {
    const party = parties.get(id)
    if (party === undefined) throw problem('registry.party-unknown', { party: id })
    if (party.standsFor !== id) throw problem('registry.party-merged', { party: id, into: party.standsFor })
    return party
  }
}
