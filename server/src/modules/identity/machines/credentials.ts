import type { Actor } from '../../../platform/actor.ts'
import { operatorPartyID } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { newID } from '../../../platform/ids.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import type { CredentialKind, CredentialView } from './credential.store.ts'
import {
  deleteCredentialsOf,
  insertCredential,
  selectCredentials,
  updateRevoked,
  updateSecret,
} from './credential.store.ts'
import { checkPublicKeys, type PublicKeys } from './public-keys.ts'
import { checkScopes, checkScopesOf } from './scopes.ts'
import { hashSecret, makeSecret, randomSecret } from './secret.ts'

export type CredentialInput = {
  label: string
  /** Permissions it is limited to; where not named, those of the party that a machine has without. */
  scopes?: readonly string[]
  expiresAt?: string
  /** A client that signs instead of keeping a secret. */
  publicKeys?: PublicKeys
}

/** A party's credential, as it is addressed. */
export type CredentialKey = { kind: CredentialKind; partyID: string; id: string }

const deedNames: Record<CredentialKind, string> = { key: 'api-key', client: 'client' }

/** Makes a credential for a party. The secret is answered this once; we keep its hash. */
export async function issueCredential(
  tx: Tx,
  actor: Actor,
  { kind, partyID }: Omit<CredentialKey, 'id'>,
  input: CredentialInput,
): Promise<{ id: string; secret: string | undefined }> {
  const { label, expiresAt = null, publicKeys } = input
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) throw problem('machines.expiry-past', { expiresAt })
  if (publicKeys !== undefined) await checkPublicKeys(publicKeys)
  const scopes = await checkScopes(tx, actor, partyID, input.scopes)
  const id = newID()
  const made = publicKeys === undefined ? newSecret(kind, id) : undefined
  await insertCredential(tx, {
    id,
    kind,
    partyID,
    label,
    scopes,
    expiresAt,
    publicKeys: publicKeys ?? null,
    secretHash: made?.secretHash ?? null,
    createdBy: actor.partyID ?? operatorPartyID,
  })
  const details = { key: id, label, scopes, expiresAt }
  await recordDeed(tx, actor, { action: `identity.issue-${deedNames[kind]}`, subject: partyID, details })
  return { id, secret: made?.text }
}

/**
 * A new secret; the one before opens for so many seconds more, and then ends by itself. A machine renews its own; another's as
 * far as it could give it.
 */
export async function renewSecret(
  tx: Tx,
  actor: Actor,
  key: CredentialKey,
  overlap: number,
): Promise<{ secret: string; formerUntil: string | null }> {
  const made = newSecret(key.kind, key.id)
  const renewed = await updateSecret(tx, key, made.secretHash, overlap)
  if (renewed === undefined) throw unknown(key)
  if (key.id !== actor.credentialID) await checkScopesOf(tx, actor, key.partyID, renewed.scopes)
  const details = { key: key.id, formerUntil: renewed.formerUntil }
  await recordDeed(tx, actor, { action: `identity.renew-${deedNames[key.kind]}`, subject: key.partyID, details })
  return { secret: made.text, formerUntil: renewed.formerUntil }
}

/** From this transaction's end it opens nothing; its row stays, so that old deeds can still be told apart. */
export async function revokeCredential(tx: Tx, actor: Actor, key: CredentialKey): Promise<void> {
  if (!(await updateRevoked(tx, key))) throw unknown(key)
  const deed = { action: `identity.revoke-${deedNames[key.kind]}`, subject: key.partyID, details: { key: key.id } }
  await recordDeed(tx, actor, deed)
}

export const listCredentials = (reader: Reader, kind: CredentialKind, partyID: string): Promise<CredentialView[]> =>
  selectCredentials(reader, kind, partyID)

/** For the removal of sample parties: their credentials go with them. */
export const removeCredentialsOf = (tx: Tx, partyIDs: readonly string[]): Promise<void> =>
  deleteCredentialsOf(tx, partyIDs)

const newSecret = (kind: CredentialKind, id: string): { text: string; secretHash: Buffer } => {
  if (kind === 'key') return makeSecret('ng', id)
  const text = randomSecret()
  return { text, secretHash: hashSecret(text) }
}

const unknown = ({ kind, id }: CredentialKey): Error => problem(`machines.${deedNames[kind]}-unknown`, { key: id })
