import { type Actor, operatorPartyID } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { type HeldMandate, mandatesHeldBy, partyBySender } from '../../registry/index.ts'

/** Who captured, in whose name, and on what mandates. */
export type Attribution = {
  /** The party that the call speaks for, and whose the job is. */
  calledBy: string
  capturedBy: string
  declaredBy: string
  /** Where another's name is used: the mandates of that party, of which one must cover each event. */
  mandates: HeldMandate[] | undefined
  findings: { code: string; params: Record<string, string> }[]
}

export type Caller = Pick<Actor, 'kind' | 'partyID' | 'delegateID'>

/** What is captured without a word on its sender. */
export const ownAttribution = ({ partyID, delegateID }: Caller): Attribution => {
  const calledBy = partyID ?? operatorPartyID
  return { calledBy, capturedBy: delegateID ?? calledBy, declaredBy: calledBy, mandates: undefined, findings: [] }
}

/**
 * In whose name a document speaks: its `sender` where that is a registered party, else the credential's party. Another's
 * name needs that party's mandate, be it taken by the sender or by a token to act for it; the operator may enter for any
 * party, and the audit says so. Who acts for one party speaks in its name alone: a mandate is not passed on.
 */
export const attribute = async (reader: Reader, caller: Caller, sender: string | undefined): Promise<Attribution> => {
  const own = ownAttribution(caller)
  const { calledBy, capturedBy } = own
  const isDelegate = capturedBy !== calledBy
  const named = sender === undefined ? calledBy : await partyBySender(reader, sender)
  if (named === undefined) own.findings.push({ code: 'sender-unknown', params: { sender: sender ?? '' } })
  const declaredBy = named ?? calledBy
  if (caller.kind === 'operator' || (declaredBy === calledBy && !isDelegate)) return { ...own, declaredBy }
  const held = isDelegate && declaredBy !== calledBy ? [] : await mandatesHeldBy(reader, capturedBy, new Date())
  const mandates = held.filter(({ letsCapture, principal }) => letsCapture && principal === declaredBy)
  if (mandates.length === 0) throw problem('events.sender-without-mandate', { sender: sender ?? declaredBy })
  return { ...own, declaredBy, mandates }
}
