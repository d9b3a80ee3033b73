import type { Reader } from '../../../platform/postgres/database.ts'
import { backwardStory } from '../../events/index.ts'
import { describeKeys, locationCards, productCard } from '../../registry/index.ts'

/** Which of the keys (the finest first) the register or an event knows; the first that is found is enough. */
export async function findKnown(db: Reader, keys: readonly string[]): Promise<string[]> {
  const described = await describeKeys(db, keys)
  const registered = keys.filter((key) => Object.keys(described.get(key) ?? {}).length > 0)
  if (registered.length > 0) return registered
  for (const key of keys) {
    const { known } = await backwardStory(db, key, { limit: 1 })
    if (known) return [key]
  }
  const bare = keys.at(-1) ?? ''
  return (await isDescribed(db, bare)) ? [bare] : []
}

/** Whether anybody said anything of a product or place that nobody claims. */
async function isDescribed(db: Reader, key: string): Promise<boolean> {
  if (key.startsWith('/01/')) return (await productCard(db, key.slice('/01/'.length))) !== undefined
  return key.startsWith('/414/') && (await locationCards(db, [key])).has(key)
}
