import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { deleteHoldingsOf, isHeld } from './file.store.ts'

/** Whether a party has brought this file, shown or not. */
export const holdsFile = (reader: Reader, partyID: string, hash: string): Promise<boolean> =>
  isHeld(reader, [partyID], hash, false)

/** Whether one of the parties shows this file to everybody. */
export const showsFile = (reader: Reader, parties: readonly string[], hash: string): Promise<boolean> =>
  isHeld(reader, parties, hash, true)

/** For the removal of sample parties: what they alone held. The caller discards the bytes after the commit. */
export const removeFilesOf = (tx: Tx, parties: readonly string[]): Promise<string[]> => deleteHoldingsOf(tx, parties)
