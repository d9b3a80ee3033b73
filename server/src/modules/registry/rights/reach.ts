import type { Actor } from '../../../platform/actor.ts'
import { lowestID } from '../../../platform/ids.ts'

/** Whether the actor looks after the whole register. */
export const reachesAll = (actor: Actor): boolean =>
  actor.reach('registry.administer').some(({ kind }) => kind === 'province' || kind === 'system')

/** The party whose own entries an actor reads; a machine whose scopes leave that out sees of them what everybody does. */
export const ownOf = (actor: Actor): string | null => (actor.can('registry.read-own') ? actor.partyID : null)

/** Whose own entries an actor reads; null: everybody's. Who is no party reads nobody's, and not everybody's. */
export const viewerOf = (actor: Actor): string | null => (reachesAll(actor) ? null : (ownOf(actor) ?? lowestID))
