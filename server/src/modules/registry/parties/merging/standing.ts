import type { Reader } from '../../../../platform/postgres/database.ts'
import { selectMergedParties, selectStandings } from './standing.store.ts'

/** A party and those that were merged into it: whose events, credentials and words are its own. */
export const partiesMergedInto = (reader: Reader, partyID: string, asOf?: number): Promise<string[]> =>
  selectMergedParties(reader, partyID, { asOf })

/** Each party's id with that of the party for which it stands: itself, or the one that it was merged into. */
export const standingParties = (reader: Reader, ids: readonly string[], asOf?: number): Promise<Map<string, string>> =>
  selectStandings(reader, ids, { asOf })
