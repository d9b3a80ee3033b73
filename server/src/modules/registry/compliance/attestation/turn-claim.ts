import type { Actor } from '../../../../platform/actor.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { changeRegistry } from '../../versions/change.ts'
import { insertTurn } from './attestation.store.ts'
import type { Turns } from './attestation.ts'

export type ClaimTurn = 'attested' | 'revoked' | 'withdrawn'
type Standing = { holder: string; issuer: string | null; turns: Turns }

const actions = { attested: 'registry.attest', revoked: 'registry.revoke', withdrawn: 'registry.withdraw' } as const

/**
 * The issuer attests or revokes, the holder withdraws: a certificate or a test result, found by `get`. Nobody does it in
 * another's place, the operator neither; what was revoked or withdrawn stays so, a new one is stated.
 */
export const turnClaim = (
  db: Db,
  actor: Actor,
  id: string,
  turn: ClaimTurn,
  get: (tx: Tx, actor: Actor, id: string) => Promise<Standing>,
  reason?: string,
): Promise<void> =>
  changeRegistry(db, actor, async (tx, position) => {
    const { holder, issuer, turns } = await get(tx, actor, id)
    const declaredBy = turn === 'withdrawn' ? holder : issuer
    if (declaredBy === null || declaredBy !== actor.partyID) throw problem('registry.not-issuer')
    if (turn === 'attested' && holder === issuer) throw problem('registry.own-issuer')
    if (turns.revokedAt !== null || turns.withdrawnAt !== null) throw problem('registry.claim-ended')
    const known = turn === 'attested' && turns.attestedAt !== null
    if (!known) await insertTurn(tx, { about: id, turn, position, declaredBy, ...(reason !== undefined && { reason }) })
    return { deed: { action: actions[turn], subject: id }, keys: [], result: undefined }
  })
