import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { deleteHoldingsOf, isHeld, selectShown } from './file.store.ts'

/** Whether a party has brought this file, shown or not. */
export const holdsFile = (reader: Reader, partyID: string, hash: string): Promise<boolean> =>
  isHeld(reader, partyID, hash)

/** Which of these files a party shows to everybody. */
export const shownFiles = async (
  reader: Reader,
  partyID: string | null,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> =>
  new Set(partyID === null || hashes.length === 0 ? [] : await selectShown(reader, partyID, hashes))

/** For the removal of sample parties: what they alone held. The caller discards the bytes after the commit. */
export const removeFilesOf = (tx: Tx, parties: readonly string[]): Promise<string[]> => deleteHoldingsOf(tx, parties)
