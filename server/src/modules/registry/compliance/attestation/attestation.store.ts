import type { Tx } from '../../../../platform/postgres/database.ts'

/** The turns of the rows of `table`, as known at the position $1, beside them as `turn`. */
export const turnsOf = (id: string): string => `cross join lateral (
  select max(a.position) filter (where a.turn = 'attested')::float8 as "attestedAt",
    max(a.position) filter (where a.turn = 'revoked')::float8 as "revokedAt",
    max(a.position) filter (where a.turn = 'withdrawn')::float8 as "withdrawnAt",
    (array_agg(a.reason order by a.position desc) filter (where a.reason is not null))[1] as reason
  from registry.attestation a where a.about = ${id} and a.position <= $1) turn`

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
