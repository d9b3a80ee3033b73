import type { Actor } from '../../platform/actor.ts'

/** Whose events an actor sees: null means everybody's (the operator), a party its own. The one predicate of the stores. */
export const visibleParty = (actor: Actor): string | null => {
  if (actor.kind === 'operator') return null
  if (actor.partyID === null) throw new Error('an anonymous actor reached the events')
  return actor.partyID
}
