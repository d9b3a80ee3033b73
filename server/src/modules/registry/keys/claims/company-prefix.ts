import type { Reader } from '../../../../platform/postgres/database.ts'
import { selectClaims } from './claim.store.ts'
import { isContested } from './claim.ts'
import { claimCandidates, prefixKey } from './claim-key.ts'

const start = prefixKey('')

/**
 * How many digits the company prefix of each key has, as far as a claim on it says so: a verified one, else one that
 * nobody contests, the longest of them. One query for all keys.
 */
export async function companyPrefixLengths(reader: Reader, keys: readonly string[]): Promise<Map<string, number>> {
  const candidates = new Map(
    keys.map((key) => [key, claimCandidates(key).filter((candidate) => candidate.startsWith(start))]),
  )
  const asked = [...new Set([...candidates.values()].flat())]
  const claims = asked.length === 0 ? [] : await selectClaims(reader, asked, {})
  const verified = new Set(claims.filter(({ verifiedAt }) => verifiedAt !== null).map(({ key }) => key))
  const asserted = new Set(claims.filter((claim) => !isContested(claim)).map(({ key }) => key))
  const lengths = new Map<string, number>()
  for (const [key, prefixes] of candidates) {
    const prefix = prefixes.find((each) => verified.has(each)) ?? prefixes.find((each) => asserted.has(each))
    if (prefix !== undefined) lengths.set(key, prefix.length - start.length)
  }
  return lengths
}
