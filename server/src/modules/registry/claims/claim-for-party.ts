import { newID } from '../../../platform/ids.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { insertClaims, insertClaimTurn, selectClaims } from './claim.store.ts'

type Stamp = { position: number; declaredBy: string; basis?: string | undefined }
type Wanted = { partyID: string; key: string; verified: boolean }

/** Sees that a party has a live claim on a key, verified where asked; writes only what is not there yet. */
export const claimForParty = (tx: Tx, partyID: string, key: string, verified: boolean, stamp: Stamp): Promise<void> =>
  claimForParties(tx, [{ partyID, key, verified }], stamp)

/** The same for many claims at once. */
export async function claimForParties(tx: Tx, wanted: readonly Wanted[], stamp: Stamp): Promise<void> {
  if (wanted.length === 0) return
  const known = await selectClaims(
    tx,
    wanted.map(({ key }) => key),
    {},
  )
  const nameOf = ({ partyID, key }: { partyID: string; key: string }) => `${partyID} ${key}`
  const live = new Map(known.map((claim) => [nameOf(claim), claim]))
  const fresh = wanted.filter((claim) => !live.has(nameOf(claim))).map((claim) => ({ ...claim, ...stamp, id: newID() }))
  await insertClaims(tx, fresh)
  const made = new Map(fresh.map((claim) => [nameOf(claim), claim.id]))
  for (const claim of wanted.filter(({ verified }) => verified)) {
    const before = live.get(nameOf(claim))
    const claimID = before?.id ?? made.get(nameOf(claim))
    if (claimID !== undefined && !before?.verifiedAt) await insertClaimTurn(tx, { claimID, turn: 'verified', ...stamp })
  }
}

export async function withdrawForParty(tx: Tx, partyID: string, key: string, stamp: Stamp): Promise<void> {
  for (const claim of await selectClaims(tx, [key], {}))
    if (claim.partyID === partyID) await insertClaimTurn(tx, { claimID: claim.id, turn: 'withdrawn', ...stamp })
}
