import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import { announce } from '../../../../platform/jobs.ts'
import { takePosition } from '../../../../platform/positions.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { removeFilesOf } from '../../../files/index.ts'
import { removeAccountsOf, removeCredentialsOf, removeGrantsOf } from '../../../identity/index.ts'
import { deleteRowsOf, selectKeysOf, selectSamplePartyIDs } from './sample.store.ts'

/** The parties whose every word is sample data. */
export const samplePartyIDs = (reader: Reader): Promise<string[]> => selectSamplePartyIDs(reader)

/**
 * Takes away the sample parties with their keys, claims, words, mandates and files. Answers their ids, and the names of the bytes
 * that the caller discards once the transaction has committed.
 */
export async function removeSample(tx: Tx, actor: Actor): Promise<{ parties: string[]; blobs: string[] }> {
  const position = await takePosition(tx)
  const parties = await selectSamplePartyIDs(tx)
  if (parties.length === 0) return { parties, blobs: [] }
  const keys = await selectKeysOf(tx, parties)
  await removeCredentialsOf(tx, parties)
  await removeAccountsOf(tx, parties)
  await removeGrantsOf(tx, parties)
  await deleteRowsOf(tx, parties)
  const blobs = await removeFilesOf(tx, parties)
  await recordDeed(tx, actor, {
    action: 'registry.remove-sample',
    subject: 'sample',
    details: { parties: parties.length },
  })
  if (keys.length > 0) await announce(tx, 'registry.changed', { keys, position })
  return { parties, blobs }
}
