import { type Actor, operatorPartyID } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { mandateFor, partyBySender } from '../../registry/index.ts'

/** Who captured, in whose name, and on what mandate. */
export type Attribution = {
  capturedBy: string
  declaredBy: string
  mandate: string | undefined
  findings: { code: string; params: Record<string, string> }[]
}

/**
 * In whose name a document speaks: its `sender` where that is a registered party, else the credential's party.
 * Another's name needs that party's mandate; the operator may enter for any party, and the audit says so.
 */
export const attribute = async (reader: Reader, actor: Actor, sender: string | undefined): Promise<Attribution> => {
  const capturedBy = actor.partyID ?? operatorPartyID
  const own: Attribution = { capturedBy, declaredBy: capturedBy, mandate: undefined, findings: [] }
  if (sender === undefined) return own
  const principal = await partyBySender(reader, sender)
  if (principal === undefined) return { ...own, findings: [{ code: 'sender-unknown', params: { sender } }] }
  if (principal === capturedBy) return own
  const mandate = await mandateFor(reader, capturedBy, principal, new Date())
  if (mandate === undefined && actor.kind !== 'operator') throw problem('events.sender-without-mandate', { sender })
  return { ...own, declaredBy: principal, mandate }
}
