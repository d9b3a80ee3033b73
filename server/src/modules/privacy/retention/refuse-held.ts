import type { Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { lockHoldsShared } from './hold.store.ts'
import { holdsOn } from './holds-on.ts'

/** Refuses the erasure of an event on which a hold stands; none is set until the erasure's transaction has ended. */
export const refuseHeld = async (
  tx: Tx,
  event: { eventID: string; capturedBy: string; declaredBy: string; keys: readonly string[] },
): Promise<void> => {
  await lockHoldsShared(tx)
  const { eventID, capturedBy, declaredBy, keys } = event
  const [hold] = await holdsOn(tx, { parties: [capturedBy, declaredBy], keys, eventIDs: [eventID] })
  if (hold !== undefined) throw problem('privacy.held', { reason: hold.reason, basis: hold.basis })
}
