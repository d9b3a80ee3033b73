import type { Completeness, Tombstone } from './trace-answer.ts'

/** What the tombstones come to: nothing is missing, only the future is, or something is. */
export const completenessOf = (tombstones: readonly Tombstone[]): Completeness => {
  const counts: Completeness['tombstones'] = { unknown: 0, open: 0, limit: 0, depth: 0, elsewhere: 0 }
  for (const { reason } of tombstones) counts[reason] += 1
  const onlyOpen = counts.open === tombstones.length
  return {
    verdict: tombstones.length === 0 ? 'complete' : onlyOpen ? 'open' : 'incomplete',
    tombstones: counts,
  }
}
