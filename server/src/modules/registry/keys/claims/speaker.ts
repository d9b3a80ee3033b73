import type { Actor } from '../../../../platform/actor.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { isProblem, type Problem, problem } from '../../../../platform/problem.ts'
import { selectParties } from '../../parties/party.store.ts'
import { mandatesHeldBy } from '../../rights/mandates/mandate-for.ts'
import { describeKeys } from './describe-keys.ts'

/** In whose name an actor speaks of a key, whether by speaking first it claims the key, and whether as an authority. */
export type Speaker = { declaredBy: string; inNameOf?: string; basis?: string; claims: boolean; authority?: true }

/**
 * Who may describe a key: its owner; a holder of the owner's mandate, heard where the owner is silent; an authority. A key
 * that nobody owns is open to all, and who describes it first asserts a claim; an authority never does. `taken` is the
 * refusal of everybody else.
 */
export async function speakerOn(tx: Tx, actor: Actor, key: string, taken: string): Promise<Speaker> {
  const speaker = (await speakersOn(tx, actor, [key], taken)).get(key)
  if (speaker === undefined || isProblem(speaker)) throw speaker ?? problem(taken, { key })
  return speaker
}

/** The same for many keys at once; a key that is not the actor's to describe has its refusal instead. */
export async function speakersOn(
  reader: Reader,
  actor: Actor,
  keys: readonly string[],
  taken: string,
): Promise<Map<string, Speaker | Problem>> {
  const self = actor.partyID
  if (self === null) throw problem('registry.not-yours')
  const descriptions = await describeKeys(reader, keys)
  const [party] = await selectParties(reader, [self], {})
  const held = (await mandatesHeldBy(reader, self, new Date())).filter(({ purpose }) => purpose === 'claim-key')
  // One for all keys on which the actor is the same: there may be a thousand.
  const asOwner: Speaker = { declaredBy: self, claims: false }
  const asAuthority: Speaker = { declaredBy: self, claims: false, authority: true }
  const asFirst: Speaker = { declaredBy: self, claims: true }
  const speakerFor = (key: string): Speaker | Problem => {
    const owner = descriptions.get(key)?.owner
    if (owner === self) return asOwner
    if (party?.kind === 'agency') return asAuthority
    if (owner === undefined) return asFirst
    const mandate = held.find(({ principal, covers }) => principal === owner && covers(key))
    if (mandate) return { declaredBy: self, inNameOf: owner, basis: `mandate ${mandate.id}`, claims: false }
    return problem(taken, { key: key.replace(/^\/(01|414)\//, '') })
  }
  return new Map(keys.map((key) => [key, speakerFor(key)]))
}
