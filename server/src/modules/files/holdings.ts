import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { deleteHoldingsOf, selectHeld } from './file.store.ts'

/** Which of these files a party has brought, shown or not. */
export const heldFiles = (reader: Reader, partyID: string | null, hashes: readonly string[]) =>
  filesOf(reader, partyID, hashes, false)

/** Which of these files a party shows to everybody. */
export const shownFiles = (reader: Reader, partyID: string | null, hashes: readonly string[]) =>
  filesOf(reader, partyID, hashes, true)

const filesOf = async (
  reader: Reader,
  partyID: string | null,
  hashes: readonly string[],
  shown: boolean,
): Promise<ReadonlySet<string>> =>
  new Set(partyID === null || hashes.length === 0 ? [] : await selectHeld(reader, partyID, hashes, shown))

/** For the removal of sample parties: what they held. The caller discards these bytes after the commit. */
export const removeFilesOf = (tx: Tx, parties: readonly string[]): Promise<string[]> => deleteHoldingsOf(tx, parties)
