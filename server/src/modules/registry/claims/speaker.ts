import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { mandateFor } from '../mandates/mandate-for.ts'
import { selectParties } from '../parties/party.store.ts'
import { describeKeys } from './describe-keys.ts'

/** In whose name an actor speaks of a key, and whether by speaking first it claims the key. */
export type Speaker = { declaredBy: string; inNameOf?: string; basis?: string; claims: boolean }

/**
 * Who may describe a key: its owner; a holder of the owner's mandate, heard where the owner is silent; an authority. A key
 * that nobody owns is open to all, and who describes it first asserts a claim; an authority never does. `taken` is the
 * refusal of everybody else.
 */
export async function speakerOn(tx: Tx, actor: Actor, key: string, taken: string): Promise<Speaker> {
  const self = actor.partyID
  if (self === null) throw problem('registry.not-yours')
  const owner = (await describeKeys(tx, [key])).get(key)?.owner
  if (owner === self) return { declaredBy: self, claims: false }
  const [party] = await selectParties(tx, [self], {})
  if (party?.kind === 'agency') return { declaredBy: self, claims: false }
  if (owner === undefined) return { declaredBy: self, claims: true }
  const mandate = await mandateFor(tx, self, owner, new Date(), { purpose: 'claim-key', keys: [key] })
  if (mandate) return { declaredBy: self, inNameOf: owner, basis: `mandate ${mandate}`, claims: false }
  throw problem(taken, { key: key.replace(/^\/(01|414)\//, '') })
}
