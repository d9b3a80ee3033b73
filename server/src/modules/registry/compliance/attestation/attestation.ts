import Type from 'typebox'

/** What became of a statement: its issuer attested or revoked it, its holder withdrew it. */
export type Turns = { attestedAt: number | null; revokedAt: number | null; withdrawnAt: number | null }

export const claimStates = ['stated', 'attested', 'revoked', 'withdrawn', 'expired', 'not-yet'] as const

/**
 * How a statement stands on a day: the holder's word alone, or attested by its issuer; revoked and withdrawn are for good;
 * outside its days it does not show.
 */
export type ClaimState = (typeof claimStates)[number]

export const standingOn = (turns: Turns, day: string, validFrom: string, validTo: string): ClaimState => {
  if (turns.withdrawnAt !== null) return 'withdrawn'
  if (turns.revokedAt !== null) return 'revoked'
  if (day < validFrom) return 'not-yet'
  if (day > validTo) return 'expired'
  return turns.attestedAt === null ? 'stated' : 'attested'
}

/** Whether a statement in this state may be shown to everybody. */
export const isShown = (state: ClaimState): boolean => state === 'stated' || state === 'attested'

export const Reason = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 1000 }) },
  { additionalProperties: false },
)
