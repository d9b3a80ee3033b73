import type { Reader } from '../../../platform/postgres/database.ts'
import type { Credential } from '../rights/build-actor.ts'
import { findCredential, touchCredential } from './credential.store.ts'
import { findAccessToken } from './oauth/access-token.store.ts'
import type { ActsFor } from './oauth/grant-token.ts'
import { readSecret, sameHash } from './secret.ts'

/**
 * What a secret that a machine sends opens at this moment: its party's key, or a client's access token. Everything is read
 * at each call, so that what is revoked, ended or run out opens nothing from then on.
 */
export const machineCredential = async (
  deps: { db: Reader; actsFor: ActsFor },
  sent: string,
): Promise<Credential | undefined> =>
  sent.startsWith('nt_') ? tokenCredential(deps, sent) : keyCredential(deps.db, sent)

const keyCredential = async (db: Reader, sent: string): Promise<Credential | undefined> => {
  const given = readSecret('ng', sent)
  if (given === undefined) return undefined
  const kept = await findCredential(db, 'key', given.id)
  const opens = [kept.secretHash, kept.formerHash].some((hash) => hash && sameHash(hash, given.secretHash))
  if (!kept.isThere || !opens) return undefined
  if (!kept.usedLately) await touchCredential(db, kept.id)
  return machineOf({ credentialID: kept.id, partyID: kept.partyID, delegateID: null, scopes: kept.scopes })
}

const tokenCredential = async (
  { db, actsFor }: { db: Reader; actsFor: ActsFor },
  sent: string,
): Promise<Credential | undefined> => {
  const given = readSecret('nt', sent)
  const kept = given && (await findAccessToken(db, given.id))
  if (!given || !kept || !sameHash(given.secretHash, kept.secretHash)) return undefined
  const { credentialID, partyID, delegateID } = kept
  const lent = delegateID === null ? kept.scopes : await actsFor(db, delegateID, partyID)
  if (lent.length === 0) return undefined
  if (!kept.usedLately) await touchCredential(db, credentialID)
  return machineOf({ credentialID, partyID, delegateID, scopes: kept.scopes.filter((scope) => lent.includes(scope)) })
}

type Found = Pick<Credential, 'credentialID' | 'partyID' | 'delegateID' | 'scopes'>

const machineOf = (found: Found): Credential => ({ ...found, accountID: null, duties: null })
