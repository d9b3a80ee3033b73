import { newID } from '../../../../platform/ids.ts'
import type { Tx } from '../../../../platform/postgres/database.ts'
import { insertClaims, insertClaimTurns, selectClaims } from './claim.store.ts'

type Stamp = { position: number; declaredBy: string; basis?: string | undefined }
type Held = { partyID: string; key: string }
type Wanted = Held & { verified: boolean }

const nameOf = ({ partyID, key }: Held): string => `${partyID} ${key}`

/** Sees that a party has a live claim on a key, verified where asked; writes only what is not there yet. */
export const claimForParty = (tx: Tx, partyID: string, key: string, verified: boolean, stamp: Stamp): Promise<void> =>
  claimForParties(tx, [{ partyID, key, verified }], stamp)

/** The same for many claims at once. */
export async function claimForParties(tx: Tx, given: readonly Wanted[], stamp: Stamp): Promise<void> {
  if (given.length === 0) return
  const wanted = eachOnce(given)
  const known = await selectClaims(
    tx,
    wanted.map(({ key }) => key),
    {},
  )
  const live = new Map(known.map((claim) => [nameOf(claim), claim]))
  const fresh = wanted.filter((claim) => !live.has(nameOf(claim))).map((claim) => ({ ...claim, ...stamp, id: newID() }))
  await insertClaims(tx, fresh)
  const made = new Map(fresh.map((claim) => [nameOf(claim), claim.id]))
  const turns = wanted.flatMap((claim) => {
    const before = live.get(nameOf(claim))
    const claimID = before?.id ?? made.get(nameOf(claim))
    return !claim.verified || claimID === undefined || before?.verifiedAt
      ? []
      : [{ claimID, turn: 'verified', ...stamp }]
  })
  await insertClaimTurns(tx, turns)
}

/** A party may come to a key by two identifiers: a GLN as place and as party. */
function eachOnce(given: readonly Wanted[]): Wanted[] {
  const wanted = new Map<string, Wanted>()
  for (const claim of given) {
    const verified = claim.verified || wanted.get(nameOf(claim))?.verified === true
    wanted.set(nameOf(claim), { ...claim, verified })
  }
  return [...wanted.values()]
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
