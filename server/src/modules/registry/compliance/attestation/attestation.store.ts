import type { Tx } from '../../../../platform/postgres/database.ts'
import { standsFor } from '../../parties/merging/standing.store.ts'

type Sides = { id: string; holder: string; issuer: string }

/**
 * The turns of the rows of a table, as known at the position $2, beside them as `turn`. Who was found to be one with the issuer
 * since has nothing but its own word.
 */
export const turnsOf = ({ id, holder, issuer }: Sides): string => `cross join lateral (
  select max(a.position) filter (where a.turn = 'attested'
      and ${standsFor(issuer)} <> ${standsFor(holder)})::float8 as "attestedAt",
    max(a.position) filter (where a.turn = 'revoked')::float8 as "revokedAt",
    max(a.position) filter (where a.turn = 'withdrawn')::float8 as "withdrawnAt",
    (array_agg(a.reason order by a.position desc) filter (where a.reason is not null))[1] as reason
  from registry.attestation a where a.about = ${id} and a.position <= $2) turn`

export const insertTurn = async (
  tx: Tx,
  turn: {
    about: string
    turn: 'attested' | 'revoked' | 'withdrawn'
    position: number
    declaredBy: string
    reason?: string
  },
): Promise<void> => {
  await tx.query(
    'insert into registry.attestation (about, position, turn, declared_by, reason) values ($1, $2, $3, $4, $5)',
    [turn.about, turn.position, turn.turn, turn.declaredBy, turn.reason ?? null],
  )
}
