import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { selectParties } from './party.store.ts'

/** Throws a Problem where there is no such party. */
export async function refuseUnknown(reader: Reader, id: string): Promise<void> {
  if ((await selectParties(reader, [id], {})).length === 0) throw problem('registry.party-unknown', { party: id })
}
