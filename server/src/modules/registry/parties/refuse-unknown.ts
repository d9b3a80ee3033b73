import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { selectParties } from './party.store.ts'

/** Throws a Problem where there is no such party, or where it goes on as another. */
export async function refuseUnknown(reader: Reader, id: string): Promise<void> {
  const [party] = await selectParties(reader, [id], {})
  if (!party) throw problem('registry.party-unknown', { party: id })
  if (party.standsFor !== id) throw problem('registry.party-merged', { party: id, into: party.standsFor })
}
