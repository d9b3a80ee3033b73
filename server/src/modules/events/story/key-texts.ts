import type { Reader } from '../../../platform/postgres/database.ts'
import { selectKeyTexts } from './story.store.ts'

const capacity = 50_000

/** Of so many keys together most are single things, which do not recur: they would drive out what does. */
const crowd = 2_000

/** What a hash stands for never changes, so places and products that recur are asked for once. */
const remembered = new Map<string, string>()

/** Canonical texts of keys, by hash, in a map of the caller's own. */
export const keyTexts = async (reader: Reader, hashes: readonly string[]): Promise<Map<string, string>> => {
  if (hashes.length > crowd) return textsByHash(await selectKeyTexts(reader, hashes))
  const texts = new Map<string, string>()
  const unknown: string[] = []
  for (const hash of hashes) {
    const canonical = remembered.get(hash)
    if (canonical === undefined) unknown.push(hash)
    else texts.set(hash, canonical)
  }
  if (unknown.length === 0) return texts
  const read = textsByHash(await selectKeyTexts(reader, unknown))
  if (remembered.size + read.size > capacity) remembered.clear()
  for (const [hash, canonical] of read) {
    texts.set(hash, canonical)
    remembered.set(hash, canonical)
  }
  return texts
}

const textsByHash = ({ keys, texts }: { keys: readonly string[]; texts: readonly string[] }): Map<string, string> =>
  new Map(keys.map((key, at) => [key, texts[at] ?? '']))
