import type { Reader } from '../../../platform/postgres/database.ts'
import { selectKeyTexts } from './story.store.ts'

const capacity = 50_000

/** What a hash stands for never changes, so places and products that recur are asked for once. */
const remembered = new Map<string, string>()

/** Canonical texts of keys, by hash. */
export const keyTexts = async (reader: Reader, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const unknown = [...new Set(hashes)].filter((hash) => !remembered.has(hash))
  if (unknown.length > 0) {
    if (remembered.size > capacity) remembered.clear()
    for (const [hash, canonical] of await selectKeyTexts(reader, unknown)) remembered.set(hash, canonical)
  }
  return remembered
}
