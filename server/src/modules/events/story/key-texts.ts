import type { Reader } from '../../../platform/postgres/database.ts'
import { selectKeyTexts } from './story.store.ts'

const capacity = 50_000

/** What a hash stands for never changes, so places and products that recur are asked for once. */
const remembered = new Map<string, string>()

/** Canonical texts of keys, by hash. */
export const keyTexts = async (reader: Reader, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const texts = new Map<string, string>()
  const unknown = new Set<string>()
  for (const hash of hashes) {
    const canonical = remembered.get(hash)
    if (canonical === undefined) unknown.add(hash)
    else texts.set(hash, canonical)
  }
  if (unknown.size === 0) return texts
  const read = await selectKeyTexts(reader, [...unknown])
  if (remembered.size + read.size > capacity) remembered.clear()
  for (const [hash, canonical] of read) {
    texts.set(hash, canonical)
    remembered.set(hash, canonical)
  }
  return texts
}
