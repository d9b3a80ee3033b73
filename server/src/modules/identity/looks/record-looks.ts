import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { openCaseOf } from './case-file.ts'
import { insertLooks } from './look.store.ts'

const mostListed = 100

/** Notes that an actor was told of events of others: how many of each owner, and the first of them. */
export const recordLooks = async (
  reader: Reader,
  actor: Actor,
  told: readonly { owner: string; eventID: string }[],
): Promise<void> => {
  if (actor.partyID === null || told.length === 0) return
  const caseID = await openCaseOf(reader, actor)
  const owners = Map.groupBy(told, ({ owner }) => owner)
  await insertLooks(
    reader,
    {
      partyID: actor.partyID,
      accountID: actor.accountID,
      credentialID: actor.credentialID,
      route: actor.call?.route ?? '',
      caseID,
    },
    [...owners].map(([owner, events]) => ({
      owner,
      id: newID(),
      events: events.length,
      eventIDs: events.slice(0, mostListed).map(({ eventID }) => eventID),
    })),
  )
}
