import type { Actor } from '../../platform/actor.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { findMembership } from './accounts/people/membership.store.ts'
import { findStanding } from './machines/credential.store.ts'
import type { ActsFor } from './machines/oauth/grant-token.ts'
import { operatorActor } from './resolve-actor.ts'
import { buildActor, type Credential } from './rights/build-actor.ts'
import { selectGrantedRoles } from './rights/role-grant.store.ts'

/** Who asked for something that is done later. */
export type Asker = Pick<Actor, 'kind' | 'partyID' | 'accountID' | 'delegateID' | 'credentialID'>

/**
 * Who asked, with the rights of this moment: none where its membership, its key or its mandate has ended. A session may have:
 * who signs out leaves what it has asked for to be done.
 */
export const actorNow = async (reader: Reader, actsFor: ActsFor, asker: Asker): Promise<Actor | undefined> => {
  if (asker.kind === 'operator') return { ...operatorActor, ...asker }
  const credential = await credentialNow(reader, actsFor, asker)
  if (credential === undefined) return undefined
  return buildActor(credential, await selectGrantedRoles(reader, credential.partyID, credential.accountID))
}

const credentialNow = async (
  reader: Reader,
  actsFor: ActsFor,
  { partyID, accountID, delegateID, credentialID }: Asker,
): Promise<Credential | undefined> => {
  if (partyID === null || credentialID === null) return undefined
  const who = { partyID, accountID, delegateID, credentialID }
  if (accountID !== null) {
    const membership = await findMembership(reader, partyID, accountID)
    return membership && { ...who, duties: membership.duties, scopes: null }
  }
  const machine = await findStanding(reader, credentialID)
  if (machine?.partyID !== (delegateID ?? partyID)) return undefined
  const scopes = delegateID === null ? machine.scopes : await actsFor(reader, delegateID, partyID)
  return { ...who, duties: null, scopes }
}
