import { isDeepStrictEqual } from 'node:util'
import type { Actor } from '../../platform/actor.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { actorNow, rights } from '../identity/index.ts'
import { actsFor } from '../registry/index.ts'
import type { KeptActor } from './import.ts'

const permissions = [...new Set(rights.map(({ permission }) => permission))]

const reachesOf = (actor: Actor): KeptActor['reach'] =>
  Object.fromEntries(
    permissions.map((permission) => [permission, actor.reach(permission)]).filter(([, reach]) => reach?.length),
  )

/** Who asks, with the rights of this moment, as a job can keep it. */
export const keepActor = (actor: Actor): KeptActor => ({
  kind: actor.kind,
  partyID: actor.partyID,
  accountID: actor.accountID,
  delegateID: actor.delegateID,
  credentialID: actor.credentialID,
  reach: reachesOf(actor),
})

/** The actor again: it may do what it may at this moment, and could when it asked. */
export const wakeActor = async (reader: Reader, { reach, ...asker }: KeptActor): Promise<Actor | undefined> => {
  const now = await actorNow(reader, actsFor, asker)
  if (now === undefined || now.kind === 'operator') return now
  const could = (permission: string) => permission === 'public' || Object.hasOwn(reach, permission)
  return {
    ...now,
    can: (permission) => could(permission) && now.can(permission),
    reach: (permission) => (could(permission) ? now.reach(permission) : []),
  }
}

/** Whether two may do the same. */
export const haveSameRights = (one: Actor, other: Actor): boolean => isDeepStrictEqual(reachesOf(one), reachesOf(other))
