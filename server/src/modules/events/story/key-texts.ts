import type { Reader } from '../../../platform/postgres/database.ts'
import { selectKeyTexts } from './story.store.ts'

const capacity = 50_000

/** What a hash stands for never changes, so places and products that recur are asked for once. */
const remembered = new Map<string, string>()

/** Canonical texts of keys, by hash, in a map of the caller's own. */
export const keyTexts = async (reader: Reader, hashes: readonly string[]): Promise<Map<string, string>> => {
  const texts = new Map<string, string>()
  const unknown: string[] = []
  for (const hash of hashes) {
    const canonical = remembered.get(hash)
    if (canonical === undefined) unknown.push(hash)
    else texts.set(hash, canonical)
  }
  if (unknown.length === 0) return texts
  const read = await selectKeyTexts(reader, unknown)
  if (remembered.size + read.keys.length > capacity) remembered.clear()
  for (let at = 0; at < read.keys.length; at += 1) {
    const [key = '', canonical = ''] = [read.keys[at], read.texts[at]]
    texts.set(key, canonical)
    remembered.set(key, canonical)
  }
  return texts
}
