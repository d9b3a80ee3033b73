import type { Actor } from '../../platform/actor.ts'
import { operatorActor, rights } from '../identity/index.ts'
import type { KeptActor } from './import.ts'

const permissions = [...new Set(rights.map(({ permission }) => permission))]

/** Who asks, with the rights of this moment, as a job can keep it. */
export const keepActor = (actor: Actor): KeptActor => ({
  kind: actor.kind,
  partyID: actor.partyID,
  accountID: actor.accountID,
  delegateID: actor.delegateID,
  credentialID: actor.credentialID,
  reach: Object.fromEntries(
    permissions.map((permission) => [permission, actor.reach(permission)]).filter(([, reach]) => reach?.length),
  ),
})

/** The actor again: what it may do was decided when it asked. */
export const wakeActor = ({ reach, ...kept }: KeptActor): Actor =>
  kept.kind === 'operator'
    ? { ...operatorActor, ...kept }
    : {
        ...kept,
        can: (permission) => permission === 'public' || (reach[permission]?.length ?? 0) > 0,
        reach: (permission) => reach[permission] ?? [],
      }
