import { gs1Key } from '@nguon/epcis'
import { canonicalStem } from '@nguon/gs1'
import { type Actor, operatorPartyID } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { hasEvent } from '../../events/index.ts'
import { partyCards } from '../../registry/index.ts'
import { insertHold, lockHolds, updateLifted } from './hold.store.ts'

export type NewHold = { party?: string; key?: string; event?: string; reason: string; basis: string }

/** From this transaction's end nothing of it is erased: neither when its time is over, nor on request. */
export const setHold = (db: Db, actor: Actor, hold: NewHold): Promise<string> => {
  const named = [hold.party, hold.key, hold.event].filter((each) => each !== undefined)
  if (named.length !== 1) throw problem('privacy.hold-unfit')
  const key = hold.key === undefined ? null : readKey(hold.key)
  const id = newID()
  return db.transaction(async (tx) => {
    await lockHolds(tx)
    await refuseUnknown(tx, hold)
    await insertHold(tx, {
      id,
      partyID: hold.party ?? null,
      key,
      eventID: hold.event ?? null,
      reason: hold.reason,
      basis: hold.basis,
      setBy: actor.partyID ?? operatorPartyID,
    })
    const on = {
      ...(hold.party && { party: hold.party }),
      ...(key && { key }),
      ...(hold.event && { event: hold.event }),
    }
    await recordDeed(tx, actor, { action: 'retention.set-hold', subject: id, details: { ...on, basis: hold.basis } })
    return id
  })
}

/** A GS1 key as events name it, from its Digital Link, the path of one, or its EPC URN. */
const readKey = (text: string): string => {
  const key = gs1Key(text.startsWith('/') ? canonicalStem + text : text)
  if (key === undefined) throw problem('registry.key-malformed', { key: text })
  return key
}

/** A hold on a party or an event that is not there would hold nothing. */
const refuseUnknown = async (reader: Reader, { party, event }: NewHold): Promise<void> => {
  if (party !== undefined && (await partyCards(reader, [party])).size === 0)
    throw problem('registry.party-unknown', { party })
  if (event !== undefined && !(await hasEvent(reader, event))) throw problem('events.event-unknown', { eventID: event })
}

export const liftHold = (db: Db, actor: Actor, id: string, reason: string): Promise<void> =>
  db.transaction(async (tx) => {
    if (!(await updateLifted(tx, id, actor.partyID ?? operatorPartyID, reason)))
      throw problem('privacy.hold-unknown', { hold: id })
    await recordDeed(tx, actor, { action: 'retention.lift-hold', subject: id })
  })
