import { newID } from '../../../../platform/ids.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { insertClaims, insertClaimTurns, type NewClaim, type NewTurn, selectClaims } from './claim.store.ts'

type Stamp = { position: number; declaredBy: string; basis?: string | undefined }
type Held = { partyID: string; key: string }
type Wanted = Held & { verified: boolean }

const nameOf = ({ partyID, key }: Held): string => `${partyID} ${key}`

/** Sees that a party has a live claim on a key, verified where asked; writes only what is not there yet. */
export const claimForParty = (tx: Tx, partyID: string, key: string, verified: boolean, stamp: Stamp): Promise<void> =>
  claimForParties(tx, [{ partyID, key, verified }], stamp)

/** The same for many claims at once. */
export async function claimForParties(tx: Tx, given: readonly Wanted[], stamp: Stamp): Promise<void> {
  const { claims, turns } = await claimsWanting(tx, given, stamp)
  await insertClaims(tx, claims)
  await insertClaimTurns(tx, turns)
}

/** What is to be written so that parties have live claims on keys, verified where asked: claims, then their turns. */
export async function claimsWanting(
  reader: Reader,
  given: readonly Wanted[],
  stamp: Stamp,
): Promise<{ claims: NewClaim[]; turns: NewTurn[] }> {
  if (given.length === 0) return { claims: [], turns: [] }
  const known = await selectClaims(
    reader,
    given.map(({ key }) => key),
    {},
  )
  const live = new Map(known.map((claim) => [nameOf(claim), claim]))
  const claims: NewClaim[] = []
  const turns: NewTurn[] = []
  for (const [name, { partyID, key, verified }] of eachOnce(given)) {
    const before = live.get(name)
    const id = before?.id ?? newID()
    if (before === undefined) claims.push({ id, partyID, key, ...stamp })
    if (verified && !before?.verifiedAt) turns.push({ claimID: id, turn: 'verified', ...stamp })
  }
  return { claims, turns }
}

/** A party may come to a key by two identifiers: a GLN as place and as party. */
function eachOnce(given: readonly Wanted[]): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>()
  for (const claim of given) {
    const name = nameOf(claim)
    if (claim.verified || !wanted.has(name)) wanted.set(name, claim)
  }
  return wanted
}

/** Takes back whatever claims parties have on keys. */
export async function withdrawForParties(tx: Tx, held: readonly Held[], stamp: Stamp): Promise<void> {
  if (held.length === 0) return
  const given = new Set(held.map(nameOf))
  const known = await selectClaims(
    tx,
    held.map(({ key }) => key),
    {},
  )
  const turns = known
    .filter((claim) => given.has(nameOf(claim)))
    .map(({ id }) => ({ claimID: id, turn: 'withdrawn', ...stamp }))
  await insertClaimTurns(tx, turns)
}
