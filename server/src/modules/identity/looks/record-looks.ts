import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { openCaseOf, type PartiesOf } from './case-file.ts'
import { insertLooks, type LookedAt } from './look.store.ts'

/** Notes that an actor was told of events of others: how many of each owner, and the first of them. */
export const recordLooks = async (
  reader: Reader,
  partiesOf: PartiesOf,
  actor: Actor,
  told: readonly LookedAt[],
): Promise<void> => {
  if (actor.partyID === null || told.length === 0) return
  const looker = {
    partyID: actor.partyID,
    accountID: actor.accountID,
    credentialID: actor.credentialID,
    route: actor.call?.route ?? '',
    caseID: await openCaseOf(reader, partiesOf, actor),
  }
  await insertLooks(reader, newID(), looker, told)
}
