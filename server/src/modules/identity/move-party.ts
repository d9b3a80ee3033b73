import type { Actor } from '../../platform/actor.ts'
import { recordDeed } from '../../platform/audit.ts'
import type { Tx } from '../../platform/postgres/database.ts'
import {
  deleteTokensFor,
  endPeople,
  type Moved,
  resumePeople,
  updateParty,
  updateSessions,
} from './move-party.store.ts'
import { checkMayJoin } from './rights/grant-role.ts'

/**
 * A party goes on as another: its keys and clients, its people and the roles that it has are that one's from here on. Tokens
 * given out for it are taken back; a client asks for a new one. Answers what moved, with which `unmoveParty` brings it back.
 */
export async function moveParty(tx: Tx, actor: Actor, from: string, into: string): Promise<Moved> {
  await checkMayJoin(tx, actor, [from, into])
  await deleteTokensFor(tx, from)
  const moved = await updateParty(tx, { from, into }, null)
  const both = await endPeople(tx, from)
  await updateSessions(tx, { from, into }, null)
  const details = {
    from,
    credentials: moved.credentials.length,
    roles: moved.roles.length,
    people: moved.people.length,
  }
  await recordDeed(tx, actor, { action: 'identity.move-party', subject: into, details })
  return { ...moved, both }
}

/** What had moved, and is still there, goes back; nothing else does. */
export async function unmoveParty(tx: Tx, actor: Actor, moved: Moved): Promise<void> {
  const back = { from: moved.into, into: moved.from }
  await checkMayJoin(tx, actor, [moved.from, moved.into])
  await deleteTokensFor(tx, moved.into)
  await updateParty(tx, back, moved)
  await resumePeople(tx, back, moved.both)
  await updateSessions(tx, back, moved.people)
  await recordDeed(tx, actor, { action: 'identity.unmove-party', subject: moved.from, details: { from: moved.into } })
}
