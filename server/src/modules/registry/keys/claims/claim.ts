/** A claim with the positions of what became of it. */
export type ClaimRow = {
  id: string
  key: string
  partyID: string
  position: number
  verifiedAt: number | null
  contestedAt: number | null
  withdrawnAt?: number | null
  basis?: string | null
  validFrom?: string
  validTo?: string
}

export type ClaimState = 'asserted' | 'verified' | 'contested' | 'withdrawn'

/** An objection holds until the operator verifies the claim after it. */
export const isContested = (claim: ClaimRow): boolean =>
  claim.contestedAt !== null && claim.contestedAt > (claim.verifiedAt ?? -1)

export function stateOf(claim: ClaimRow): ClaimState {
  if (claim.withdrawnAt) return 'withdrawn'
  if (isContested(claim)) return 'contested'
  return claim.verifiedAt === null ? 'asserted' : 'verified'
}

export type Standing = { owner?: string; claim?: Exclude<ClaimState, 'withdrawn'> }

/**
 * Who speaks for a key, from the claims on its candidates (narrowest first): a verified claim, and of these the narrowest;
 * else the earliest asserted, unless contested, on the key with or without its qualifiers, else on its longest prefix:
 * who asserts a lot does not take it from who asserted the product before. An objection alone never takes a verified key
 * away, and objecting to the first claim never makes the objector's own the first.
 */
export function standingOf(candidates: readonly string[], claims: ReadonlyMap<string, readonly ClaimRow[]>): Standing {
  if (!candidates.some((key) => claims.has(key))) return {}
  const groups = candidates.map((key) => claims.get(key) ?? [])
  for (const group of groups) {
    const verified = earliest(group.filter(({ verifiedAt }) => verifiedAt !== null))
    if (verified) return { owner: verified.partyID, claim: isContested(verified) ? 'contested' : 'verified' }
  }
  const prefixed = candidates.findIndex(isPrefix)
  const onKey = prefixed < 0 ? groups : groups.slice(0, prefixed)
  const first = earliest([onKey.flat(), ...groups.slice(onKey.length)].find((group) => group.length > 0) ?? [])
  if (!first) return {}
  return isContested(first) ? { claim: 'contested' } : { owner: first.partyID, claim: 'asserted' }
}

const isPrefix = (key: string): boolean => key.startsWith('/gcp/')

const earliest = (claims: readonly ClaimRow[]): ClaimRow | undefined =>
  claims.reduce<ClaimRow | undefined>((best, claim) => (best && precedes(best, claim) ? best : claim), undefined)

const precedes = (a: ClaimRow, b: ClaimRow): boolean =>
  a.position !== b.position ? a.position < b.position : a.id < b.id
