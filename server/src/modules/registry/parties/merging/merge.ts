import Type from 'typebox'
import { operatorPartyID } from '../../../../platform/actor.ts'
import { claimCandidates } from '../../keys/claims/claim-key.ts'
import type { PartyRow } from '../party.store.ts'
import { PartyCard } from '../party.ts'

/** Two entries of the register are one party: what the merged one said and had counts as the other's from here on. */
export const NewMerge = Type.Object(
  {
    merged: Type.String({ format: 'uuid', description: 'The party that goes on as the other' }),
    into: Type.String({ format: 'uuid' }),
    basis: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }),
  },
  { additionalProperties: false },
)
export type NewMerge = Type.Static<typeof NewMerge>

export const Merge = Type.Object({
  id: Type.String(),
  merged: Type.String(),
  into: Type.String(),
  basis: Type.String(),
  at: Type.String(),
  position: Type.Integer(),
  declaredBy: Type.String(),
  undone: Type.Optional(
    Type.Object({ at: Type.String(), position: Type.Integer(), declaredBy: Type.String(), basis: Type.String() }),
  ),
})

/** A party that may be the same, and by what: shown as its public card, whatever it was found by. */
export const Duplicate = Type.Object({
  party: PartyCard,
  reasons: Type.Array(Type.Enum(['tax-code', 'name', 'phone'])),
})

type Standing = Pick<PartyRow, 'id' | 'standsFor' | 'sample' | 'latestKind'>

/** Why two parties cannot be one; undefined where they can. A circle would be a merge of a merged one. */
export function unfitReason(merged: Standing, into: Standing): string | undefined {
  if (merged.id === into.id) return 'registry.merge-itself'
  if ([merged, into].some(({ id }) => id === operatorPartyID)) return 'registry.merge-operator'
  if ([merged, into].some(({ id, standsFor }) => id !== standsFor)) return 'registry.merge-of-merged'
  if (merged.sample !== into.sample) return 'registry.merge-sample'
  if ((merged.latestKind === 'agency') !== (into.latestKind === 'agency')) return 'registry.merge-agency'
  return undefined
}

/** What was written since a merge by the two that are one; `key` null: it touches whatever the merged one had. */
export type Since = { key: string | null }

/** How much of what was written since rests on what the merged party brought: on its keys, or all that they cover. */
export const builtOn = (since: readonly Since[], brought: ReadonlySet<string>): number =>
  since.filter(({ key }) => key === null || [key, ...claimCandidates(key)].some((one) => brought.has(one))).length
