import { keyHash } from '../../../platform/ids.ts'
import type { EventRecord } from '../event-record.ts'

/** Keys whose text is known to be committed: places, parties and products recur, and need not be written again. */
export type SettledKeys = { has(hash: string): boolean; settle(records: readonly EventRecord[]): void; clear(): void }

const capacity = 50_000

/** Only keys seen in two captures are kept: serials come once and would push the recurring ones out. */
export const createSettledKeys = (): SettledKeys => {
  let seenOnce = new Set<string>()
  let settled = new Set<string>()
  return {
    has: (hash) => settled.has(hash),
    settle: (records) => {
      for (const record of records) {
        for (const { key } of record.facts.keys) {
          const hash = keyHash(key)
          if (settled.has(hash)) continue
          if (seenOnce.has(hash)) settled.add(hash)
          else seenOnce.add(hash)
        }
      }
      if (seenOnce.size > capacity) seenOnce = new Set()
      if (settled.size > capacity) settled = new Set()
    },
    clear: () => {
      seenOnce = new Set()
      settled = new Set()
    },
  }
}
