import type { Actor } from '../../platform/actor.ts'
import { operatorPartyID } from '../../platform/actor.ts'
import { recordDeed } from '../../platform/audit.ts'
import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import type { ApiKeyView } from './api-key.store.ts'
import { deleteApiKeysOf, insertApiKey, selectApiKeys, updateRevoked } from './api-key.store.ts'
import { makeApiKey } from './api-key.ts'

/** Makes a key for a party. The text is answered this once; the register keeps its hash. */
export async function issueApiKey(
  tx: Tx,
  actor: Actor,
  partyID: string,
  label: string,
): Promise<{ id: string; key: string }> {
  const { id, text, secretHash } = makeApiKey()
  await insertApiKey(tx, { id, partyID, label, secretHash, createdBy: actor.partyID ?? operatorPartyID })
  await recordDeed(tx, actor, { action: 'identity.issue-api-key', subject: partyID, details: { key: id, label } })
  return { id, key: text }
}

/** From this transaction's end the key opens nothing; its row stays, so that old deeds can still be told apart. */
export async function revokeApiKey(tx: Tx, actor: Actor, partyID: string, keyID: string): Promise<void> {
  if (!(await updateRevoked(tx, partyID, keyID))) throw problem('identity.api-key-unknown', { key: keyID })
  await recordDeed(tx, actor, { action: 'identity.revoke-api-key', subject: partyID, details: { key: keyID } })
}

export const listApiKeys = (reader: Reader, partyID: string): Promise<ApiKeyView[]> => selectApiKeys(reader, partyID)

/** For the removal of sample parties: their keys go with them. */
export const removeApiKeysOf = (tx: Tx, partyIDs: readonly string[]): Promise<void> => deleteApiKeysOf(tx, partyIDs)
