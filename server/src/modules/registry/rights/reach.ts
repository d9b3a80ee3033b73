import type { Actor } from '../../../platform/actor.ts'

/** Whether the actor looks after the whole register. */
export const reachesAll = (actor: Actor): boolean =>
  actor.reach('registry.administer').some(({ kind }) => kind === 'province' || kind === 'system')

const nobody = '00000000-0000-0000-0000-000000000000'

/** Whose own entries an actor reads; null: everybody's. Who is no party reads nobody's, and not everybody's. */
export const viewerOf = (actor: Actor): string | null => (reachesAll(actor) ? null : (actor.partyID ?? nobody))
