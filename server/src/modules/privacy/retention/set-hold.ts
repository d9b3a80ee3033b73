import { canonicalKey } from '@nguon/epcis'
import { type Actor, operatorPartyID } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { insertHold, lockHolds, updateLifted } from './hold.store.ts'

export type NewHold = { party?: string; key?: string; event?: string; reason: string; basis: string }

/** From this transaction's end nothing of it is erased: neither when its time is over, nor on request. */
export const setHold = (db: Db, actor: Actor, hold: NewHold): Promise<string> => {
  const named = [hold.party, hold.key, hold.event].filter((each) => each !== undefined)
  const key = hold.key === undefined ? null : canonicalKey(hold.key)
  if (named.length !== 1 || (key !== null && !key.startsWith('/'))) throw problem('privacy.hold-unfit')
  const id = newID()
  return db.transaction(async (tx) => {
    await lockHolds(tx)
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

export const liftHold = (db: Db, actor: Actor, id: string, reason: string): Promise<void> =>
  db.transaction(async (tx) => {
    if (!(await updateLifted(tx, id, actor.partyID ?? operatorPartyID, reason)))
      throw problem('privacy.hold-unknown', { hold: id })
    await recordDeed(tx, actor, { action: 'retention.lift-hold', subject: id })
  })
