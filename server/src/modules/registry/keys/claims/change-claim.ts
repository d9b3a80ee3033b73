import type { Actor } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { refuseUnknown } from '../../parties/refuse-unknown.ts'
import { changeRegistry } from '../../versions/change.ts'
import { checkValidity } from '../../versions/moment.ts'
import { findClaim, insertClaim, insertClaimTurn, selectClaims } from './claim.store.ts'
import type { ClaimRow } from './claim.ts'

export type NewClaimInput = {
  key: string
  party?: string | undefined
  basis?: string | undefined
  validFrom?: string | undefined
  validTo?: string | undefined
}

/** A party says that a key is its own. Others may have said so before; whose it is, `standingOf` tells. */
export function assertClaim(db: Db, actor: Actor, input: NewClaimInput): Promise<ClaimRow> {
  const partyID = input.party ?? actor.partyID
  if (partyID === null || (partyID !== actor.partyID && !actor.can('registry.administer')))
    throw problem('registry.not-yours')
  checkValidity(input)
  return changeRegistry(db, actor, async (tx, position) => {
    await refuseUnknown(tx, partyID)
    const known = await selectClaims(tx, [input.key], {})
    if (known.some((claim) => claim.partyID === partyID)) throw problem('registry.claim-exists', { key: input.key })
    const id = newID()
    await insertClaim(tx, { ...input, id, partyID, position, declaredBy: actor.partyID ?? partyID })
    const deed = { action: 'registry.assert-claim', subject: input.key, details: { claim: id, party: partyID } }
    return { deed, keys: [input.key], result: await getClaim(tx, id) }
  })
}

/** The operator has seen the proof. One claim on a key can be verified at a time: the other is withdrawn first. */
export const verifyClaim = (db: Db, actor: Actor, id: string, basis: string | undefined): Promise<ClaimRow> =>
  turnClaim(db, actor, id, 'verified', basis, async (tx, claim) => {
    if (!actor.can('registry.administer')) throw problem('registry.operator-only')
    const rivals = await selectClaims(tx, [claim.key], {})
    if (rivals.some((rival) => rival.id !== claim.id && rival.verifiedAt !== null))
      throw problem('registry.claim-verified-already', { key: claim.key })
  })

/** Another party objects. The claim is shown as contested until the operator verifies it or it is withdrawn. */
export const contestClaim = (db: Db, actor: Actor, id: string, basis: string | undefined): Promise<ClaimRow> =>
  turnClaim(db, actor, id, 'contested', basis, async (_tx, claim) => {
    if (claim.partyID === actor.partyID) throw problem('registry.own-claim')
  })

/** The claimant gives the key up, or the operator decides that it is not theirs. */
export const withdrawClaim = (db: Db, actor: Actor, id: string, basis: string | undefined): Promise<ClaimRow> =>
  turnClaim(db, actor, id, 'withdrawn', basis, async (_tx, claim) => {
    if (claim.partyID !== actor.partyID && !actor.can('registry.administer')) throw problem('registry.not-yours')
  })

function turnClaim(
  db: Db,
  actor: Actor,
  id: string,
  turn: 'verified' | 'contested' | 'withdrawn',
  basis: string | undefined,
  check: (tx: Tx, claim: ClaimRow) => Promise<void>,
): Promise<ClaimRow> {
  return changeRegistry(db, actor, async (tx, position) => {
    const claim = await getClaim(tx, id)
    const declaredBy = actor.partyID
    if (declaredBy === null) throw problem('registry.not-yours')
    if (claim.withdrawnAt) throw problem('registry.claim-unknown', { claim: id })
    await check(tx, claim)
    await insertClaimTurn(tx, { claimID: id, turn, position, declaredBy, basis })
    const deed = { action: `registry.claim-${turn}`, subject: claim.key, details: { claim: id } }
    return { deed, keys: [claim.key], result: await getClaim(tx, id) }
  })
}

async function getClaim(tx: Tx, id: string): Promise<ClaimRow> {
  const claim = await findClaim(tx, id)
  if (!claim) throw problem('registry.claim-unknown', { claim: id })
  return claim
}
