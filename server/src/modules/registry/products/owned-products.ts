import type { Reader } from '../../../platform/postgres/database.ts'
import { describeKeys } from '../keys/claims/describe-keys.ts'
import type { Moment } from '../versions/moment.ts'
import { selectPossiblyOwned } from './owned-product.store.ts'

const step = 500

/** The products whose owner a party is, in order after one; at most `limit` of them. */
export async function ownedProducts(
  reader: Reader,
  party: string,
  moment: Moment,
  { after = '', limit = 1000 }: { after?: string; limit?: number } = {},
): Promise<string[]> {
  const owned: string[] = []
  for (let last = after; owned.length < limit; ) {
    const keys = await selectPossiblyOwned(reader, party, { after: last, limit: step }, moment)
    const descriptions = await describeKeys(reader, keys, moment.asOf, moment.at)
    owned.push(...keys.filter((key) => descriptions.get(key)?.owner === party))
    last = keys.at(-1) ?? ''
    if (keys.length < step) break
  }
  return owned.slice(0, limit)
}
