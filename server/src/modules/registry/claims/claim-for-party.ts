import { newID } from '../../../platform/ids.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { insertClaim, insertClaimTurn, selectClaims } from './claim.store.ts'

type Stamp = { position: number; declaredBy: string; basis?: string | undefined }

/** Sees that a party has a live claim on a key, verified where asked; writes only what is not there yet. */
export async function claimForParty(
  tx: Tx,
  partyID: string,
  key: string,
  verified: boolean,
  stamp: Stamp,
): Promise<void> {
  const known = (await selectClaims(tx, [key], {})).find((claim) => claim.partyID === partyID)
  const id = known?.id ?? newID()
  if (!known) await insertClaim(tx, { id, key, partyID, ...stamp })
  if (verified && !known?.verifiedAt) await insertClaimTurn(tx, { claimID: id, turn: 'verified', ...stamp })
}

export async function withdrawForParty(tx: Tx, partyID: string, key: string, stamp: Stamp): Promise<void> {
  for (const claim of await selectClaims(tx, [key], {}))
    if (claim.partyID === partyID) await insertClaimTurn(tx, { claimID: claim.id, turn: 'withdrawn', ...stamp })
}
