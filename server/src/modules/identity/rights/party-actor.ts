import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { buildActor } from './build-actor.ts'
import { selectGrantedRoles } from './role-grant.store.ts'

/** An organisation itself, with the rights that it has now: in whose name is done what it set up earlier. */
export const partyActor = async (reader: Reader, partyID: string): Promise<Actor> => {
  const itself = { partyID, accountID: null, delegateID: null, credentialID: partyID, duties: null, scopes: null }
  return { ...buildActor(itself, await selectGrantedRoles(reader, partyID, null)), credentialID: null }
}
