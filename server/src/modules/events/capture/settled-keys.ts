import type { SeenKeys } from './seen-keys.ts'

/** Keys whose text and months are known to be committed: places, parties and products recur, and need not be written again. */
export type SettledKeys = { has(hash: string, month: string): boolean; settle(written: SeenKeys): void }

const capacity = 50_000

/** Only keys written twice are kept: serials come once and would push the recurring ones out. */
export const createSettledKeys = (): SettledKeys => {
  let seenOnce = new Set<string>()
  let settled = new Map<string, { first: string; last: string }>()
  const widen = (hash: string, first: string, last: string) => {
    const known = settled.get(hash)
    settled.set(hash, {
      first: known !== undefined && known.first < first ? known.first : first,
      last: known !== undefined && known.last > last ? known.last : last,
    })
  }
  return {
    has: (hash, month) => {
      const known = settled.get(hash)
      return known !== undefined && known.first <= month && month <= known.last
    },
    settle: (written) => {
      for (const [hash, { first, last }] of written) {
        if (settled.has(hash) || seenOnce.has(hash)) widen(hash, first, last)
        else seenOnce.add(hash)
      }
      if (seenOnce.size > capacity) seenOnce = new Set()
      if (settled.size > capacity) settled = new Map()
    },
  }
}
