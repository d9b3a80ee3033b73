import { type Actor, operatorPartyID } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { type HeldMandate, mandatesHeldBy, partyBySender } from '../../registry/index.ts'

/** Who captured, in whose name, and on what mandates. */
export type Attribution = {
  capturedBy: string
  declaredBy: string
  /** Where another's name is used: the mandates of that party, of which one must cover each event. */
  mandates: HeldMandate[] | undefined
  findings: { code: string; params: Record<string, string> }[]
}

/**
 * In whose name a document speaks: its `sender` where that is a registered party, else the credential's party.
 * Another's name needs that party's mandate; the operator may enter for any party, and the audit says so.
 */
export const attribute = async (reader: Reader, actor: Actor, sender: string | undefined): Promise<Attribution> => {
  const capturedBy = actor.partyID ?? operatorPartyID
  const own: Attribution = { capturedBy, declaredBy: capturedBy, mandates: undefined, findings: [] }
  if (sender === undefined) return own
  const principal = await partyBySender(reader, sender)
  if (principal === undefined) return { ...own, findings: [{ code: 'sender-unknown', params: { sender } }] }
  if (principal === capturedBy) return own
  if (actor.kind === 'operator') return { ...own, declaredBy: principal }
  const held = await mandatesHeldBy(reader, capturedBy, new Date())
  const mandates = held.filter((mandate) => mandate.purpose === 'capture' && mandate.principal === principal)
  if (mandates.length === 0) throw problem('events.sender-without-mandate', { sender })
  return { ...own, declaredBy: principal, mandates }
}
